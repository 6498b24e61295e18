/* HPKE, RFC 9180: base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-GCM. Seals; the server alone opens.

   Pure, on WebCrypto. `ephemere` and `aead` exist for the RFC's own vectors (tests/functional/carnet/). */

const AEADS = { 1: 16, 2: 32 }; // AES-128-GCM, AES-256-GCM: bytes of the key
const P256 = { name: "ECDH", namedCurve: "P-256" };
const VIDE = new Uint8Array();
const octets = (text) => new TextEncoder().encode(text);
const deuxOctets = (number) => Uint8Array.of(number >> 8, number & 255);

export function joindre(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function hmac(key, message) {
  // A key of 32 zeros is the empty one (RFC 2104 pads with zeros); WebCrypto refuses an empty key.
  const bytes = key.length ? key : new Uint8Array(32);
  const handle = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", handle, message));
}

const labeledExtract = (suite, salt, label, ikm) => hmac(salt, joindre(octets("HPKE-v1"), suite, octets(label), ikm));

async function labeledExpand(suite, prk, label, info, length) {
  const said = joindre(deuxOctets(length), octets("HPKE-v1"), suite, octets(label), info);
  let block = VIDE;
  let out = VIDE;
  for (let rank = 1; out.length < length; rank += 1) {
    block = await hmac(prk, joindre(block, said, Uint8Array.of(rank)));
    out = joindre(out, block);
  }
  return out.slice(0, length);
}

async function encap(publique, ephemere) {
  const pair = ephemere ?? (await crypto.subtle.generateKey(P256, false, ["deriveBits"]));
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const other = await crypto.subtle.importKey("raw", publique, P256, false, []);
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: other }, pair.privateKey, 256));
  const suite = joindre(octets("KEM"), deuxOctets(0x0010));
  const prk = await labeledExtract(suite, VIDE, "eae_prk", dh);
  return { enc, secret: await labeledExpand(suite, prk, "shared_secret", joindre(enc, publique), 32) };
}

async function keySchedule(secret, info, aead) {
  const suite = joindre(octets("HPKE"), deuxOctets(0x0010), deuxOctets(0x0001), deuxOctets(aead));
  const pskHash = await labeledExtract(suite, VIDE, "psk_id_hash", VIDE);
  const infoHash = await labeledExtract(suite, VIDE, "info_hash", info);
  const context = joindre(Uint8Array.of(0), pskHash, infoHash);
  const prk = await labeledExtract(suite, secret, "secret", VIDE);
  return {
    key: await labeledExpand(suite, prk, "key", context, AEADS[aead]),
    nonce: await labeledExpand(suite, prk, "base_nonce", context, 12),
  };
}

/** `enc | ciphertext | tag`, for a public key given as an uncompressed point (65 bytes). */
export async function sceller(publique, clair, { info = VIDE, aad = VIDE, aead = 2, ephemere } = {}) {
  const { enc, secret } = await encap(publique, ephemere);
  const { key, nonce } = await keySchedule(secret, info, aead);
  const handle = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, handle, clair);
  return joindre(enc, new Uint8Array(sealed));
}
