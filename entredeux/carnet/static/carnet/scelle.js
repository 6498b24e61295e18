/* The notebook's format 1 (docs/exploitation/carnet.md): what an entry is bound to, and its padding. */

import { joindre, sceller } from "./hpke.js";

export const FORMAT = 1;
const BLOC = 512;
const octets = (text) => new TextEncoder().encode(text);

export const enHexa = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const depuisHexa = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export async function empreinteJeton(jeton) {
  return enHexa(new Uint8Array(await crypto.subtle.digest("SHA-256", octets(jeton))));
}

export function infoDe({ structure, cle, entree, sorte, empreinte }) {
  return octets(["entredeux-carnet", FORMAT, structure, cle, entree, sorte, empreinte].join("|"));
}

/** JSON, then spaces up to a multiple of 512 bytes: a size does not tell whether a note was written. */
export function rembourrer(contenu) {
  const clear = octets(JSON.stringify(contenu));
  return joindre(clear, new Uint8Array((BLOC - (clear.length % BLOC)) % BLOC).fill(32));
}

export async function scellerEntree(contenu, etiquette, publique) {
  return sceller(depuisHexa(publique), rembourrer(contenu), { info: infoDe(etiquette) });
}

export function enBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
