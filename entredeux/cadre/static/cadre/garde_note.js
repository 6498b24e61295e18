// The note guard on the phone: finds in a free text what designates somebody. Nothing leaves the phone, nothing blocks.
//
// Twin of cadre/garde_note/moteur.py: same steps, same names, same rules (garde_note.json, drawn from regles.yaml).
// Pure: `prepare(rules)` answers a function from a text to its alerts, in the order of the text. `debut` and `fin`
// are JavaScript's own (UTF-16), so `texte.slice(debut, fin)` is the extract; `inCodePoints` gives the server's.

const LETTRE = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ";
const ACCENT = "\\u0300-\\u036f";
const BLANC = " \\t\\n\\r\\f\\v\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const ORDINAL = "(?:ers?|ères?|eres?|nde?s?|es?|°)| ?(?:i?[èe]mes?)|ERS?|[ÈE]RES?|I?[ÈE]MES?|E";
const MOTS = new RegExp(
  `(?<ordinal>[0-9]{1,2}(?:${ORDINAL})(?![${LETTRE}${ACCENT}0-9]))` +
    "|(?<nombre>[0-9]+)" +
    `|(?<elision>[${LETTRE}][${LETTRE}${ACCENT}]{0,7}['’ʼ](?=[${LETTRE}]))` +
    `|(?<mot>[${LETTRE}][${LETTRE}${ACCENT}]*(?:[-‐‑][${LETTRE}][${LETTRE}${ACCENT}]*)*)` +
    `|(?<autre>[^${BLANC}])`,
  "gu",
);
const FINS_DE_PHRASE = ".!?…:;•";
const PLIS = { œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ß: "ss", ı: "i", "’": "'", "ʼ": "'", "‐": "-", "‑": "-" };

export function fold(mot) {
  return mot
    .normalize("NFD")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[œæøłđßı’ʼ‐‑]/g, (c) => PLIS[c]);
}

/** The same alerts with offsets in code points, as the server counts. */
export function inCodePoints(texte, alertes) {
  const count = (end) => [...texte.slice(0, end)].length;
  return alertes.map((alerte) => ({ ...alerte, debut: count(alerte.debut), fin: count(alerte.fin) }));
}

export function prepare(regles) {
  const entiers = new Map();
  const prefixes = new Map();
  for (const [nom, mots] of Object.entries(regles.listes)) {
    for (const mot of mots.split(" ")) {
      const stem = mot.endsWith("*") && mot.length > 1;
      const index = stem ? prefixes : entiers;
      const cle = stem ? mot.slice(0, -1) : mot;
      index.set(cle, (index.get(cle) ?? new Set()).add(nom));
    }
  }
  const table = {
    ...regles,
    labels: Object.keys(regles.etiquettes),
    formats: regles.formats.map(({ etiquette, motif }) => ({ etiquette, motif: new RegExp(motif, "gu") })),
    entiers,
    prefixes,
    plusLongPrefixe: Math.max(0, ...[...prefixes.keys()].map((cle) => cle.length)),
    innocents: indexSuites(regles.innocents),
    suites: indexSuites(regles.regles),
  };
  return (texte) => findAlertes(table, texte);
}

function findAlertes(table, texte) {
  const formats = findFormats(table, texte);
  const mots = readMots(table, texte);
  const murs = findMurs(table, mots, formats);
  const found = settle(table, [...formats, ...findSuites(table, mots, murs)], texte);
  const rank = (each) => table.labels.indexOf(each.label);
  found.sort((a, b) => a.debut - b.debut || a.fin - b.fin || rank(a) - rank(b));
  return found.map(({ label, debut, fin, proposition }) => {
    const pourquoi = `${table.etiquettes[label].pourquoi} (${table.source})`;
    return { label, debut, fin, extrait: texte.slice(debut, fin), pourquoi, proposition };
  });
}

/** At equal spans, the first rule of the file. */
function widestFirst(a, b) {
  return a.debut - b.debut || b.fin - a.fin || a.ordre - b.ordre;
}

/** One label after the other: what overlaps is one, and so are two names with only a space between. */
function settle(table, found, texte) {
  const settled = [];
  for (const label of table.labels) {
    const ofLabel = found.filter((each) => each.label === label).sort(widestFirst);
    let current = null;
    for (const each of ofLabel) {
      if (current && (each.debut < current.fin || (label === "nom" && texte.slice(current.fin, each.debut) === " "))) {
        current.fin = Math.max(current.fin, each.fin);
      } else {
        current = { ...each };
        settled.push(current);
      }
    }
  }
  return settled;
}

// --- the three readings of a text

