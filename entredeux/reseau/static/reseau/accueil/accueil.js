/* The page of whoever welcomes. The list is kept sealed for the day, each tap is stored before it shows, then sent;
without a network they wait, and leave when it comes back. The rules are in file.js, the store in coffre.js. */

import { Attente, Coffre, deleteBase, findBase, nameOfBase } from "./coffre.js";
import { Tableau, drawCount, drawNetwork, drawWorkshops, hourOf, plural, say, showEnd, showLast, showRefusals } from "./dessin.js";
import {
  ARRIVEE, SUR_PLACE, arrivalOf, countOf, fullness, hasStrangers, isExpected, mergeState, search, settle, stateOf,
  undoingsOf,
} from "./file.js";

const PAR_ENVOI = 100;
const VEILLE = 20_000;
const PATIENCE = 20_000;

const page = document.getElementById("accueil");
const { dossier, evenement, jour } = page.dataset;
const address = (path) => `${dossier}${path}${jour ? `?jour=${jour}` : ""}`;

const accueil = {
  liste: null, gestes: [], refuses: [], coffre: null, attente: null, tableau: null,
  atelier: page.dataset.atelier || null, recherche: "", envoi: null, fini: false,

  async start() {
    this.attente = await Attente.open();
    const given = document.getElementById("donnees-accueil");
    const kept = await findBase(evenement);
    if (given) this.liste = JSON.parse(given.textContent);
    else if (kept) this.liste = await (await Coffre.open(kept.fin, evenement, () => {})).read("liste");
    if (!this.liste) return this.startWithoutList();
    if (kept && kept.name !== nameOfBase(this.liste.fin, evenement)) await deleteBase(kept.name);
    this.coffre = await Coffre.open(this.liste.fin, evenement, () => this.end("Les noms ont été effacés de ce téléphone."));
    this.gestes = await this.readGestes();
    await this.coffre.write("liste", this.liste);
    this.tableau = new Tableau((id, genre) => this.tap(id, genre));
    this.listen();
    this.draw();
    document.documentElement.dataset.accueil = "pret";
    this.keepPage();
    await this.send();
  },

  /** Opened without network, after the names were erased: nothing to show; taps that wait may still leave. */
  async startWithoutList() {
    this.gestes = await this.readGestes();
    document.documentElement.dataset.accueil = "pret";
    this.end("La liste de ce jour n'est plus sur ce téléphone.");
  },

  /** With the names of people added here, which are sealed apart. One whose name is gone cannot be sent any more. */
  async readGestes() {
    const gestes = await this.attente.of(dossier);
    const whole = [], lost = new Set();
    for (const geste of gestes) {
      if (geste.genre !== SUR_PLACE) whole.push(geste);
      else if (this.coffre) {
        const said = await this.coffre.read(`ajout:${geste.id}`);
        if (said) whole.push({ ...geste, ...said });
        else lost.add(geste.id);
      } else lost.add(geste.id);
    }
    if (!lost.size) return whole;
    const orphans = whole.filter((geste) => lost.has(geste.inscription)).map((geste) => geste.id);
    await this.attente.remove([...lost, ...orphans]);
    this.perdus = lost.size;
    return whole.filter((geste) => !orphans.includes(geste.id));
  },

  listen() {
    const field = document.getElementById("id_q");
    field.form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", () => {
      this.recherche = field.value;
      this.draw();
    });
    document.getElementById("id_porte").addEventListener("change", (event) => {
      this.atelier = event.target.value || null;
      this.draw();
    });
    document.getElementById("sur-place").addEventListener("submit", (event) => this.welcome(event));
    document.getElementById("terminer").addEventListener("submit", (event) => this.finish(event));
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    this.veille = setInterval(() => document.hidden || this.send(), VEILLE);
  },

  // --- drawing

  get personnes() {
    return stateOf(this.liste, this.gestes);
  },

  draw() {
    if (this.isOver()) return;
    const all = this.personnes;
    let shown = search(all, this.recherche);
    if (this.atelier && !this.recherche.trim()) {
      shown = shown.filter((each) => isExpected(each, this.atelier) || arrivalOf(each, this.atelier));
    }
    this.tableau.draw(shown, (personne) => this.describe(personne));
    document.getElementById("personne-vide").hidden = shown.length > 0;
    drawCount(countOf(all, this.atelier, this.liste.retard));
    drawWorkshops([
      { uid: "", compte: countOf(all, null, null) },
      ...this.liste.ateliers.map(({ uid }) => ({ uid, compte: countOf(all, uid, null) })),
    ]);
    this.drawWaiting();
  },

  describe(personne) {
    const mentions = [];
    if (personne.attente) mentions.push("sur liste d'attente");
    if (personne.surPlace) mentions.push("sur place");
    if (this.atelier && !isExpected(personne, this.atelier)) mentions.push("pas inscrite à cet atelier");
    return { arrivee: arrivalOf(personne, this.atelier), mentions };
  },

  drawWaiting() {
    const count = this.gestes.length;
    const waiting = `${count} ${plural(count, "geste")} ${plural(count, "attend", "attendent")} le réseau`;
    if (this.horsLigne) {
      const oldest = this.gestes[0] ? `, le plus ancien de ${hourOf(this.gestes[0].instant)}` : "";
      drawNetwork("attente", count ? `${waiting}${oldest}.` : "Hors ligne : la liste est sur ce téléphone.");
    } else drawNetwork("calme", count ? `Envoi de ${count} ${plural(count, "geste")}…` : "Tout est enregistré.");
  },

  // --- taps: stored first, shown then, sent last

  async tap(id, genre) {
    const personne = this.personnes.find((each) => each.id === id);
    if (!personne || this.isOver()) return;
    const instant = new Date().toISOString();
    const gestes = genre === ARRIVEE
      ? [{ id: crypto.randomUUID(), genre, inscription: id, atelier: this.atelier, annule: null, instant }]
      : undoingsOf(personne, this.atelier, instant, () => crypto.randomUUID());
    if (!gestes.length) return;
    await this.keep(gestes);
    this.tell(personne, genre);
    await this.send();
  },

  async keep(gestes) {
    for (const geste of gestes) {
      if (geste.genre === SUR_PLACE) await this.coffre.write(`ajout:${geste.id}`, { nom: geste.nom, courriel: geste.courriel });
    }
    await this.attente.add(dossier, gestes);
    this.gestes.push(...gestes);
    this.draw();
  },

  tell(personne, genre) {
    const said = genre === ARRIVEE ? `${personne.nom}, présente.` : `${personne.nom} : présence annulée.`;
    say(said);
    if (genre !== ARRIVEE) return showLast("");
    const undo = () => this.tap(personne.id, "annulation").then(() => document.getElementById("id_q").focus());
    showLast(said, undo);
  },

  async welcome(event) {
    event.preventDefault();
    const form = event.target;
    if (!form.reportValidity() || this.isOver()) return;
    const atelier = form.elements.atelier?.value || null;
    const full = fullness(this.liste, this.personnes, atelier);
    const warning = document.getElementById("complet");
    if (full && warning.hidden) {
      warning.hidden = false;
      warning.querySelector("[data-texte]").textContent = full;
      warning.querySelector("button").focus();
      return;
    }
    warning.hidden = true;
    const geste = {
      id: crypto.randomUUID(), genre: SUR_PLACE, inscription: null, atelier, annule: null,
      instant: new Date().toISOString(), nom: form.elements.nom.value.trim(), courriel: form.elements.courriel.value.trim(),
    };
    await this.keep([geste]);
    form.reset();
    form.closest("details").open = false;
    this.tell({ id: geste.id, nom: geste.nom }, ARRIVEE);
    await this.send();
  },

  // --- the network

  /** One sending at a time; what was tapped meanwhile leaves in the next. */
  send() {
    if (this.fini) return Promise.resolve();
    this.envoi ??= this.sendNow().finally(() => { this.envoi = null; });
    return this.envoi;
  },

  async sendNow() {
    if (this.isOver()) return;
    try {
      do {
        const batch = this.gestes.slice(0, PAR_ENVOI);
        const etat = await this.post(batch);
        if (!etat) return;
        await this.receive(batch, etat);
      } while (this.gestes.length && !this.fini);
      if (hasStrangers(this.liste)) await this.download();
      this.horsLigne = false;
    } catch (error) {
      if (this.fini) return; // the store closed while an answer was being written down
      if (!(error instanceof TypeError) && error.name !== "TimeoutError") throw error; // fetch: no network, or no answer
      this.horsLigne = true;
    }
    if (!this.fini) this.draw();
  },

  async post(batch, again = true) {
    const sent = batch.map(({ id, genre, inscription, atelier, annule, instant, nom, courriel }) =>
      ({ id, genre, inscription, atelier, annule, instant, nom, courriel }));
    const answer = await fetch(address("envois/"), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.liste.csrf },
      body: JSON.stringify({ gestes: sent }),
      credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return answer.json();
    if (answer.status === 403 && again && (await this.download())) return this.post(batch, false);
    if (answer.status === 404 || answer.status === 403) return this.close();
    this.horsLigne = true; // the server answers, badly: the taps wait
    this.draw();
    return null;
  },

  async receive(batch, etat) {
    if (this.fini) return; // erased meanwhile: what was sent stays in the queue, and changes nothing when sent again
    const { restent, refuses, ajouts, avis } = settle(batch, etat.reponses);
    const done = batch.filter((geste) => !restent.includes(geste));
    this.liste = mergeState(this.liste, etat, ajouts);
    this.gestes = this.gestes.filter((geste) => !done.includes(geste));
    await this.coffre.write("liste", this.liste);
    await this.attente.remove(done.map((geste) => geste.id));
    for (const geste of done) if (geste.genre === SUR_PLACE) await this.coffre.remove(`ajout:${geste.id}`);
    if (ajouts.some((ajout) => !batch.some((geste) => geste.id === ajout.id))) showLast(""); // was on the list already
    this.note(refuses, avis);
  },

  note(refuses, avis) {
    const names = new Map(this.liste.personnes.map((personne) => [personne.id, personne.nom]));
    for (const { geste, message } of refuses) {
      const nom = geste.nom || names.get(geste.inscription) || "Une personne";
      this.refuses.push({ texte: `${nom} : ${message}` });
    }
    this.refuses.push(...avis.map((texte) => ({ texte })));
    showRefusals(this.refuses, () => {
      this.refuses = [];
      this.note([], []);
    });
  },

  /** The whole list again: someone was added elsewhere, or the token of the kept page is too old. */
  async download() {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(address("liste.json"), { credentials: "same-origin", cache: "no-store", signal });
    if (!answer.ok) return false;
    this.liste = await answer.json();
    await this.coffre.write("liste", this.liste);
    return true;
  },

  // --- the end

  isOver() {
    if (!this.fini && this.liste && Date.now() >= Date.parse(this.liste.fin)) {
      this.end("La journée est finie : les noms ont été effacés de ce téléphone.");
    }
    return this.fini;
  },

  /** The link was revoked, the session is over: the names go, the taps wait for who opens the list again. */
  async close() {
    const count = this.gestes.length;
    const wait = count
      ? ` ${count} ${plural(count, "geste")} ${plural(count, "reste", "restent")} à envoyer : ouvrez de nouveau le lien, ou connectez-vous, sur ce téléphone.`
      : "";
    await this.end(`Votre accès à cet accueil est fermé. Les noms ont été effacés de ce téléphone.${wait}`);
    return null;
  },

  async finish(event) {
    event.preventDefault();
    const form = event.target;
    await this.send();
    const warning = document.getElementById("perdre");
    if (this.gestes.length && warning.hidden) {
      const count = this.gestes.length;
      warning.hidden = false;
      warning.querySelector("[data-texte]").textContent =
        `${count} ${plural(count, "geste")} ${plural(count, "n'a pas pu partir", "n'ont pas pu partir")} faute de réseau. Attendez-le avant de terminer : sinon, ${plural(count, "il sera perdu", "ils seront perdus")}.`;
      warning.querySelector("button").focus();
      return;
    }
    await this.attente.remove(this.gestes.map((geste) => geste.id));
    const token = this.liste?.csrf;
    await this.end("L'accueil est terminé sur ce téléphone : les noms ont été effacés.");
    await this.forgetPage();
    if (this.horsLigne || !token) return;
    if (!form.elements.csrfmiddlewaretoken) {
      const field = { type: "hidden", name: "csrfmiddlewaretoken", value: token };
      form.append(Object.assign(document.createElement("input"), field));
    }
    form.hidden = true; // it left the page with the rest
    document.body.append(form);
    form.submit();
  },

  async end(text) {
    if (this.fini) return;
    this.fini = true;
    clearInterval(this.veille);
    this.tableau?.draw([], () => ({}));
    this.liste = null;
    document.getElementById("donnees-accueil")?.remove();
    const lost = this.perdus ? ` ${this.perdus} ${plural(this.perdus, "personne ajoutée", "personnes ajoutées")} sans réseau ${plural(this.perdus, "n'a pas été envoyée", "n'ont pas été envoyées")} à temps.` : "";
    await this.coffre?.erase(); // before the page says so
    showEnd(text + lost);
  },

  // --- opening this page without network

  async keepPage() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(`${dossier}service.js`, { scope: dossier });
      await navigator.serviceWorker.ready;
      document.documentElement.dataset.horsLigne = "pret";
    } catch {
      // Private windows refuse: the list still works while this page stays open.
      document.documentElement.dataset.horsLigne = "refuse";
    }
  },

  async forgetPage() {
    const registration = await navigator.serviceWorker?.getRegistration(dossier);
    await registration?.unregister();
    const names = (await globalThis.caches?.keys()) ?? [];
    await Promise.all(names.filter((name) => name.startsWith(`entredeux-accueil-${evenement}-`)).map((name) => caches.delete(name)));
  },
};

accueil.start();
