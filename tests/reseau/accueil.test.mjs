// The rules of the check-in list's queue. Run by tests/reseau/test_accueil_js.py where node exists, and in the browser.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import {
  ANNULATION, ARRIVEE, SUR_PLACE, arrivalOf, countOf, fold, fullness, hasStrangers, mergeState, readCode, search, settle,
  stateOf, undoingsOf,
} from "../../entredeux/reseau/static/reseau/accueil/file.js";

const HALL = "11111111-1111-4111-8111-111111111111";

function personne(id, nom, more = {}) {
  return { id, nom, billet: "K7M 2QX", attente: false, ateliers: [], enAttente: [], ...more };
}

function makeListe() {
  return {
    csrf: "ancien", places: null, retard: "2026-03-12T08:45:00Z",
    ateliers: [{ uid: HALL, titre: "Occuper un hall", places: 1 }],
    personnes: [personne("marie", "Marie Dupont", { ateliers: [HALL] }), personne("elo", "Éloïse Martin-Œuvrard")],
    presences: { marie: [], elo: [] },
  };
}

function tap(inscription, more = {}) {
  return { id: randomUUID(), genre: ARRIVEE, inscription, atelier: null, annule: null, instant: "2026-03-12T08:30:00Z", ...more };
}

const undo = (geste) => tap(geste.inscription, { genre: ANNULATION, annule: geste.id });
const present = (liste, gestes) =>
  stateOf(liste, gestes).filter((each) => arrivalOf(each, null)).map((each) => each.id).sort();

test("folds like the server", () => {
  assert.equal(fold("  N° de Téléphone_ Œuvre "), "n de telephone oeuvre");
  assert.equal(readCode("k7m-2qo"), "K7M2Q0");
});

test("finds by first letters of any word, accents aside, or by ticket", () => {
  const people = makeListe().personnes;
  const found = (text) => search(people, text).map((each) => each.id);
  assert.deepEqual(found("elo mar"), ["elo"]);
  assert.deepEqual(found("OEUV"), ["elo"]);
  assert.deepEqual(found("dup"), ["marie"]);
  assert.deepEqual(found("k7m"), ["marie", "elo"]);
  assert.deepEqual(found("zzz"), []);
  assert.deepEqual(found("  "), ["marie", "elo"]);
});

test("a tap that waits counts at once, its undoing too", () => {
  const liste = makeListe();
  const here = tap("marie");
  assert.deepEqual(present(liste, [here]), ["marie"]);
  assert.deepEqual(present(liste, [here, undo(here)]), []);
});

test("an undoing that waits hides the tap the server already has", () => {
  const liste = makeListe();
  liste.presences.marie = [{ id: "t1", atelier: null, instant: "2026-03-12T08:30:00Z" }];
  assert.deepEqual(present(liste, []), ["marie"]);
  assert.deepEqual(present(liste, undoingsOf(stateOf(liste, [])[1], null, "x", randomUUID)), []);
});

test("any order of the queue says the same", () => {
  const liste = makeListe();
  const taps = [tap("marie"), tap("elo"), tap("marie", { atelier: HALL })];
  const gestes = [...taps, undo(taps[0]), undo(taps[1])];
  for (let turn = 0; turn < 60; turn += 1) {
    const shuffled = gestes.map((each) => [Math.random(), each]).sort((one, other) => one[0] - other[0]).map(([, each]) => each);
    assert.deepEqual(present(liste, [...shuffled, shuffled[0]]), ["marie"]);
  }
});

test("in a workshop only its own taps count, and undoing takes back only those", () => {
  const liste = makeListe();
  const door = tap("marie"), inside = tap("marie", { atelier: HALL });
  const [, marie] = stateOf(liste, [door, inside]);
  assert.equal(arrivalOf(marie, HALL).id, inside.id);
  assert.deepEqual(undoingsOf(marie, HALL, "x", randomUUID).map((each) => each.annule), [inside.id]);
  assert.deepEqual(undoingsOf(marie, null, "x", randomUUID).map((each) => each.annule), [door.id, inside.id]);
});

test("counts who is here, who is expected, who came late", () => {
  const liste = makeListe();
  const people = stateOf(liste, [tap("marie", { instant: "2026-03-12T08:46:00Z", atelier: HALL }), tap("elo")]);
  assert.deepEqual(countOf(people, null, liste.retard), { presentes: 2, attendues: 2, enRetard: 1 });
  assert.deepEqual(countOf(people, HALL, ""), { presentes: 1, attendues: 1, enRetard: 0 });
});

test("someone added at the door is on the list until that is undone", () => {
  const liste = makeListe();
  const zoe = tap(null, { genre: SUR_PLACE, nom: "Zoé Petit" });
  assert.deepEqual(stateOf(liste, [zoe]).map((each) => each.nom), ["Éloïse Martin-Œuvrard", "Marie Dupont", "Zoé Petit"]);
  const back = tap(zoe.id, { genre: ANNULATION, annule: zoe.id });
  assert.equal(stateOf(liste, [zoe, back]).length, 2);
});

test("says when one more would be one too many", () => {
  const liste = makeListe();
  assert.match(fullness(liste, stateOf(liste, []), HALL), /« Occuper un hall » est complet : 1 pour 1 places/);
  assert.equal(fullness(liste, stateOf(liste, []), null), "");
  assert.match(fullness({ ...liste, places: 2 }, stateOf(liste, []), null), /L'événement est complet : 2 pour 2/);
});

test("after the answers: what waits, what was refused, who was added under which id", () => {
  const kept = tap("marie"), late = tap("elo"), wrong = tap("x"), zoe = tap(null, { genre: SUR_PLACE, nom: "Zoé" });
  const { restent, refuses, ajouts, avis } = settle([kept, late, wrong, zoe], [
    { id: kept.id, etat: "deja", message: "", inscription: "marie" },
    { id: wrong.id, etat: "refuse", message: "Inconnue.", inscription: null },
    { id: zoe.id, etat: "recu", message: "Complet.", inscription: "elo" },
  ]);
  assert.deepEqual(restent, [late]);
  assert.deepEqual(refuses, [{ geste: wrong, message: "Inconnue." }]);
  assert.deepEqual(ajouts, [{ id: "elo", nom: "Zoé", atelier: null }]);
  assert.deepEqual(avis, ["Complet."]);
});

test("the server's state replaces ours, names we added stay, strangers are noticed", () => {
  const etat = { csrf: "nouveau", presences: { marie: [], zoe: [{ id: "t", atelier: null, instant: "x" }], autre: [] } };
  const merged = mergeState(makeListe(), etat, [{ id: "zoe", nom: "Zoé", atelier: null }]);
  assert.equal(merged.csrf, "nouveau");
  assert.deepEqual(stateOf(merged, []).map((each) => each.id), ["marie", "zoe"]); // Éloïse was cancelled elsewhere
  assert.equal(hasStrangers(merged), true);
  assert.equal(hasStrangers({ ...merged, presences: { marie: [] } }), false);
});

test("sending the same queue again changes nothing", () => {
  const liste = makeListe();
  const here = tap("marie");
  const etat = { csrf: "c", presences: { marie: [{ id: here.id, atelier: null, instant: here.instant }], elo: [] } };
  const merged = mergeState(liste, etat, []);
  assert.equal(stateOf(merged, [here]).find((each) => each.id === "marie").arrivees.length, 1);
});
