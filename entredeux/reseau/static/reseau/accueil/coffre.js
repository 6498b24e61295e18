/* What the phone keeps of a day. Two stores, for two lives:

   entredeux-ephemere-<end>-accueil-<event>   names, sealed under a key that leaves this browser in no form; gone at
                                              the day's end, at « Terminer l'accueil », at log-out (ui/js/oubli.js)
   entredeux-accueil-gestes                   taps that wait: ids and hours, no name; gone once sent, or after two days */

const GESTES = "entredeux-accueil-gestes";
const DEUX_JOURS = 48 * 3600 * 1000;

function openBase(name, build) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => build(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function run(base, store, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode, { durability: "strict" });
    const request = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export function deleteBase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
  });
}

export const nameOfBase = (fin, evenement) => `entredeux-ephemere-${Date.parse(fin)}-accueil-${evenement}`;

/** The list kept for this event, if its day is not over; what is over is erased on the way. */
export async function findBase(evenement, now = Date.now()) {
  const bases = (await indexedDB.databases()).map((base) => base.name);
  let found = null;
  for (const name of bases) {
    const match = /^entredeux-ephemere-(\d+)-accueil-(.+)$/.exec(name);
    if (!match) continue;
    if (Number(match[1]) <= now) await deleteBase(name);
    else if (match[2] === evenement) found = { name, fin: new Date(Number(match[1])).toISOString() };
  }
  return found;
}

export class Coffre {
  /** `onErased` is called when something else erases the base: a log-out in another tab. */
  static async open(fin, evenement, onErased) {
    const coffre = new Coffre();
    coffre.name = nameOfBase(fin, evenement);
    coffre.base = await openBase(coffre.name, (base) => base.createObjectStore("boite"));
    coffre.base.onversionchange = () => {
      coffre.base.close();
      onErased();
    };
    coffre.key = await coffre.#key();
    return coffre;
  }

  async #key() {
    const kept = await run(this.base, "boite", "readonly", (store) => store.get("cle"));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await run(this.base, "boite", "readwrite", (store) => store.put(made, "cle"));
    return made;
  }

  /** Seals a value under a name of its own: a sealed value moved elsewhere does not open. */
  async write(place, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(place);
    const text = new TextEncoder().encode(JSON.stringify(value));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, this.key, text);
    await run(this.base, "boite", "readwrite", (store) => store.put({ iv, sealed }, place));
  }

  async read(place) {
    const kept = await run(this.base, "boite", "readonly", (store) => store.get(place));
    if (!kept) return null;
    const additionalData = new TextEncoder().encode(place);
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv, additionalData }, this.key, kept.sealed);
    return JSON.parse(new TextDecoder().decode(text));
  }

  remove(place) {
    return run(this.base, "boite", "readwrite", (store) => store.delete(place));
  }

  /** Names and key, gone. */
  async erase() {
    this.base.onversionchange = null;
    this.base.close();
    this.key = null;
    await deleteBase(this.name);
  }
}

/** The taps that wait, of every event this phone welcomed at; names of people added at the door are in the Coffre. */
export class Attente {
  static async open() {
    const attente = new Attente();
    attente.base = await openBase(GESTES, (base) => base.createObjectStore("gestes", { keyPath: "id" }));
    return attente;
  }

  async of(dossier) {
    const all = await run(this.base, "gestes", "readonly", (store) => store.getAll());
    const old = all.filter((geste) => Date.now() - Date.parse(geste.garde) > DEUX_JOURS);
    if (old.length) await this.remove(old.map((geste) => geste.id));
    const kept = all.filter((geste) => geste.dossier === dossier && !old.includes(geste));
    return kept.sort((one, other) => (one.garde < other.garde ? -1 : one.garde > other.garde ? 1 : one.rang - other.rang));
  }

  add(dossier, gestes) {
    const garde = new Date().toISOString();
    return run(this.base, "gestes", "readwrite", (store) => {
      gestes.forEach((geste, rang) => {
        const { nom, courriel, ...ids } = geste;
        store.put({ ...ids, dossier, garde, rang });
      });
    });
  }

  remove(ids) {
    return run(this.base, "gestes", "readwrite", (store) => ids.forEach((id) => store.delete(id)));
  }
}
