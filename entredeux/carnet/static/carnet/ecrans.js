/* The screens that are not a form: the door, the home of a round, the outbox, the emergency card. */

import { carnet } from "./app.js";
import { noter } from "./autres.js";
import { A_CORRIGER, RECUE, direAge, direFile, panneau } from "./file.js";
import { fiches } from "./fiches.js";
import { intervention } from "./intervention.js";
import { commencer, ici, lieu, panne, rienASignaler, terminer } from "./lieux.js";
import { empreinteJeton, enBase64 } from "./scelle.js";
import { essayerPin, preparerPin } from "./seance.js";
import { bouton, dire, h, icone, lien, pluriel } from "./ui.js";

const heure = (iso) => new Date(iso).toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", " h ");
const TITRES = { presence: "Présence", passage: "État d'un lieu", intervention: "Intervention", dysfonctionnement: "Panne, défaut" };
const titreDe = (row) => {
  const name = TITRES[row.sorte] ?? carnet.paquet?.formulaires?.find((each) => each.sorte === row.sorte)?.titre ?? "Saisie";
  if (row.geste === "annuler") return `${name}, annulation`;
  return row.geste === "corriger" ? `${name}, suite` : name;
};

export const ecrans = {
  commencer, lieu, panne, intervention, noter, fiches,

  /** Said before anyone types: this browser keeps nothing. */
  refuse(page) {
    page.replaceChildren(h("h1", {}, "Ce navigateur refuse de garder le carnet"),
      h("p", { class: "note danger" }, icone("attention"), h("span", {}, "Rien ne peut y être écrit sans être perdu. C'est souvent une fenêtre privée, ou un réglage qui interdit le stockage.")),
      h("p", {}, "Ouvrez cette adresse dans une fenêtre ordinaire, ou saisissez en ligne."),
      h("p", {}, h("a", { class: "bouton principal grand", href: carnet.adresses.enLigne }, "Saisir en ligne")));
  },

  async porte(page) {
    if (!carnet.comptes.length) return this.preparer(page);
    const rows = await carnet.coffre.tous("sortie");
    const choose = (compte) => () => this.pin(page, compte);
    page.replaceChildren(h("h1", {}, "Carnet protégé"),
      h("p", {}, "Qui écrit ?"),
      h("ul", { class: "pile liste-nue" }, carnet.comptes.map((compte) => h("li", {}, bouton(compte.nom, choose(compte), { nom: "compte", classe: "grand", "data-compte": compte.nom })))),
      h("p", { class: "attente" }, icone("cadenas"), h("span", { id: "file" }, direFile(rows, Date.now()))),
      h("details", { class: "carte" }, h("summary", {}, "Une autre personne sur ce téléphone"),
        h("p", {}, "Il faut du réseau, une fois."), bouton("Ajouter un compte", () => this.preparer(page), { classe: "secondaire" })),
      h("p", {}, h("a", { href: "#/urgence" }, "Numéros d'urgence")));
  },

  pin(page, compte) {
    const input = h("input", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "12", required: true });
    const error = h("p", { class: "erreurs-champ", role: "alert" });
    const enter = async (event) => {
      event.preventDefault();
      const now = Date.now();
      if (compte.serrure.attendre > now) {
        error.textContent = `Trop d'essais. Attendez ${direAge(compte.serrure.attendre - now + 60_000)}, ou préparez à nouveau ce compte avec du réseau.`;
        return;
      }
      const after = await essayerPin(compte.serrure, input.value);
      compte.serrure = after ?? { ...compte.serrure, echecs: 0, attendre: 0 };
      await carnet.coffre.poser("reglages", carnet.comptes, "comptes");
      if (!after) return carnet.ouvrir(compte);
      input.value = "";
      error.textContent = "Ce code n'ouvre pas ce compte. Rien n'a été perdu.";
      input.focus();
    };
    page.replaceChildren(h("h1", {}, compte.nom), h("form", { onsubmit: enter },
      h("div", { class: "champ" }, h("label", { for: "pin" }, "Votre code"), error, input),
      h("button", { class: "bouton principal grand" }, "Ouvrir")),
      h("p", {}, bouton("Ce n'est pas moi", () => this.porte(page), { classe: "secondaire" })));
    input.focus();
  },

  /** The one time that needs the network and a session on the site. */
  async preparer(page) {
    const known = carnet.comptes[0]?.telephone;
    const lasting = (await navigator.storage?.persist?.()) ?? false;
    const nom = h("input", { id: "nom-telephone", maxlength: "60", required: true, value: known?.nom ?? "", autocomplete: "off" });
    const pin = h("input", { id: "nouveau-pin", type: "password", inputmode: "numeric", minlength: "4", maxlength: "12", required: true, autocomplete: "new-password" });
    const again = h("input", { id: "encore-pin", type: "password", inputmode: "numeric", minlength: "4", maxlength: "12", required: true, autocomplete: "new-password" });
    const error = h("p", { class: "erreurs-champ", role: "alert" });
    const send = async (event) => {
      event.preventDefault();
      if (pin.value !== again.value) return void (error.textContent = "Les deux codes diffèrent : tapez le même deux fois.");
      const answer = await this.demander(nom.value, known?.id);
      if (answer.message) return void (error.textContent = answer.message);
      const serrure = await preparerPin(pin.value);
      const compte = { ...answer.compte, structure: answer.structure, telephone: answer.telephone, jeton: answer.jeton, cle: answer.cle, serrure };
      const others = carnet.comptes.filter((each) => each.id !== compte.id || each.structure.id !== compte.structure.id);
      carnet.comptes = [...others, compte].map((each) => (each.structure.id === compte.structure.id ? { ...each, cle: compte.cle } : each));
      await carnet.coffre.poser("reglages", carnet.comptes, "comptes");
      await carnet.ouvrir(compte);
    };
    page.replaceChildren(h("h1", {}, "Préparer ce téléphone"),
      h("p", {}, "Une fois, avec du réseau. Ensuite, le carnet s'ouvre avec votre code, même au sous-sol."),
      lasting ? null : h("p", { class: "note attention", "data-stockage": "fragile" }, icone("attention"), h("span", {}, "Ce navigateur ne promet pas de garder le carnet : une fenêtre privée l'efface en se fermant. Installez-le sur l'écran d'accueil, et envoyez dès que vous avez du réseau.")),
      h("form", { onsubmit: send }, error,
        h("div", { class: "champ" }, h("label", { for: "nom-telephone" }, "Nom de ce téléphone"), h("p", { class: "aide" }, "Par exemple « Téléphone du binôme 2 »."), nom),
        h("div", { class: "champ" }, h("label", { for: "nouveau-pin" }, "Choisissez un code"), h("p", { class: "aide" }, "De 4 à 12 chiffres. Il reste sur ce téléphone."), pin),
        h("div", { class: "champ" }, h("label", { for: "encore-pin" }, "Encore une fois"), again),
        h("button", { class: "bouton principal grand" }, "Préparer")),
      h("p", {}, h("a", { href: carnet.adresses.connexion }, "Se connecter d'abord au site"), carnet.comptes.length ? [" · ", h("a", { href: "#/" , onclick: () => this.porte(page) }, "Revenir")] : null));
  },

  async demander(nom, telephone) {
    const body = new URLSearchParams({ nom, ...(telephone ? { telephone } : {}) });
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
    try {
      const answer = await fetch(carnet.adresses.enroler, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "error" });
      if (answer.status === 201 || answer.status === 422) return await answer.json();
      return { message: "Ce compte ne saisit pas de terrain, ou n'est plus connecté au site." };
    } catch {
      return { message: "Connectez-vous d'abord au site, avec du réseau, puis revenez ici. Rien n'a été changé." };
    }
  },

  async accueil(page) {
    const { presence, paquet } = carnet;
    const rows = await carnet.coffre.tous("sortie");
    const foot = [
      h("p", {}, h("a", { class: "attente", href: "#/file" }, icone("cadenas"), h("span", { id: "file" }, direFile(rows, Date.now())))),
      h("p", {}, bouton("Verrouiller", () => carnet.verrouiller(), { nom: "cadenas", classe: "secondaire" })),
    ];
    if (!paquet) {
      return page.replaceChildren(h("h1", {}, `Bonjour ${carnet.compte.nom}`), h("p", { class: "note attention" }, icone("attention"), h("span", {}, "Ce téléphone n'a pas encore les lieux ni les thèmes. Connectez-vous au site avec du réseau, puis revenez.")), h("p", {}, h("a", { class: "bouton", href: carnet.adresses.connexion }, "Se connecter au site")), ...foot);
    }
    const mine = presence?.equipe.includes(carnet.compte.id) ? presence : null;
    if (!mine && paquet.en_cours) {
      await carnet.poserPresence({ ...paquet.en_cours, entree: null, equipe: [carnet.compte.id] });
      return this.accueil(page);
    }
    if (!mine) return this.sansPresence(page, foot);
    const mission = paquet.missions.find((each) => each.id === mine.mission);
    const left = (mission?.lieux ?? []).filter((id) => !mine.vus.includes(id) && carnet.lieu(id));
    const [now, ...next] = left.map((id) => carnet.lieu(id));
    const round = mission?.forme === "tournee";
    page.replaceChildren(h("h1", {}, mission?.nom ?? "Présence"),
      h("section", { class: "carte en-cours", "aria-label": "Maintenant" },
        h("p", { class: "surtitre" }, `${mission?.nom_forme ?? "Présence"} commencée à ${heure(mine.debut_le)}`),
        h("p", { class: "lieu" }, round ? (now?.nom ?? "Tous les lieux prévus ont été vus") : "Présence ouverte"),
        round ? h("p", { class: "surtitre" }, `${pluriel(mine.vus.length, "passage fait", "passages faits")}, ${pluriel(left.length, "lieu", "lieux")} à voir`) : null),
      round && now ? bouton("Rien à signaler", () => rienASignaler(now), { nom: "calme", classe: "principal geant" }) : lien("Noter une intervention", "/intervention", { nom: "intervention", classe: "principal geant" }),
      h("ul", { class: "trio" },
        round && now ? h("li", {}, lien("État du lieu", `/lieu/${now.id}`, { nom: "hall" })) : null,
        h("li", {}, lien("Intervention", "/intervention", { nom: "intervention" })),
        h("li", {}, lien("Panne, défaut", "/panne", { nom: "dysfonctionnement" }))),
      ...(next.length ? [h("h2", {}, "Ensuite"), h("ul", { class: "liste" }, next.slice(0, 12).map((each) => h("li", { class: "ligne" }, h("a", { href: `#/lieu/${each.id}` }, each.nom), bouton("Rien", () => rienASignaler(each), { nom: "calme", classe: "secondaire", "aria-label": `Rien à signaler, ${each.nom}` }))))] : []),
      h("details", { class: "carte" }, h("summary", {}, "Un autre lieu, je suis ici, la fin"),
        h("p", {}, bouton("Je suis ici", ici, { nom: "lieu", classe: "grand" })),
        h("p", {}, lien("Noter autre chose", "/noter", { nom: "plus", classe: "grand secondaire" })),
        h("p", {}, lien("Fiches gardées ici", "/fiches", { nom: "ressources", classe: "grand secondaire" })),
        h("p", {}, lien("Choisir un lieu", "/lieu", { nom: "imprevu", classe: "grand secondaire" })),
        h("p", {}, bouton(`Terminer`, terminer, { nom: "arreter", classe: "danger grand" }))),
      ...foot);
  },

  sansPresence(page, foot) {
    page.replaceChildren(h("h1", {}, `Bonjour ${carnet.compte.nom}`),
      lien("Commencer une présence", "/commencer", { nom: "demarrer", classe: "principal geant" }),
      h("ul", { class: "trio" },
        h("li", {}, lien("Intervention", "/intervention", { nom: "intervention" })),
        h("li", {}, lien("Panne, défaut", "/panne", { nom: "dysfonctionnement" })),
        h("li", {}, lien("Autre chose", "/noter", { nom: "plus" }))), h("p", {}, lien("Fiches gardées ici", "/fiches", { nom: "ressources", classe: "secondaire" })), ...foot);
  },

  /** The safety panel and every line: what waits, what arrived, what needs someone. */
  async file(page) {
    const now = Date.now();
    const rows = (await carnet.coffre.tous("sortie")).sort((a, b) => b.ecrite_le.localeCompare(a.ecrite_le));
    const { attente, corriger, recues, age } = panneau(rows, now);
    const lasting = (await navigator.storage?.persisted?.()) ?? false;
    page.replaceChildren(h("h1", {}, "Ce qui attend, ce qui est arrivé"),
      h("section", { class: "carte", "aria-label": "Sûreté" },
        h("p", { class: "lieu" }, attente ? `${attente} en attente` : "Tout est envoyé"),
        h("p", { class: "surtitre" }, age === null ? `${pluriel(recues, "saisie arrivée", "saisies arrivées")} ces deux derniers jours` : `La plus ancienne attend depuis ${direAge(age)}`),
        corriger ? h("p", { class: "note attention" }, icone("attention"), h("span", {}, `${pluriel(corriger, "saisie refusée", "saisies refusées")} : elles restent sur ce téléphone.`)) : null,
        h("p", {}, icone(lasting ? "calme" : "attention"), lasting ? " Le navigateur promet de les garder." : " Le navigateur ne promet pas de les garder : installez le carnet sur l'écran d'accueil.")),
      h("p", { class: "boutons" }, bouton("Envoyer maintenant", () => carnet.toutRenvoyer(), { nom: "envoyer", classe: "principal" }),
        bouton("Fichier de secours", () => secours(rows), { nom: "telecharger", classe: "secondaire" })),
      rows.length ? h("ul", { class: "liste" }, rows.slice(0, 60).map(ligneDe)) : h("div", { class: "vide" }, icone("calme"), h("p", {}, "Rien pour l'instant. Ce que vous notez apparaît ici jusqu'à son arrivée.")));
  },

  /** Reread, correct or withdraw an entry that has not left, while the session lasts. */
  async ligne(page, id) {
    const [row, kept] = [await carnet.coffre.lire("sortie", id), await carnet.relireLigne(id)];
    if (!row || !kept) return page.replaceChildren(h("h1", {}, "Cette saisie ne se relit plus"), h("p", {}, "Elle est scellée : seul le serveur de votre structure l'ouvre."), lien("Revenir", "/file", { classe: "secondaire" }));
    const { contenu } = kept.said;
    const lines = decrire(row.sorte, contenu);
    const fix = row.sorte === "intervention" && kept.said.geste === "creer";
    page.replaceChildren(h("h1", {}, titreDe(row)),
      h("dl", { class: "definitions" }, lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
      h("p", { class: "boutons" }, fix ? lien("Corriger", `/intervention?corrige=${id}`, { nom: "note", classe: "principal" }) : null,
        carnet.peutAnnuler(row.sorte) || row.essais === 0 ? bouton("Retirer", () => carnet.annuler({ id, fiche: kept.said.fiche, sorte: row.sorte }), { nom: "annuler", classe: "danger" }) : null,
        lien("Revenir", "/file", { classe: "secondaire" })));
  },

  urgence(page) {
    const { devoirs = [], garder = [], ne_pas_garder: jamais = [] } = carnet.paquet?.alerte ?? {};
    page.replaceChildren(h("h1", {}, "Qui appeler"),
      h("p", { class: "note danger" }, icone("urgence"), h("span", {}, "Un danger pour une personne sort de la médiation : appelez d'abord, prévenez votre coordination ensuite.")),
      h("ul", { class: "cartes" }, (carnet.paquet?.numeros ?? []).map((each) => h("li", { class: "carte" },
        h("p", { class: "lieu" }, h("a", { href: `tel:${each.numero}` }, each.numero)), h("p", {}, each.nom), h("p", { class: "surtitre" }, each.pour), h("p", { class: "surtitre" }, `Source : ${each.source}`)))),
      devoirs.length ? h("h2", {}, "Ce que la loi demande") : "",
      ...devoirs.map((each) => h("div", { class: "carte" }, h("h3", {}, each.titre), h("p", {}, h("strong", {}, each.article)), h("p", {}, each.texte),
        h("p", { class: "surtitre" }, `Source : ${each.source}. ${each.verifie_le ? "Relu sur le texte officiel." : "Pas encore relu sur le texte officiel."}`))),
      ...[["Ce que vous gardez ici", garder], ["Ce que vous ne gardez pas", jamais]].filter(([, rows]) => rows.length).map(([titre, rows]) =>
        h("section", { class: "carte" }, h("h2", {}, titre), h("ul", {}, rows.map((row) => h("li", {}, h("strong", {}, `${row.titre}. `), row.texte))))),
      carnet.cle ? "" : lien("Revenir", "/", { classe: "secondaire" }));
  },
};

