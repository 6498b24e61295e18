/* The round: its beginning, the state of each place, « je suis ici », a thing that fails, its end. */

import { carnet } from "./app.js";
import { note, vocabulaire } from "./formulaire.js";
import { reencoder } from "./photo.js";
import { lireLieu } from "./proche.js";
import { champ, dire, h, lien, pied, puces } from "./ui.js";

const mienne = () => (carnet.presence?.equipe.includes(carnet.compte.id) ? carnet.presence : null);

export function commencer(page) {
  const { missions } = carnet.paquet;
  const mates = carnet.comptes.filter((each) => each.id !== carnet.compte.id && each.structure.id === carnet.compte.structure.id);
  const chosen = { mission: missions.length === 1 ? missions[0].id : "", equipe: [] };
  const start = async (event) => {
    event.preventDefault();
    if (!chosen.mission) return dire("Choisissez une mission.", { genre: "attention" });
    const equipe = [carnet.compte.id, ...chosen.equipe];
    const done = await carnet.noter("presence", "Présence", { mission: chosen.mission, equipe });
    await carnet.poserPresence({ id: done.fiche, entree: done.id, mission: chosen.mission, debut_le: new Date().toISOString(), equipe, vus: [] });
    dire("Présence commencée.");
    return carnet.aller("/");
  };
  page.replaceChildren(h("h1", {}, "Commencer une présence"),
    missions.length ? "" : h("p", { class: "note attention" }, "Aucune mission ouverte : la coordination en crée une."),
    h("form", { id: "commencer", onsubmit: start },
      champ("Mission", puces("mission", missions.map((each) => [each.id, each.nom]), { choisis: [chosen.mission], surChoix: ([id]) => { chosen.mission = id; } })),
      mates.length ? champ("Avec", puces("equipe", mates.map((each) => [each.id, each.nom]), { multiple: true, surChoix: (ids) => { chosen.equipe = ids; } }), { facultatif: true }) : ""),
    lien("Revenir", "/", { classe: "secondaire" }));
  pied(h("button", { class: "bouton principal grand", form: "commencer" }, "Commencer"));
}

async function passer(place, said, sentence) {
  const presence = mienne();
  if (!presence) {
    dire("Commencez d'abord une présence.", { genre: "attention" });
    return carnet.aller("/commencer");
  }
  const done = await carnet.noter("passage", "État d'un lieu", { presence: presence.id, lieu: place.id, ...said }, { apres: presence.entree });
  await carnet.poserPresence({ ...presence, vus: [...presence.vus, place.id] });
  const undo = async () => {
    await carnet.poserPresence({ ...carnet.presence, vus: carnet.presence.vus.filter((id, rank) => id !== place.id || rank !== presence.vus.length) });
    await carnet.annuler(done);
  };
  dire(`${place.nom} : ${sentence}`, { annuler: undo });
  return carnet.aller("/");
}

export const rienASignaler = (place) => passer(place, { rien: true }, "rien à signaler.");

export function lieu(page, id) {
  const place = carnet.lieu(id);
  if (!place) return choisir(page);
  const said = { occupation: "", nuisances: [], contact: "", etat_depart: "" };
  const save = (event) => {
    event.preventDefault();
    if (!said.occupation) {
      page.querySelector("[data-champ=occupation] input")?.focus();
      return dire("Dites combien de personnes occupent le lieu. Le reste est gardé.", { genre: "attention" });
    }
    return passer(place, said, "noté.");
  };
  const set = (name) => (value) => { said[name] = value; };
  page.replaceChildren(h("h1", {}, place.nom), h("form", { id: "etat", onsubmit: save },
    champ("Combien de personnes occupent le lieu ?", puces("occupation", carnet.paquet.vocabulaires.occupations, { surChoix: ([code]) => set("occupation")(code) }), { nom: "occupation", aide: "Une tranche, à vue. Aucun nom, aucune description." }),
    champ("Ce que vous avez constaté", puces("nuisances", carnet.paquet.vocabulaires.nuisances, { multiple: true, surChoix: set("nuisances") }), { facultatif: true }),
    champ("Contact", vocabulaire("contact", "contacts", "", set("contact")), { facultatif: true }),
    champ("En partant", vocabulaire("etat_depart", "etats_depart", "", set("etat_depart")), { facultatif: true })),
  lien("Revenir", "/", { classe: "secondaire" }));
  pied(h("button", { class: "bouton principal grand", form: "etat" }, "Enregistrer"));
  return undefined;
}

