/* Kinds that have no screen of their own: their form is described in the packet by the app that will apply them. */

import { carnet } from "./app.js";
import { bienTape, lireCode } from "./code.js";
import { note } from "./formulaire.js";
import { champ, dire, h, lien, pied, puces } from "./ui.js";

const EN_PUCES = 9;

/** The list of what else may be noted, or the form of one kind. */
export function noter(page, sorte) {
  const form = (carnet.paquet?.formulaires ?? []).find((each) => each.sorte === sorte);
  if (!form) return choisir(page);
  for (const each of form.champs) each.mene = form.champs.some((other) => other.selon === each.nom);
  const said = {};
  const wrong = {};
  const draw = () => {
    page.replaceChildren(h("h1", {}, form.titre), h("form", { id: "autre", onsubmit: save }, form.champs.map((each) => dessiner(each, said, wrong, draw))), lien("Revenir", "/noter", { classe: "secondaire" }));
    pied(h("button", { class: "bouton principal grand", form: "autre" }, "Enregistrer"));
  };
  const save = async (event) => {
    event.preventDefault();
    for (const name of Object.keys(wrong)) delete wrong[name];
    for (const each of form.champs) {
      const value = said[each.nom]?.trim?.() ?? said[each.nom];
      if (each.obligatoire && !value) wrong[each.nom] = "Répondez à cette question.";
      else if (each.genre === "code" && value && !bienTape(value)) wrong[each.nom] = "Ce numéro est mal recopié : vérifiez-le sur la carte.";
    }
    if (Object.keys(wrong).length) {
      draw();
      page.querySelector(`[data-champ="${Object.keys(wrong)[0]}"] :is(input, select, textarea)`)?.focus();
      return dire("Il manque une réponse, ou une ne convient pas. Le reste est gardé.", { genre: "attention" });
    }
    const contenu = Object.fromEntries(form.champs.map(({ nom, genre }) => [nom, (genre === "code" ? lireCode(said[nom] ?? "") : said[nom]) || vide(genre)]));
    const done = await carnet.noter(sorte, form.titre, contenu);
    dire(`${form.titre} : noté.`, { annuler: () => carnet.annuler(done) });
    return carnet.aller("/");
  };
  draw();
  return undefined;
}

const vide = (genre) => (genre === "lieu" ? null : "");

function choisir(page) {
  const forms = carnet.paquet?.formulaires ?? [];
  page.replaceChildren(h("h1", {}, "Noter autre chose"),
    forms.length ? h("ul", { class: "liste" }, forms.map((each) => h("li", {}, h("a", { href: `#/noter/${each.sorte}` }, each.titre)))) : h("p", {}, "Rien d'autre à noter d'ici."),
    lien("Revenir", "/", { classe: "secondaire" }));
}

function dessiner(each, said, wrong, draw) {
  const erreur = wrong[each.nom] ?? "";
  const set = (value) => {
    said[each.nom] = value;
  };
  if (each.genre === "texte") {
    const box = note(said[each.nom] ?? "", set, { libelle: each.libelle, maximum: each.maximum, nom: each.nom, facultatif: !each.obligatoire });
    box.dataset.champ = each.nom;
    if (erreur) box.append(h("p", { class: "erreurs-champ" }, erreur));
    return box;
  }
  if (each.genre === "choix" || each.genre === "lieu") return choix(each, said, set, erreur, draw);
  const input = h("input", { id: `champ-${each.nom}`, name: each.nom, value: said[each.nom] ?? "", autocomplete: "off", oninput: (event) => set(event.target.value) });
  return h("div", { class: `champ${erreur ? " en-erreur" : ""}`, "data-champ": each.nom }, h("label", { for: `champ-${each.nom}` }, each.libelle, each.obligatoire ? null : h("span", { class: "facultatif" }, " (facultatif)")),
    each.aide ? h("p", { class: "aide" }, each.aide) : null, erreur ? h("p", { class: "erreurs-champ" }, erreur) : null, input);
}

/** A choice that another field follows draws the form again, with the other field's own options. */
function choix(each, said, set, erreur, draw) {
  const told = (value) => {
    set(value);
    if (each.mene) draw();
  };
  const options = optionsDe(each, said);
  const facts = { aide: each.aide, facultatif: !each.obligatoire, erreur, nom: each.nom };
  if (options.length <= EN_PUCES && each.genre === "choix") {
    return champ(each.libelle, puces(each.nom, options, { choisis: [said[each.nom]], surChoix: ([code]) => told(code) }), facts);
  }
  return h("div", { class: `champ${erreur ? " en-erreur" : ""}`, "data-champ": each.nom }, h("label", { for: `champ-${each.nom}` }, each.libelle), each.aide ? h("p", { class: "aide" }, each.aide) : null, erreur ? h("p", { class: "erreurs-champ" }, erreur) : null,
    h("select", { id: `champ-${each.nom}`, onchange: (event) => told(event.target.value) }, h("option", { value: "" }, "Choisissez"), options.map(([code, libelle]) => h("option", { value: code, selected: code === said[each.nom] }, libelle))));
}

function optionsDe(each, said) {
  if (each.genre === "lieu") return carnet.paquet.lieux.map((lieu) => [lieu.id, lieu.nom]);
  return each.selon ? (each.options_selon[said[each.selon]] ?? []) : each.options;
}
