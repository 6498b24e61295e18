// Chooses items of the corpus, or recurring points, for a block of the editors' desk: a search, results to add, an
// ordered list to keep. What is sent is the hidden field, ids between commas; the server checks each of them.
(() => {
  const SOUFFLE = 300; // ms after the last key

  class ChoixCorpus extends window.StimulusModule.Controller {
    static targets = ["valeur", "liste", "vide", "question", "bilan", "resultats"];
    static values = { adresse: String, auPlus: String };

    connect() {
      this.connus = new Map();
      this.retrouver();
    }

    get ids() {
      return this.valeurTarget.value.split(",").filter(Boolean);
    }

    set ids(ids) {
      this.valeurTarget.value = ids.join(",");
      this.valeurTarget.dispatchEvent(new Event("change", { bubbles: true }));
      this.dessiner();
    }

    // What the page already held: their words come from the server.
    async retrouver() {
      if (this.ids.length) {
        for (const ligne of await this.demander({ ids: this.ids.join(",") })) this.connus.set(ligne.id, ligne);
      }
      this.dessiner();
    }

    async demander(question) {
      const reponse = await fetch(`${this.adresseValue}?${new URLSearchParams(question)}`, { credentials: "same-origin" });
      if (!reponse.ok) throw new Error(`le bureau répond ${reponse.status}`);
      return (await reponse.json()).lignes;
    }

    attendre() {
      clearTimeout(this.attente);
      this.attente = setTimeout(() => this.chercher(), SOUFFLE);
    }

    valider(event) {
      if (event.key !== "Enter") return;
      event.preventDefault(); // not the page's form
      this.chercher();
    }

    async chercher() {
      clearTimeout(this.attente);
      const q = this.questionTarget.value.trim();
      const tour = (this.tour = (this.tour || 0) + 1);
      try {
        const lignes = q ? await this.demander({ q }) : [];
        if (tour !== this.tour) return; // a later question was asked meanwhile
        for (const ligne of lignes) this.connus.set(ligne.id, ligne);
        this.trouves = lignes;
        this.bilanTarget.textContent = q ? this.compter(lignes) : "";
      } catch (error) {
        this.trouves = [];
        this.bilanTarget.textContent = "La recherche n'a pas abouti. Vos choix sont gardés : réessayez.";
      }
      this.dessiner();
    }

    // What is chosen already is above, not among the results: it is counted apart.
    compter(lignes) {
      const deja = lignes.filter(({ id }) => this.ids.includes(id)).length;
      if (!lignes.length) return "Rien de publié avec ces mots.";
      const nombre = lignes.length - deja;
      const trouves = nombre === 1 ? "1 résultat" : `${nombre || "Aucun autre"} résultat${nombre > 1 ? "s" : ""}`;
      return deja ? `${trouves}, ${deja} déjà choisi${deja > 1 ? "s" : ""}` : trouves;
    }

    dessiner() {
      const ids = this.ids;
      this.listeTarget.replaceChildren(...ids.map((id, rang) => this.choisi(id, rang, ids.length)));
      this.videTarget.hidden = ids.length > 0;
      const autres = (this.trouves || []).filter(({ id }) => !ids.includes(id));
      this.resultatsTarget.replaceChildren(...autres.map((ligne) => this.propose(ligne)));
    }

    choisi(id, rang, total) {
      const ligne = this.connus.get(id);
      const noeud = this.ligne(ligne || { texte: "Retiré du corpus : à enlever de la liste", detail: "" });
      noeud.classList.toggle("perdu", !ligne);
      const gestes = noeud.lastChild;
      if (rang > 0) gestes.append(this.bouton("Monter", ligne, () => this.deplacer(rang, rang - 1)));
      if (rang < total - 1) gestes.append(this.bouton("Descendre", ligne, () => this.deplacer(rang, rang + 1)));
      gestes.append(this.bouton("Enlever", ligne, () => { this.ids = this.ids.filter((autre) => autre !== id); }));
      return noeud;
    }

    propose(ligne) {
      const noeud = this.ligne(ligne);
      noeud.lastChild.append(this.bouton("Ajouter", ligne, () => this.ajouter(ligne.id)));
      return noeud;
    }

    ajouter(id) {
      const ids = [...this.ids, id];
      this.ids = this.auPlusValue ? ids.slice(-Number(this.auPlusValue)) : ids;
      this.questionTarget.focus();
    }

    deplacer(de, vers) {
      const ids = this.ids;
      ids.splice(vers, 0, ...ids.splice(de, 1));
      this.ids = ids;
    }

    ligne({ texte, detail }) {
      const noeud = document.createElement("li");
      const mots = document.createElement("span");
      const petit = document.createElement("small");
      petit.textContent = detail;
      mots.append(texte, petit);
      const gestes = document.createElement("span");
      gestes.className = "gestes";
      noeud.append(mots, gestes);
      return noeud;
    }

    bouton(mot, ligne, agir) {
      const bouton = document.createElement("button");
      bouton.type = "button";
      bouton.className = "button button-small button-secondary";
      bouton.textContent = mot;
      bouton.setAttribute("aria-label", `${mot} : ${ligne ? ligne.texte.slice(0, 80) : "élément retiré"}`);
      bouton.addEventListener("click", agir);
      return bouton;
    }
  }

  window.wagtail.app.register("choix-corpus", ChoixCorpus);
})();
