/* Sending: when the network comes back, when the page is looked at, every half minute, or when asked. One send at a
   time; whatever happens, a line leaves the outbox only on the server's word that it is durable. */

import { aEnvoyer, apresEchec, apresReponse, estPerimee } from "./file.js";
import { FORMAT, enBase64 } from "./scelle.js";

const VEILLE = 30_000;
const PATIENCE = 45_000;

export class Envoi {
  constructor(coffre, adresse, surChangement) {
    Object.assign(this, { coffre, adresse, surChangement, encours: null, refus: "" });
  }

  demarrer() {
    for (const name of ["online", "focus"]) addEventListener(name, () => this.envoyer());
    document.addEventListener("visibilitychange", () => document.hidden || this.envoyer());
    setInterval(() => this.envoyer(), VEILLE);
    return this.envoyer();
  }

  /** `force`: now, whatever the back-off. Returns when nothing more can leave. */
  envoyer(force = false) {
    if (this.encours) return this.encours.then(() => (force ? this.envoyer(true) : undefined));
    this.encours = this.#tout(force).finally(() => {
      this.encours = null;
    });
    return this.encours;
  }

  async #tout(force) {
    await this.#oublierLesAnciennes();
    if (!navigator.onLine) return; // nothing was tried: an entry that never left may still be changed in place
    const done = new Set();
    for (;;) {
      const rows = (await this.coffre.tous("sortie")).filter((row) => !done.has(row.id));
      const batch = aEnvoyer(rows, Date.now(), force);
      if (!batch.length) return;
      for (const row of batch) done.add(row.id);
      const reached = await this.#lot(batch);
      await this.surChangement();
      if (!reached) return;
    }
  }

  async #lot(batch) {
    const comptes = (await this.coffre.lire("reglages", "comptes")) ?? [];
    const entrees = batch.map((row) => ({
      id: row.id, sorte: row.sorte, cle: row.cle, format: FORMAT, scelle: enBase64(row.scelle),
      jeton: row.jeton ?? comptes.find((compte) => compte.id === row.compte && compte.structure.id === row.structure)?.jeton ?? "",
    }));
    let answer = null;
    try {
      const sent = await fetch(this.adresse, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ horloge: new Date().toISOString(), entrees }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (sent.ok) answer = await sent.json();
    } catch {
      // no network, no server, no answer in time, or not ours: nothing is known, everything stays
    }
    const now = Date.now();
    if (answer?.reponses?.length !== batch.length) {
      await this.coffre.ecrire("sortie", batch.map((row) => apresEchec(row, now)));
      return false;
    }
    const rows = batch.map((row, rank) => apresReponse(row, answer.reponses[rank], now));
    await this.coffre.ecrire("sortie", rows);
    if (answer.cle) await this.#prendreCle(answer.cle);
    return true;
  }

  /** A structure turned its key: entries to come are sealed to the new one. */
  async #prendreCle({ structure, id, publique }) {
    const comptes = (await this.coffre.lire("reglages", "comptes")) ?? [];
    const changed = comptes.map((compte) => (compte.structure.id === structure ? { ...compte, cle: { id, publique } } : compte));
    await this.coffre.poser("reglages", changed, "comptes");
  }

  async #oublierLesAnciennes() {
    const now = Date.now();
    for (const row of await this.coffre.tous("sortie")) if (estPerimee(row, now)) await this.coffre.oter("sortie", row.id);
  }
}