function ligneDe(row) {
  const [genre, mot] = row.etat === RECUE ? ["calme", "arrivée"] : row.etat === A_CORRIGER ? ["danger", "à corriger"] : ["attention", "en attente"];
  const mine = row.compte === carnet.compte?.id;
  return h("li", { class: "ligne", "data-etat": row.etat },
    h("span", {}, `${titreDe(row)}, ${heure(row.ecrite_le)}`), h("span", { class: `tag ${genre}` }, icone(genre === "danger" ? "danger" : genre), mot),
    row.message ? h("p", { class: "surtitre" }, row.message) : null,
    mine && row.copie ? h("a", { href: `#/ligne/${row.id}` }, "Relire") : null);
}

const VOCABULAIRES = { registre: "registres", domaine: "domaines", motif: "motifs", mode_saisine: "modes_saisine", issue: "issues", occupation: "occupations", contact: "contacts", etat_depart: "etats_depart", categorie: "dysfonctionnements" };
const NOMS = { registre: "Registre", domaine: "Domaine", motif: "Motif", mode_saisine: "Saisine", issue: "Issue", occupation: "Personnes présentes", contact: "Contact", etat_depart: "En partant", categorie: "Ce qui ne va pas", note: "Note", precision: "Précision", duree_minutes: "Durée en minutes" };

