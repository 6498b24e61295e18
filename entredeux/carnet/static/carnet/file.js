/* The rules of the outbox, without a browser: when to try again, what to send, what an answer does. */

export const ATTENTE = "attente";
export const RECUE = "recue";
export const A_CORRIGER = "a_corriger";
export const PAR_ENVOI = 10;
const OCTETS_PAR_ENVOI = 4 * 1024 * 1024;
const RECULS = [0, 5, 15, 60, 180, 600, 1800]; // seconds before each new try
const GARDEE = 2 * 86_400_000; // a received line stays two days, so that its author sees it

/** The instant of the next try after `essais` failed ones. Jitter keeps a whole team from knocking at once. */
export function prochainEssai(essais, maintenant, hasard = Math.random()) {
  const wait = RECULS[Math.min(essais, RECULS.length - 1)] * 1000;
  return maintenant + wait * (0.8 + 0.4 * hasard);
}

/** What leaves now: oldest first, ten at most and four megabytes; `force` ignores the back-off. */
export function aEnvoyer(lignes, maintenant, force = false) {
  const waiting = lignes
    .filter((ligne) => ligne.etat === ATTENTE && (force || ligne.prochain <= maintenant))
    .sort((a, b) => a.ecrite_le.localeCompare(b.ecrite_le));
  const chosen = [];
  let size = 0;
  for (const ligne of waiting) {
    size += ligne.scelle.length;
    if (chosen.length && (chosen.length === PAR_ENVOI || size > OCTETS_PAR_ENVOI)) break;
    chosen.push(ligne);
  }
  return chosen;
}

/** The line after the server's answer: what is durable there loses its seal here. */
export function apresReponse(ligne, reponse, maintenant) {
  if (reponse.etat === "refusee") return { ...apresEchec(ligne, maintenant), etat: A_CORRIGER, message: reponse.message };
  const message = reponse.etat === "quarantaine" ? `Reçue ; la coordination doit la regarder : ${reponse.message}.` : "";
  return { ...ligne, etat: RECUE, recue_le: maintenant, message, scelle: null, copie: null, jeton: null };
}

/** The line after a send without answer: kept, tried again later. */
export function apresEchec(ligne, maintenant) {
  const essais = ligne.essais + 1;
  return { ...ligne, essais, prochain: prochainEssai(essais, maintenant) };
}

export const estPerimee = (ligne, maintenant) => ligne.etat === RECUE && maintenant - ligne.recue_le > GARDEE;

/** The safety panel: how many wait, since when, how many need someone. */
export function panneau(lignes, maintenant) {
  const waiting = lignes.filter((ligne) => ligne.etat === ATTENTE);
  const oldest = waiting.map((ligne) => Date.parse(ligne.ecrite_le)).sort((a, b) => a - b)[0];
  return {
    attente: waiting.length,
    corriger: lignes.filter((ligne) => ligne.etat === A_CORRIGER).length,
    recues: lignes.filter((ligne) => ligne.etat === RECUE).length,
    age: oldest === undefined ? null : Math.max(0, maintenant - oldest),
  };
}

export function direAge(duree) {
  const minutes = Math.floor(duree / 60_000);
  if (minutes < 1) return "à l'instant";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} j`;
}

/** « 3 en attente · plus ancienne 14 min », or that nothing waits. */
export function direFile(lignes, maintenant) {
  const { attente, corriger, age } = panneau(lignes, maintenant);
  const fix = corriger ? `${corriger} à corriger` : "";
  if (!attente) return fix || "Tout est envoyé";
  return [`${attente} en attente · plus ancienne ${direAge(age)}`, fix].filter(Boolean).join(" · ");
}