/** In the order of the file; what one took is blank for the next. */
function findFormats({ formats, etiquettes }, texte) {
  const found = [];
  for (const { etiquette: label, motif } of formats) {
    texte = texte.replace(motif, (extrait, ...rest) => {
      const debut = rest.find((each) => typeof each === "number");
      const { proposition } = etiquettes[label];
      found.push({ debut, fin: debut + extrait.length, label, proposition, ordre: -1 });
      return "\n".repeat(extrait.length);
    });
  }
  return found;
}

/** For each word, the labels that may not read it: taken by a format, or innocent there. */
function findMurs(table, mots, formats) {
  const taken = new Set();
  for (const { debut, fin } of formats) for (let at = debut; at < fin; at += 1) taken.add(at);
  const isTaken = ({ debut, fin }) => Array.from({ length: fin - debut }, (_, at) => debut + at).some((at) => taken.has(at));
  const murs = mots.map((mot) => new Set(isTaken(mot) ? table.labels : []));
  const libres = mots.map(() => new Set());
  mots.forEach((mot, rang) => {
    for (const [suite, { pour }] of candidates(table.innocents, mot)) {
      const span = readSuite(table, suite, mots, libres, "", rang);
      for (let each = span?.[0] ?? 0; each < (span?.[1] ?? 0); each += 1) pour.forEach((label) => murs[each].add(label));
    }
  });
  return murs;
}

function findSuites(table, mots, murs) {
  const found = [];
  mots.forEach((mot, rang) => {
    for (const [suite, { etiquette: label, proposition }, ordre] of candidates(table.suites, mot)) {
      const span = readSuite(table, suite, mots, murs, label, rang);
      if (span && span[0] < span[1]) {
        found.push({ debut: mots[span[0]].debut, fin: mots[span[1] - 1].fin, label, proposition, ordre });
      }
    }
  });
  return found;
}

// --- words

function readMots(table, texte) {
  const mots = [];
  let starts = true;
  let end = 0;
  for (const match of texte.matchAll(MOTS)) {
    starts ||= texte.slice(end, match.index).includes("\n");
    end = match.index + match[0].length;
    const mot = readMot(table, match, starts);
    const previous = mots.at(-1);
    mots.push(mot);
    if (mot.genre !== "autre") starts = false;
    else if (FINS_DE_PHRASE.includes(mot.plie)) {
      starts = !(mot.plie === "." && previous && isAbbreviation(previous, match.index));
    }
  }
  return mots;
}

function readMot(table, match, starts) {
  const texte = match[0];
  const genre = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
  const isWord = genre === "mot" || genre === "elision";
  const plie = fold(texte);
  return {
    debut: match.index,
    fin: match.index + texte.length,
    plie,
    genre: isWord ? "mot" : genre,
    casse: isWord ? casseOf(texte) : "",
    sansAccent: texte.toLowerCase() === plie,
    debutDePhrase: starts,
    listes: listesOf(table, plie),
  };
}

function casseOf(texte) {
  const upper = [...texte].filter((c) => /\p{L}/u.test(c)).map((c) => c !== c.toLowerCase());
  if (!upper[0]) return "minuscules";
  if (texte.length === 1) return "initiale";
  return upper.length > 1 && upper.every(Boolean) ? "majuscules" : "capitale";
}

/** A full stop glued to it ends no sentence. */
function isAbbreviation(mot, at) {
  return mot.fin === at && (mot.listes.has("abreviation") || mot.casse === "initiale");
}

function listesOf({ entiers, prefixes, plusLongPrefixe, composes }, plie) {
  const noms = new Set(entiers.get(plie));
  for (let length = 1; length <= Math.min(plie.length, plusLongPrefixe); length += 1) {
    for (const nom of prefixes.get(plie.slice(0, length)) ?? []) noms.add(nom);
  }
  if (plie.slice(1).includes("-")) {
    const parts = plie.split("-").map((part) => entiers.get(part) ?? new Set());
    for (const [nom, parmi] of Object.entries(composes)) {
      if (parts.every((part) => parmi.some((each) => part.has(each)))) noms.add(nom);
    }
  }
  return noms;
}

// --- sequences

function* candidates(index, mot) {
  yield* index.get(`=${mot.plie}`) ?? [];
  for (const nom of mot.listes) yield* index.get(`#${nom}`) ?? [];
  if (mot.genre !== "autre") yield* index.get("*") ?? [];
}

/** The ranks of the words shown, when the sequence starts at this one; else null. */
function readSuite(table, { elements, de, a }, mots, murs, label, rang) {
  const read = (number, at, start, end) => {
    if (number === de) start = at;
    if (number === a) end = at;
    if (number === elements.length) return [start, end];
    const [least, most, atomes] = elements[number];
    if (typeof least === "string") {
      return holds(table, least, most, atomes, mots, at) ? read(number + 1, at, start, end) : null;
    }
    let count = 0;
    while (count < most && at + count < mots.length && !murs[at + count].has(label)) {
      if (!isOneOf(table, atomes, mots[at + count])) break;
      count += 1;
    }
    for (let taken = count; taken >= least; taken -= 1) {
      const span = read(number + 1, at + taken, start, end);
      if (span) return span;
    }
    return null;
  };
  return read(0, rang, rang, rang);
}

