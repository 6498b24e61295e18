/* Habits, learnt on the phone: counts of words used, without place, hour or person. */

/** The options with the usual ones first, in a stable order; a count says how often each was chosen. */
export function usuelsDabord(options, comptes = {}) {
  return options
    .map((option, rank) => ({ option, rank, times: comptes[option[0]] ?? 0 }))
    .sort((a, b) => b.times - a.times || a.rank - b.rank)
    .map(({ option }) => option);
}

/** The counts after this choice; halved past 200, so that a habit can change. */
export function compter(comptes, codes) {
  const next = { ...comptes };
  for (const code of codes) if (code) next[code] = (next[code] ?? 0) + 1;
  if (Math.max(0, ...Object.values(next)) > 200) for (const code in next) next[code] = Math.floor(next[code] / 2);
  return next;
}

/** Whether a question is asked, given the answers so far (twin of themes.reponses.is_asked). */
export function estPosee(question, reponses) {
  if (!question.quand) return true;
  const given = reponses[question.quand.question];
  return [given].flat().some((value) => question.quand.parmi.includes(value));
}

/** The answers that count: those of the questions asked. */
export function reponsesPosees(questions, reponses) {
  const kept = {};
  for (const question of questions) {
    const value = reponses[question.code];
    const empty = value === undefined || value === "" || (Array.isArray(value) && !value.length);
    if (!empty && estPosee(question, kept)) kept[question.code] = value;
  }
  return kept;
}

/** The coded part of an act: what « comme la dernière » says again. Never the note, the place, the people's number. */
export function codes(contenu) {
  const kept = {};
  for (const name of ["registre", "domaine", "motif", "mode_saisine", "issue", "theme", "reponses", "duree_minutes"]) {
    if (contenu[name] !== undefined) kept[name] = contenu[name];
  }
  return kept;
}
