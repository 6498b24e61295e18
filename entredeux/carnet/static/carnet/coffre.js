/* What the phone keeps, in one database. `reglages`: the phone, its accounts, the packet, the running round, habits.
   `sortie`: sealed entries and their state. `brouillons`: what is being written, under the session key.
   Every write of an entry waits for the disk (durability: strict). */

const NOM = "entredeux-carnet";


export class Refuse extends Error {}

function open() {
  return new Promise((resolve, reject) => {
    if (!globalThis.indexedDB) return reject(new Refuse("indexedDB"));
    const request = indexedDB.open(NOM, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("reglages");
      request.result.createObjectStore("sortie", { keyPath: "id" });
      request.result.createObjectStore("brouillons");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Refuse(request.error?.name));
  });
}

export class Coffre {
  static async open() {
    const coffre = new Coffre();
    coffre.base = await open();
    await coffre.poser("reglages", Date.now(), "essai"); // a browser that refuses to write says so before anyone types
    return coffre;
  }

  #run(store, mode, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.base.transaction(store, mode, { durability: "strict" });
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  lire(store, key) {
    return this.#run(store, "readonly", (box) => box.get(key));
  }

  tous(store) {
    return this.#run(store, "readonly", (box) => box.getAll());
  }

  poser(store, value, key) {
    return this.#run(store, "readwrite", (box) => (key === undefined ? box.put(value) : box.put(value, key)));
  }

  /** Puts one and takes another away, both or neither. */
  remplacer(store, value, key) {
    return this.#run(store, "readwrite", (box) => {
      if (key) box.delete(key);
      return box.put(value);
    });
  }

  oter(store, key) {
    return this.#run(store, "readwrite", (box) => box.delete(key));
  }

  /** One transaction for several writes of one store: all or none. */
  ecrire(store, values) {
    return this.#run(store, "readwrite", (box) => {
      let last;
      for (const value of values) last = box.put(value);
      return last;
    });
  }

  /** The words that only the session could read: gone at lock, log-out, or after thirty minutes. */
  async oublierLesMots() {
    const rows = await this.tous("sortie");
    await this.ecrire("sortie", rows.filter((row) => row.copie).map((row) => ({ ...row, copie: null })));
    await this.#run("brouillons", "readwrite", (box) => box.clear());
  }
}