function choisir(page) {
  page.replaceChildren(h("h1", {}, "Quel lieu ?"),
    h("ul", { class: "liste" }, carnet.paquet.lieux.map((each) => h("li", {}, h("a", { href: `#/lieu/${each.id}` }, each.nom)))),
    lien("Revenir", "/", { classe: "secondaire" }));
}

/** One position, read once, answered by a known place or by the list; the coordinates stay inside lireLieu. */
export async function ici() {
  try {
    const id = await lireLieu(carnet.paquet.lieux);
    if (id) return carnet.aller(`/lieu/${id}`);
    dire("Aucun lieu connu à moins de 80 m : choisissez.", { genre: "attention" });
  } catch {
    dire("La position n'est pas disponible : choisissez.", { genre: "attention" });
  }
  return carnet.aller("/lieu");
}

export async function terminer() {
  const presence = mienne();
  await carnet.noter("presence", "Fin de présence", { fin_le: new Date().toISOString() }, { geste: "corriger", fiche: presence.id, base: null, apres: presence.entree });
  await carnet.poserPresence(null);
  if (carnet.paquet) {
    carnet.paquet.en_cours = null;
    await carnet.coffre.poser("reglages", carnet.paquet, "paquet");
  }
  dire("Présence terminée. Bon retour.");
  return carnet.montrer();
}

export function panne(page) {
  const presence = mienne();
  const said = { lieu: presence?.vus.at(-1) ?? "", categorie: "", precision: "", destinataire: "", photo: "" };
  const take = async (event) => {
    const [file] = event.target.files;
    said.photo = file ? ((await reencoder(file)) ?? "") : "";
    if (file && !said.photo) dire("Ce fichier n'est pas une photo lisible : il n'est pas joint.", { genre: "attention" });
  };
  const save = async (event) => {
    event.preventDefault();
    if (!said.lieu || !said.categorie) return dire("Dites le lieu et ce qui ne va pas. Le reste est gardé.", { genre: "attention" });
    const contenu = { ...said, destinataire: said.destinataire || null, presence: presence?.id ?? null, precision: said.precision.trim() };
    const done = await carnet.noter("dysfonctionnement", "Panne, défaut", contenu, { apres: presence?.entree ?? null });
    await carnet.apprendre("dysfonctionnements", [said.categorie]);
    dire("Panne notée.", { annuler: () => carnet.annuler(done) });
    return carnet.aller("/");
  };
  const place = h("select", { id: "lieu-panne", onchange: (event) => { said.lieu = event.target.value; } }, h("option", { value: "" }, "Choisissez un lieu"), carnet.paquet.lieux.map((each) => h("option", { value: each.id, selected: each.id === said.lieu }, each.nom)));
  const told = h("select", { id: "service-panne", onchange: (event) => { said.destinataire = event.target.value; } }, h("option", { value: "" }, "Personne pour l'instant"), carnet.paquet.services.map((each) => h("option", { value: each.id }, each.nom)));
  page.replaceChildren(h("h1", {}, "Panne, défaut"), h("form", { id: "panne", onsubmit: save },
    champ("Ce qui ne va pas", vocabulaire("categorie", "dysfonctionnements", "", (code) => { said.categorie = code; }, { visibles: 8 })),
    h("div", { class: "champ" }, h("label", { for: "lieu-panne" }, "Lieu"), place),
    h("div", { class: "champ" }, h("label", { for: "photo" }, "Photo de la chose", h("span", { class: "facultatif" }, " (facultatif)")), h("p", { class: "aide" }, "La chose, jamais une personne. Elle est réencodée ici, sans ses métadonnées."), h("input", { id: "photo", type: "file", accept: "image/*", capture: "environment", onchange: take })),
    h("div", { class: "champ" }, h("label", { for: "service-panne" }, "Prévenir"), told),
    note("", (text) => { said.precision = text; }, { libelle: "Précision", maximum: 200 })),
  lien("Revenir", "/", { classe: "secondaire" }));
  pied(h("button", { class: "bouton principal grand", form: "panne" }, "Enregistrer"));
}