function decrire(sorte, contenu) {
  const place = contenu.lieu ? [["Lieu", carnet.lieu(contenu.lieu)?.nom ?? "lieu inconnu"]] : [];
  const coded = Object.entries(contenu).filter(([name, value]) => NOMS[name] && value !== "" && value !== null);
  return [...place, ...(contenu.rien ? [["Constat", "Rien à signaler"]] : []), ...coded.map(([name, value]) => [NOMS[name], VOCABULAIRES[name] ? carnet.libelle(VOCABULAIRES[name], value) : String(value)])];
}

/** Everything that has not arrived, still sealed: a coordinator takes it in at the office. */
async function secours(rows) {
  const left = rows.filter((row) => row.scelle);
  if (!left.length) return dire("Rien à sauver : tout est arrivé.");
  const tokens = new Map();
  for (const compte of carnet.comptes) tokens.set(`${compte.id} ${compte.structure.id}`, await empreinteJeton(compte.jeton));
  for (const row of left) if (row.jeton) tokens.set(row.id, await empreinteJeton(row.jeton));
  const entrees = left.map((row) => ({
    id: row.id, sorte: row.sorte, cle: row.cle, format: 1, scelle: enBase64(row.scelle),
    jeton: tokens.get(row.id) ?? tokens.get(`${row.compte} ${row.structure}`) ?? "",
  }));
  const blob = new Blob([JSON.stringify({ genre: "entredeux-carnet-secours", entrees })], { type: "application/json" });
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: `carnet-secours-${new Date().toISOString().slice(0, 10)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return dire(`${pluriel(left.length, "saisie scellée", "saisies scellées")} dans le fichier. Donnez-le à votre coordination ; elles restent aussi ici.`);
}