function holds(table, condition, wanted, atomes, mots, at) {
  if (condition === "debut") return at < mots.length && mots[at].debutDePhrase === Boolean(wanted);
  if (condition === "pas") return !(at < mots.length && isOneOf(table, atomes, mots[at]));
  return !(at > 0 && isOneOf(table, atomes, mots[at - 1]));
}

function isOneOf(table, atomes, mot) {
  return atomes.some(([forme, genre, valeur]) => isAtome(table, forme, genre, valeur, mot));
}

function isAtome(table, forme, genre, valeur, mot) {
  if (genre === "liste" && !mot.listes.has(valeur)) return false;
  if (genre === "mot" && mot.plie !== valeur) return false;
  if (genre === "prefixe" && !mot.plie.startsWith(valeur)) return false;
  if (genre === "suffixe" && !mot.plie.endsWith(valeur)) return false;
  return !forme || hasForme(table, forme, mot, genre !== "");
}

/** A shape alone leaves out the lists it excludes; with a list or a word of its own, only the case counts. */
function hasForme({ formes }, forme, mot, alsoListed) {
  if (forme === "Nb") return mot.genre === "nombre";
  if (forme === "Ord") return mot.genre === "ordinal";
  if (mot.genre !== "mot" || forme === "Mot") return mot.genre === "mot";
  if (forme === "Ini") return mot.casse === "initiale";
  if (forme === "Nu") return mot.sansAccent;
  const { casse, sauf } = formes[forme];
  if (mot.casse !== casse && !(casse === "toutes" && ["capitale", "majuscules"].includes(mot.casse))) return false;
  return alsoListed || !sauf.some((nom) => mot.listes.has(nom));
}

/** By what the first word must be: "=word", "#list", or "*" when its shape or a part of it decides. */
function indexSuites(rules) {
  const index = new Map();
  rules.forEach((rule, ordre) => {
    for (const suite of rule.suites) {
      for (const cle of firstKeys(suite.elements)) {
        if (!index.has(cle)) index.set(cle, []);
        index.get(cle).push([suite, rule, ordre]);
      }
    }
  });
  return index;
}

function firstKeys(elements) {
  const [, , atomes] = elements.find(([each]) => typeof each === "number");
  const genres = { mot: "=", liste: "#" };
  if (atomes.some(([, genre]) => !(genre in genres))) return new Set(["*"]);
  return new Set(atomes.map(([, genre, valeur]) => genres[genre] + valeur));
}

// --- other words: twin of cadre/garde_note/reecriture.py

const MOT_AVANT = new RegExp(`(?<![${LETTRE}-])([${LETTRE}]{1,8}['’]|[${LETTRE}]{1,8} )$`, "u");
const DEBUT_DE_PHRASE = /(?:^|[.!?…\n])[ \u00a0]{0,4}$/u;
const capitalize = (texte) => texte[0].toUpperCase() + texte.slice(1);

/** These alerts replaced by their proposals; an article before « une personne » goes, « du » becomes « d' ». */
export function rewrite(regles, texte, alertes) {
  let end = texte.length;
  for (const { debut, fin, proposition } of [...alertes].sort((a, b) => b.debut - a.debut || a.fin - b.fin)) {
    if (fin > end) continue; // of two that overlap, the last one stays
    texte = replace(regles.articles, texte.slice(0, debut), proposition, texte.slice(fin));
    end = debut;
  }
  return texte;
}

function replace(articles, before, proposition, after) {
  if (!proposition) return remove(before, after);
  if (/^une? /u.test(proposition)) before = agree(articles, before);
  return before + (DEBUT_DE_PHRASE.test(before) ? capitalize(proposition) : proposition) + after;
}

/** No space left in front, nor the commas that only held what went. */
function remove(before, after) {
  before = before.replace(/ +$/u, "");
  const held = before.endsWith(",") && /^[,.]/u.test(after);
  return held ? before.slice(0, -1) + after.replace(/^,/u, "") : before + after;
}

/** « de la » gives « d' », « au » gives « à », « la » gives nothing. */
function agree(articles, before) {
  for (let turn = 0; turn < 2; turn += 1) {
    const found = before.match(MOT_AVANT);
    const article = found ? articles[fold(found[1].trimEnd())] : undefined;
    if (article === undefined) return before;
    before = before.slice(0, found.index);
    if (article) return before + matchCase(article, found[1]);
  }
  return before;
}

function matchCase(article, was) {
  const word = was[0] === was[0].toLowerCase() ? article : capitalize(article);
  return word.endsWith("'") ? word : `${word} `;
}
