/* The notebook: one page, opened without network. What it seals it cannot read back; what it shows of the past is
   only what waits and whether it arrived. Screens are in ecrans.js, lieux.js and intervention.js. */

import { compter } from "./choix.js";
import { Coffre, Refuse } from "./coffre.js";
import { Envoi } from "./envoi.js";
import { ATTENTE, direFile, prochainEssai } from "./file.js";
import { empreinteJeton, scellerEntree } from "./scelle.js";
import { DUREE, confier, creerCle, proteger, relire, reprendre } from "./seance.js";
import { dire, pied } from "./ui.js";
import { ecrans } from "./ecrans.js";

const page = document.getElementById("contenu");
const adresses = document.getElementById("carnet").dataset;
const ANNULABLES = new Set(["passage", "intervention"]);

export const carnet = {
  coffre: null, envoi: null, compte: null, cle: null, touche: 0, adresses,
  comptes: [], paquet: null, presence: null, habitudes: {}, derniere: null, garde: null,

  async demarrer() {
    try {
      this.coffre = await Coffre.open();
    } catch (error) {
      if (!(error instanceof Refuse)) throw error;
      return ecrans.refuse(page);
    }
    await this.recharger();
    this.envoi = new Envoi(this.coffre, adresses.sync, () => this.rafraichir());
    this.inscrire(); // not waited for: behind a network that does not answer, it would keep the notebook closed
    await this.retrouver();
    addEventListener("hashchange", () => this.passer());
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => this.toucher(), { passive: true });
    setInterval(() => this.veiller(), 15_000);
    navigator.serviceWorker?.addEventListener("controllerchange", () => this.confierSeance()); // the next release's worker
    await this.montrer();
    await this.envoi.demarrer();
    await this.rafraichirPaquet();
  },

  async recharger() {
    const read = (name) => this.coffre.lire("reglages", name);
    this.comptes = (await read("comptes")) ?? [];
    this.paquet = (await read("paquet")) ?? null;
    this.presence = (await read("presence")) ?? null;
    this.habitudes = (await read("habitudes")) ?? {};
  },

  async inscrire() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(adresses.service, { scope: adresses.portee });
      await navigator.serviceWorker.ready;
      document.documentElement.dataset.horsLigne = "pret";
    } catch {
      document.documentElement.dataset.horsLigne = "refuse";
    }
  },

  /* --- the session */

  /** After a reload, the worker may still hold the session. */
  async retrouver() {
    const held = await reprendre();
    const compte = held && this.comptes.find((each) => each.id === held.compte);
    if (compte && held.expire > Date.now()) Object.assign(this, { compte, cle: held.cle, touche: Date.now() });
    else await this.coffre.oublierLesMots();
  },

  async ouvrir(compte) {
    await this.coffre.oublierLesMots();
    Object.assign(this, { compte, cle: await creerCle(), derniere: null });
    this.toucher();
    location.hash = "#/";
    await this.montrer();
    this.rafraichirPaquet();
  },

  toucher() {
    if (!this.cle) return;
    if (this.touche + DUREE < Date.now() && this.touche) return void this.verrouiller();
    this.touche = Date.now();
    this.confierSeance();
  },

  confierSeance() {
    if (this.cle) confier({ genre: "garder", compte: this.compte.id, cle: this.cle, expire: this.touche + DUREE });
  },

  veiller() {
    if (this.cle && this.touche + DUREE < Date.now()) this.verrouiller();
    else this.rafraichir();
  },

  /** Nothing of what was written can be read any more; what is sealed still leaves. */
  async verrouiller() {
    Object.assign(this, { compte: null, cle: null, derniere: null, touche: 0 });
    confier({ genre: "oublier" });
    await this.coffre.oublierLesMots();
    document.getElementById("messages").replaceChildren();
    location.hash = "#/";
    await this.montrer();
  },

  /* --- what the phone carries */

  async rafraichirPaquet() {
    if (!this.comptes.length || !navigator.onLine) return;
    try {
      const headers = this.paquet ? { "If-None-Match": `"${this.paquet.version}"` } : {};
      const answer = await fetch(adresses.paquet, { headers, redirect: "error" });
      if (answer.status === 200) {
        this.paquet = await answer.json();
        this.paquet.pris_le = Date.now();
        await this.coffre.poser("reglages", this.paquet, "paquet");
        if (this.cle && (location.hash || "#/") === "#/") await this.montrer();
      }
    } catch {
      // no network, or no session on the site: what is carried still serves
    }
  },

  libelle(vocabulaire, code) {
    return (this.paquet?.vocabulaires[vocabulaire] ?? []).find(([each]) => each === code)?.[1] ?? code;
  },

  lieu(id) {
    return (this.paquet?.lieux ?? []).find((each) => each.id === id);
  },

  async poserPresence(presence) {
    this.presence = presence;
    if (presence) await this.coffre.poser("reglages", presence, "presence");
    else await this.coffre.oter("reglages", "presence");
  },

  async apprendre(liste, codes) {
    this.habitudes[liste] = compter(this.habitudes[liste] ?? {}, codes);
    await this.coffre.poser("reglages", this.habitudes, "habitudes");
  },

  /* --- writing */

  /** Seals an entry and puts it in the outbox, in place of `remplace` if any; its clear words go with this call, but for
      the session's copy. The line keeps the token it is bound to: its author may prepare this phone again before it leaves. */
  async noter(sorte, titre, contenu, { geste = "creer", fiche = crypto.randomUUID(), base = 0, apres = null, remplace = null } = {}) {
    const { compte } = this;
    const id = crypto.randomUUID();
    const ecrite_le = new Date().toISOString();
    const said = { geste, fiche, base, apres, ecrite_le, contenu };
    const empreinte = await empreinteJeton(compte.jeton);
    const etiquette = { structure: compte.structure.id, cle: compte.cle.id, entree: id, sorte, empreinte };
    const scelle = await scellerEntree(said, etiquette, compte.cle.publique);
    const copie = this.cle ? await proteger(this.cle, { titre, said }) : null;
    const row = { id, sorte, geste, ecrite_le, etat: ATTENTE, essais: 0, prochain: 0, message: "", compte: compte.id, structure: compte.structure.id, cle: compte.cle.id, jeton: compte.jeton, scelle, copie };
    await this.coffre.remplacer("sortie", row, remplace);
    this.rafraichir();
    this.envoi.envoyer();
    return { id, fiche, sorte };
  },

  /** The undo of what was just noted: never sent, it leaves the outbox; sent or tried, a sealed cancellation follows. */
  async annuler({ id, fiche, sorte }) {
    if (!navigator.onLine) await this.envoi.encours; // nothing leaves: it ends at once, and the line may still be taken back
    const row = await this.coffre.lire("sortie", id);
    if (row && row.etat === ATTENTE && row.essais === 0 && !this.envoi.encours) {
      await this.coffre.oter("sortie", id);
    } else if (ANNULABLES.has(sorte)) {
      await this.noter(sorte, "Annulation", {}, { geste: "annuler", fiche, base: null, apres: id });
    } else {
      dire("Cette saisie est déjà partie : elle se reprend au bureau.", { genre: "attention" });
      return;
    }
    dire("Annulé.");
    await this.montrer();
  },

  peutAnnuler: (sorte) => ANNULABLES.has(sorte),

  async relireLigne(id) {
    const row = await this.coffre.lire("sortie", id);
    return row?.copie && this.cle ? relire(this.cle, row.copie) : null;
  },

  /** Every line that waits or was refused is tried now. */
  async toutRenvoyer() {
    const rows = await this.coffre.tous("sortie");
    await this.coffre.ecrire("sortie", rows.filter((row) => row.etat !== "recue").map((row) => ({ ...row, etat: ATTENTE, prochain: prochainEssai(0, 0) })));
    await this.envoi.envoyer(true);
    await this.montrer();
  },

  /* --- drafts, under the session key */

  async garderBrouillon(nom, contenu) {
    if (this.cle) await this.coffre.poser("brouillons", await proteger(this.cle, contenu), `${nom}:${this.compte.id}`);
  },

  async lireBrouillon(nom) {
    const kept = await this.coffre.lire("brouillons", `${nom}:${this.compte.id}`);
    return kept && this.cle ? relire(this.cle, kept) : null;
  },

  oterBrouillon(nom) {
    return this.coffre.oter("brouillons", `${nom}:${this.compte.id}`);
  },

  /* --- screens */

  async rafraichir() {
    const line = document.getElementById("file");
    if (line) line.textContent = direFile(await this.coffre.tous("sortie"), Date.now());
    const open = location.hash.startsWith("#/file");
    if (open && this.cle) await this.montrer({ garderLePoint: true });
  },

  async montrer({ garderLePoint = false } = {}) {
    if (!garderLePoint) pied();
    const [path, query = ""] = (location.hash || "#/").slice(2).split("?");
    const [name, argument = ""] = path.split("/");
    const draw = ecrans[this.cle ? name || "accueil" : name === "urgence" ? "urgence" : "porte"] ?? ecrans.accueil;
    await draw.call(ecrans, page, argument, new URLSearchParams(query));
    const title = page.querySelector("h1");
    document.title = `${title?.textContent ?? "Carnet"} · Entre-deux`;
    for (const link of document.querySelectorAll(".barre a")) {
      const here = link.getAttribute("href") === `#/${name}`;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.querySelector(".barre").hidden = !this.cle;
    if (garderLePoint) return;
    page.parentElement.scrollTop = 0;
    if (title) {
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
    }
  },

  /** Another screen: what was said before the last move has been read. */
  passer() {
    const zone = document.getElementById("messages");
    if (Date.now() - Number(zone.dataset.dit ?? 0) > 1500) zone.replaceChildren();
    return this.montrer();
  },

  aller(vers) {
    if (location.hash === `#${vers}`) return this.montrer();
    location.hash = `#${vers}`;
    return undefined;
  },
};

carnet.demarrer();
