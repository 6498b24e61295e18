/* Twin of socle/codes.py: the number of a paper card, in Crockford's base 32, its last letter a check. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CONFUSIONS = { I: "1", L: "1", O: "0", U: "V" };
export const LONGUEUR_RECU = 12;

/** What was typed, without spaces nor dashes, capitals, look-alikes put right. */
export const lireCode = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[ILOU]/g, (letter) => CONFUSIONS[letter]);

export function bienTape(text, length = LONGUEUR_RECU) {
  const code = lireCode(text);
  if (code.length !== length) return false;
  const sum = [...code.slice(0, -1)].reduce((total, letter, rank) => total + (rank + 1) * (ALPHABET.indexOf(letter) % 31), 0);
  return code.at(-1) === ALPHABET[sum % 31];
}
