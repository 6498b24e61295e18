/* Who holds the phone. A PIN opens the notebook for one account; a session key, never written anywhere, protects what
   can still be reread. It lives in this page and in the service worker, so that a reload does not lose a draft, and
   dies at lock, at log-out, or after thirty minutes without a touch. */

export const DUREE = 30 * 60_000;
const TOURS = 310_000; // PBKDF2-HMAC-SHA256: about a third of a second on a small phone
const ESSAIS_LIBRES = 5;
const octets = (text) => new TextEncoder().encode(text);

async function deriver(pin, sel) {
  const key = await crypto.subtle.importKey("raw", octets(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: sel, iterations: TOURS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

export async function preparerPin(pin) {
  const sel = crypto.getRandomValues(new Uint8Array(16));
  return { sel, empreinte: await deriver(pin, sel), echecs: 0, attendre: 0 };
}

/** Null when it opens; else the serrure after the failure, with the instant before which no other try counts. */
export async function essayerPin(serrure, pin, maintenant = Date.now()) {
  const found = await deriver(pin, serrure.sel);
  const same = found.every((byte, at) => byte === serrure.empreinte[at]);
  if (same) return null;
  const echecs = serrure.echecs + 1;
  const over = Math.max(0, echecs - ESSAIS_LIBRES + 1);
  return { ...serrure, echecs, attendre: over ? maintenant + Math.min(3600, 30 * 2 ** (over - 1)) * 1000 : 0 };
}

export const creerCle = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function proteger(cle, contenu) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, cle, octets(JSON.stringify(contenu)));
  return { iv, octets: new Uint8Array(sealed) };
}

export async function relire(cle, copie) {
  try {
    const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv: copie.iv }, cle, copie.octets);
    return JSON.parse(new TextDecoder().decode(clear));
  } catch {
    return null; // the key of another session
  }
}

/* --- the service worker's memory */

export function confier(message) {
  navigator.serviceWorker?.controller?.postMessage(message);
}

/** The session the worker still holds, or null. A worker always answers; a slow phone is given time, since without an
    answer the drafts are forgotten. */
export function reprendre(patience = 5_000) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(null), patience);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage({ genre: "seance" }, [port2]);
  });
}
