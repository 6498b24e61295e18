// `node --test`, run by test_garde_note.py, which writes in ATTENDUS what the server found.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inCodePoints, prepare, rewrite } from "../../entredeux/cadre/static/cadre/garde_note.js";

const ici = new URL("../../entredeux/cadre/static/cadre/garde_note.json", import.meta.url);
const regles = JSON.parse(readFileSync(ici, "utf8"));
const find = prepare(regles);

test("the phone finds and proposes what the server does", () => {
  for (const [texte, alertes, reecrit] of JSON.parse(readFileSync(process.env.ATTENDUS, "utf8"))) {
    assert.deepEqual(inCodePoints(texte, find(texte)), alertes, texte);
    assert.equal(rewrite(regles, texte, find(texte)), reecrit);
  }
});

test("offsets are JavaScript's own", () => {
  const texte = "😀 Vu Kevin.";
  const [{ debut, fin, extrait }] = find(texte);
  assert.equal(extrait, "Kevin");
  assert.equal(texte.slice(debut, fin), "Kevin");
});

test("a long text takes no time", () => {
  for (const piege of ["a", "a@", "06 ", "Mme ", "Jean Pierre ", "rue de la ", "x@a.a."]) {
    const start = performance.now();
    find(piege.repeat(5000).slice(0, 5000));
    assert.ok(performance.now() - start < 2000, piege);
  }
});
