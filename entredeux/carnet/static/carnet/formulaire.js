/* Parts of forms: a theme's questions, who was met, the note and its guard. Each tells its value through a callback. */

import { prepare, rewrite } from "../cadre/garde_note.js";
import { carnet } from "./app.js";
import { estPosee, usuelsDabord } from "./choix.js";
import { bouton, champ, compteur, h, icone, puces, pucesRepliees } from "./ui.js";

/** Asked questions only, drawn again when an answer opens or closes another; required first. */
export function questions(theme, reponses, manquants, surReponse) {
  const asked = theme.questions.filter((question) => estPosee(question, reponses));
  const [needed, others] = [asked.filter((each) => each.obligatoire), asked.filter((each) => !each.obligatoire)];
  const draw = (question) => champ(question.libelle, reponse(question, reponses[question.code], surReponse), {
    aide: question.aide, facultatif: !question.obligatoire, nom: question.code,
    erreur: manquants.includes(question.code) ? "Répondez à cette question." : "",
  });
  return { necessaires: needed.map(draw), autres: others.map(draw) };
}

function reponse(question, value, surReponse) {
  const tell = (answer) => surReponse(question.code, answer);
  if (question.genre === "entier" || question.genre === "duree") {
    const unite = question.genre === "duree" ? "minutes" : question.unite;
    return compteur(question.code, { min: question.min, max: question.max, valeur: value, unite: `${question.libelle}${unite ? `, ${unite}` : ""}`, surChoix: tell });
  }
  if (question.genre === "date") {
    return h("input", { type: "date", name: question.code, value: value ?? "", "aria-label": question.libelle, onchange: (event) => tell(event.target.value) });
  }
  const multiple = question.genre === "choix_multiple";
  const options = usuelsDabord(question.options, carnet.habitudes[`question:${question.code}`]);
  const chosen = [value ?? []].flat();
  return puces(question.code, multiple ? question.options : options, { choisis: chosen, multiple, surChoix: (codes) => tell(multiple ? codes : codes[0]) });
}

/** A vocabulary as chips, this phone's habits first. */
export function vocabulaire(nom, liste, valeur, surChoix, { visibles = 6, parmi = null } = {}) {
  const all = carnet.paquet.vocabulaires[liste] ?? [];
  const options = usuelsDabord(parmi?.length ? all.filter(([code]) => parmi.includes(code)) : all, carnet.habitudes[liste]);
  return pucesRepliees(nom, options, visibles, { choisis: valeur ? [valeur] : [], surChoix: ([code]) => surChoix(code ?? "") });
}

/** Rows of roles with a count. No name is asked, none fits. */
export function publics(rows, surChangement) {
  const box = h("div", {});
  const roles = carnet.paquet.vocabulaires.roles_public;
  const ages = carnet.paquet.vocabulaires.ages;
  const select = (label, options, value, tell) => h("select", { "aria-label": label, onchange: (event) => tell(event.target.value) }, h("option", { value: "" }, label), options.map(([code, text]) => h("option", { value: code, selected: code === value }, text)));
  const draw = () => box.replaceChildren(...rows.map((row, rank) => h("fieldset", { class: "carte" }, h("legend", { class: "surtitre" }, `Public ${rank + 1}`),
    select("Rôle", roles, row.role, (value) => change(rank, { role: value })), select("Âge, à vue", ages, row.age, (value) => change(rank, { age: value || "non_communique" })),
    compteur(`nombre-${rank}`, { min: 1, max: 500, valeur: row.nombre, unite: "Combien de personnes", surChoix: (value) => change(rank, { nombre: value ?? 1 }) }))),
  bouton("Ajouter un public", () => { rows.push({ role: "", age: "non_communique", age_source: "vu", nombre: 1 }); draw(); }, { nom: "plus", classe: "secondaire" }));
  const change = (rank, part) => {
    Object.assign(rows[rank], part);
    surChangement();
  };
  draw();
  return box;
}

/* --- the note guard: nothing leaves the phone, nothing blocks */

let moteur = null;

async function guard() {
  if (!moteur) {
    const regles = await (await fetch(carnet.adresses.garde)).json();
    moteur = { regles, trouver: prepare(regles) };
  }
  return moteur;
}

export function note(valeur, surChangement, { libelle = "Note courte", maximum = 500, nom = "note", facultatif = true } = {}) {
  const zone = h("div", { "aria-live": "polite" });
  const area = h("textarea", { id: `zone-${nom}`, name: nom, maxlength: String(maximum), rows: "4" }, valeur ?? "");
  let timer = null;
  const look = async () => {
    const { regles, trouver } = await guard();
    const found = trouver(area.value);
    zone.replaceChildren(...(found.length ? [alerte(regles, found, area, () => { surChangement(area.value); look(); })] : []));
  };
  area.addEventListener("input", () => {
    surChangement(area.value);
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), 400);
  });
  if (valeur) look().catch(() => {});
  return h("div", { class: "champ" }, h("label", { for: `zone-${nom}` }, libelle, facultatif ? h("span", { class: "facultatif" }, " (facultatif)") : null),
    h("p", { class: "aide" }, "Aucun nom, aucun surnom, aucune description. Toute personne peut demander à lire ce qui la concerne."), area, zone);
}

function alerte(regles, found, area, done) {
  const one = (each) => {
    const instead = each.proposition ? `« ${each.proposition} »` : "rien";
    return h("li", {}, h("span", {}, `« ${each.extrait} » peut désigner quelqu'un.`), bouton(`Mettre ${instead}`, () => {
      area.value = rewrite(regles, area.value, [each]);
      done();
    }, { classe: "secondaire" }));
  };
  const why = [...new Set(found.map((each) => each.pourquoi))];
  return h("div", { class: "note attention garde-note" }, icone("attention"), h("div", {},
    h("ul", { class: "garde-lignes" }, found.map(one)),
    h("details", {}, h("summary", {}, "Pourquoi"), h("ul", {}, why.map((text) => h("li", {}, text)))),
    h("p", {}, "Vous pouvez enregistrer tel quel.")));
}
