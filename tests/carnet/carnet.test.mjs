// `node --test`, run by test_modules.py: the outbox's rules, habits, and the nearest place, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codes, compter, estPosee, reponsesPosees, usuelsDabord } from "../../entredeux/carnet/static/carnet/choix.js";
import * as file from "../../entredeux/carnet/static/carnet/file.js";
import { distance, lieuProche } from "../../entredeux/carnet/static/carnet/proche.js";

const T = Date.parse("2026-11-30T20:00:00Z");
const ligne = (id, plus = {}) => ({
  id, etat: file.ATTENTE, essais: 0, prochain: 0, message: "", ecrite_le: new Date(T + id * 1000).toISOString(),
  scelle: new Uint8Array(600), copie: { iv: 1 }, ...plus,
});

test("the oldest leave first, ten at most", () => {
  const rows = Array.from({ length: 14 }, (_, rank) => ligne(13 - rank));
  assert.deepEqual(file.aEnvoyer(rows, T).map((row) => row.id), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("four megabytes at most, but one entry always leaves", () => {
  const big = (id) => ligne(id, { scelle: { length: 3_000_000 } });
  assert.deepEqual(file.aEnvoyer([big(1), big(2)], T).map((row) => row.id), [1]);
  assert.deepEqual(file.aEnvoyer([ligne(1, { scelle: { length: 9_000_000 } })], T).map((row) => row.id), [1]);
});

test("what arrived, what needs someone and what rests do not leave; asked, what rests does", () => {
  const rows = [ligne(1, { etat: file.RECUE }), ligne(2, { etat: file.A_CORRIGER }), ligne(3, { prochain: T + 1 }), ligne(4)];
  assert.deepEqual(file.aEnvoyer(rows, T).map((row) => row.id), [4]);
  assert.deepEqual(file.aEnvoyer(rows, T, true).map((row) => row.id), [3, 4]);
});

test("an entry in error never keeps the others: it rests longer and longer, half an hour at most", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 50].map((essais) => (file.prochainEssai(essais, 0, 0.5)) / 1000);
  assert.deepEqual(waits, [5, 15, 60, 180, 600, 1800, 1800, 1800]);
  for (const chance of [0, 1]) assert.ok(Math.abs(file.prochainEssai(3, 0, chance) - 60_000) <= 12_000 + 1e-6);
});

test("no answer keeps everything; durable there, the seal and the copy go from here", () => {
  const failed = file.apresEchec(ligne(1), T);
  assert.deepEqual([failed.etat, failed.essais, failed.scelle.length], [file.ATTENTE, 1, 600]);
  for (const etat of ["recue", "deja_recue", "quarantaine"]) {
    const done = file.apresReponse(ligne(1), { etat, message: "Deux versions" }, T);
    assert.deepEqual([done.etat, done.scelle, done.copie, done.recue_le], [file.RECUE, null, null, T]);
    assert.equal(Boolean(done.message), etat === "quarantaine");
  }
  const refused = file.apresReponse(ligne(1), { etat: "refusee", message: "Abîmée." }, T);
  assert.deepEqual([refused.etat, refused.scelle.length, refused.message], [file.A_CORRIGER, 600, "Abîmée."]);
});

test("a received line goes after two days, one that waits never does", () => {
  const days = (n) => T + n * 86_400_000;
  assert.equal(file.estPerimee(ligne(1, { etat: file.RECUE, recue_le: T }), days(2) + 1), true);
  assert.equal(file.estPerimee(ligne(1, { etat: file.RECUE, recue_le: T }), days(2)), false);
  for (const etat of [file.ATTENTE, file.A_CORRIGER]) assert.equal(file.estPerimee(ligne(1, { etat }), days(400)), false);
});

test("the panel says how many, since when, how many need someone", () => {
  assert.equal(file.direFile([], T), "Tout est envoyé");
  const rows = [ligne(0), ligne(60), ligne(90, { etat: file.A_CORRIGER }), ligne(91, { etat: file.RECUE })];
  assert.equal(file.direFile(rows, T + 14 * 60_000), "2 en attente · plus ancienne 14 min · 1 à corriger");
  assert.equal(file.direFile([ligne(9, { etat: file.A_CORRIGER })], T), "1 à corriger");
  assert.deepEqual(file.panneau([ligne(0)], T - 5000).age, 0); // the phone's clock went back
});

test("durations as people say them", () => {
  const said = [30_000, 60_000, 3_600_000, 47 * 3_600_000, 49 * 3_600_000].map(file.direAge);
  assert.deepEqual(said, ["à l'instant", "1 min", "1 h", "47 h", "2 j"]);
});

test("the usual words come first, the others keep their order", () => {
  const options = [["a", "A"], ["b", "B"], ["c", "C"], ["d", "D"]];
  assert.deepEqual(usuelsDabord(options, { c: 3, d: 3, b: 1 }).map(([code]) => code), ["c", "d", "b", "a"]);
  assert.deepEqual(usuelsDabord(options).map(([code]) => code), ["a", "b", "c", "d"]);
});

test("habits count, forget by halves, and never change what they were given", () => {
  const before = Object.freeze({ a: 200, b: 9 });
  assert.deepEqual(compter(before, ["a", "", undefined]), { a: 100, b: 4 });
  assert.deepEqual(compter({}, ["a", "a"]), { a: 2 });
});

test("a question that is not asked has no answer, nor those it would have opened", () => {
  const questions = [
    { code: "q1" },
    { code: "q2", quand: { question: "q1", parmi: ["oui"] } },
    { code: "q3", quand: { question: "q2", parmi: ["x", "y"] } },
  ];
  const all = { q1: "non", q2: "x", q3: "z" };
  assert.deepEqual(reponsesPosees(questions, all), { q1: "non" });
  assert.deepEqual(reponsesPosees(questions, { ...all, q1: "oui" }), { q1: "oui", q2: "x", q3: "z" });
  assert.deepEqual(reponsesPosees(questions, { q1: [], q2: "" }), {});
  assert.equal(estPosee(questions[2], { q2: ["w", "y"] }), true);
});

test("« comme la dernière » repeats codes, never the note, the place or the people", () => {
  const act = { motif: "m", issue: "i", note: "mots", lieu: "l", publics: [1], presence: "p", duree_minutes: 5 };
  assert.deepEqual(codes(act), { motif: "m", issue: "i", duree_minutes: 5 });
});

test("the nearest known place within eighty metres, or none", () => {
  const nord = (metres) => 50.4 + metres / 111_195;
  const lieux = [{ id: "sans", lat: null, lon: null }, { id: "loin", lat: nord(79), lon: 2.8 }, { id: "pres", lat: nord(30), lon: 2.8 }];
  assert.equal(lieuProche({ lat: 50.4, lon: 2.8 }, lieux), "pres");
  assert.equal(lieuProche({ lat: 50.4, lon: 2.8 }, lieux.slice(0, 2)), "loin");
  assert.equal(lieuProche({ lat: nord(-2), lon: 2.8 }, lieux.slice(0, 2)), null);
  assert.equal(lieuProche({ lat: 50.4, lon: 2.8 }, []), null);
});

test("distances agree with a known one: Lens to Liévin town halls, about 4.3 km", () => {
  const far = distance({ lat: 50.4297, lon: 2.8318 }, { lat: 50.4222, lon: 2.7716 });
  assert.ok(far > 4200 && far < 4450, String(far));
  assert.equal(distance({ lat: 1, lon: 1 }, { lat: 1, lon: 1 }), 0);
});
