/* An act, in six taps when it is a usual one: what the round already says is filled, what this phone is used to comes
   first, « comme la dernière » says the coded part again. */

import { carnet } from "./app.js";
import { codes, reponsesPosees } from "./choix.js";
import { note, publics, questions, vocabulaire } from "./formulaire.js";
import { bouton, champ, compteur, dire, h, lien, pied } from "./ui.js";

const NOM = "intervention";

export async function intervention(page, _argument, query) {
  const correction = query.get("corrige");
  const state = (correction && (await enCorrection(correction))) || (await carnet.lireBrouillon(NOM)) || neuf(query.get("theme"));
  const draw = () => dessiner(page, state, draw);
  draw();
  return undefined;
}

const miennes = () => (carnet.presence?.equipe.includes(carnet.compte.id) ? carnet.presence : null);
const missionDe = (presence) => carnet.paquet.missions.find((each) => each.id === presence?.mission);
const themesDe = (mission) => carnet.paquet.themes.filter((each) => !mission?.themes.length || mission.themes.includes(each.code));

function neuf(asked) {
  const presence = miennes();
  const mission = missionDe(presence);
  const offered = themesDe(mission);
  const theme = asked ?? (offered.length === 1 ? offered[0].code : "");
  const pack = offered.find((each) => each.code === theme);
  const last = presence?.vus.at(-1) ?? mission?.lieux.find((id) => !presence?.vus.includes(id)) ?? "";
  return {
    theme, motif: pack?.motifs.length === 1 ? pack.motifs[0] : "", registre: pack?.registres[0] ?? "conflits",
    domaine: mission?.domaine ?? "habitat", mode_saisine: mission?.forme === "tournee" ? "tournee" : "", issue: "",
    reponses: {}, publics: [], lieu: last, duree_minutes: null, note: "", manquants: [], corrige: null,
  };
}

async function enCorrection(id) {
  const kept = await carnet.relireLigne(id);
  return kept ? { ...neuf(""), ...kept.said.contenu, lieu: kept.said.contenu.lieu ?? "", corrige: { id, said: kept.said } } : null;
}

function dessiner(page, state, draw) {
  const presence = miennes();
  const offered = themesDe(missionDe(presence));
  const pack = offered.find((each) => each.code === state.theme);
  const set = (name) => (value) => {
    state[name] = value;
    carnet.garderBrouillon(NOM, state);
  };
  const answer = (code, value) => {
    state.reponses[code] = value;
    state.manquants = state.manquants.filter((each) => each !== code);
    carnet.garderBrouillon(NOM, state);
    const asks = pack.questions.some((each) => each.quand?.question === code);
    if (asks) redessiner(page, draw);
  };
  const { necessaires, autres } = pack ? questions(pack, state.reponses, state.manquants, answer) : { necessaires: [], autres: [] };
  const repeat = carnet.derniere && !state.corrige;
  page.replaceChildren(
    h("h1", {}, state.corrige ? "Corriger l'intervention" : pack ? `Intervention, ${pack.titre.toLowerCase()}` : "Intervention"),
    repeat ? h("p", {}, bouton("Comme la dernière", () => { Object.assign(state, structuredClone(carnet.derniere)); draw(); }, { nom: "repeter", classe: "secondaire" })) : "",
    offered.length > 1 ? themes(offered, state, draw) : "",
    h("form", { id: "intervention", onsubmit: (event) => enregistrer(event, page, state, pack, draw) },
      champ("Motif", vocabulaire("motif", "motifs", state.motif, set("motif"), { parmi: pack?.motifs, visibles: 8 }), { nom: "motif", erreur: state.manquants.includes("motif") ? "Choisissez le motif." : "" }),
      ...necessaires,
      champ("Comment cela s'est terminé", vocabulaire("issue", "issues", state.issue, set("issue")), { nom: "issue", facultatif: true }),
      autres.length ? h("details", { class: "carte", open: Boolean(Object.keys(state.reponses).length) }, h("summary", {}, pack.titre), ...autres) : "",
      h("div", { class: "champ" }, h("label", { for: "lieu-intervention" }, "Lieu"), choixLieu(state.lieu, set("lieu"))),
      champ("Durée en minutes", compteur("duree_minutes", { min: 0, max: 960, valeur: state.duree_minutes, unite: "Durée en minutes", surChoix: set("duree_minutes") }), { facultatif: true }),
      h("details", { class: "carte" }, h("summary", {}, "Qui avez-vous rencontré ? (rôles et nombres)"), publics(state.publics, () => carnet.garderBrouillon(NOM, state))),
      h("details", { class: "carte" }, h("summary", {}, "Registre, domaine, saisine"),
        champ("Registre", vocabulaire("registre", "registres", state.registre, set("registre"), { visibles: 8 })),
        champ("Domaine", vocabulaire("domaine", "domaines", state.domaine, set("domaine"))),
        champ("Saisine", vocabulaire("mode_saisine", "modes_saisine", state.mode_saisine, set("mode_saisine")), { facultatif: true })),
      note(state.note, set("note"))),
    lien("Revenir", "/", { classe: "secondaire" }));
  pied(h("button", { class: "bouton principal grand", form: NOM }, state.corrige ? "Enregistrer la correction" : "Enregistrer"));
}

/** Draws again where the reader was: the question that was just answered keeps the focus. */
function redessiner(page, draw) {
  const at = page.parentElement.scrollTop;
  const focused = document.activeElement;
  const [name, value] = [focused?.getAttribute("name"), focused?.value];
  draw();
  page.parentElement.scrollTop = at;
  page.querySelector(`[name="${CSS.escape(name ?? "")}"][value="${CSS.escape(value ?? "")}"]`)?.focus({ preventScroll: true });
}

const EN_BOUTONS = 4;

function themes(offered, state, draw) {
  const pick = (code) => {
    const pack = offered.find((each) => each.code === code);
    Object.assign(state, { theme: code, reponses: {}, motif: pack?.motifs.length === 1 ? pack.motifs[0] : "", registre: pack?.registres[0] ?? state.registre });
    draw();
  };
  const all = [["", "Sans thème"], ...offered.map((each) => [each.code, each.titre])];
  if (offered.length > EN_BOUTONS) {
    return h("div", { class: "champ" }, h("label", { for: "theme" }, "Thème"), h("select", { id: "theme", onchange: (event) => pick(event.target.value) }, all.map(([code, titre]) => h("option", { value: code, selected: code === state.theme }, titre))));
  }
  return h("nav", { "aria-label": "Thème" }, h("ul", { class: "tags" }, all.map(([code, titre]) => h("li", {}, bouton(titre, () => pick(code), { classe: "secondaire", "aria-pressed": String(state.theme === code) })))));
}

function choixLieu(valeur, tell) {
  return h("select", { id: "lieu-intervention", onchange: (event) => tell(event.target.value) },
    h("option", { value: "" }, "Sans lieu connu"), carnet.paquet.lieux.map((each) => h("option", { value: each.id, selected: each.id === valeur }, each.nom)));
}

async function enregistrer(event, page, state, pack, draw) {
  event.preventDefault();
  const reponses = pack ? reponsesPosees(pack.questions, state.reponses) : {};
  const needed = (pack?.questions ?? []).filter((each) => each.obligatoire && !(each.code in reponses) && (!each.quand || [reponses[each.quand.question] ?? []].flat().some((value) => each.quand.parmi.includes(value))));
  state.manquants = [...(state.motif ? [] : ["motif"]), ...needed.map((each) => each.code)];
  if (state.manquants.length) {
    draw();
    page.querySelector(`[data-champ="${state.manquants[0]}"] input`)?.focus();
    return dire("Il manque une réponse. Ce que vous avez choisi est gardé.", { genre: "attention" });
  }
  return envoyer(state, reponses);
}

async function envoyer(state, reponses) {
  const presence = miennes();
  const contenu = {
    registre: state.registre, domaine: state.domaine, motif: state.motif, mode_saisine: state.mode_saisine, issue: state.issue,
    theme: state.theme, reponses, publics: state.publics.filter((each) => each.role), lieu: state.lieu || null,
    mission: presence?.mission ?? null, presence: presence?.id ?? null, mediateurs: presence?.equipe ?? [],
    duree_minutes: state.duree_minutes, note: state.note.trim(),
  };
  const done = state.corrige ? await corriger(state.corrige, contenu) : await carnet.noter("intervention", "Intervention", contenu, { apres: presence?.entree ?? null });
  await carnet.oterBrouillon(NOM);
  await carnet.apprendre("motifs", [contenu.motif]);
  await carnet.apprendre("issues", [contenu.issue]);
  for (const [code, value] of Object.entries(reponses)) if (typeof value === "string") await carnet.apprendre(`question:${code}`, [value]);
  carnet.derniere = codes(contenu);
  dire(state.corrige ? "Correction enregistrée." : "Intervention enregistrée.", { annuler: state.corrige ? null : () => carnet.annuler(done) });
  return carnet.aller("/");
}

/** Never tried, the entry is replaced; else a correction follows it, that says only what changed. */
async function corriger({ id, said }, contenu) {
  const row = await carnet.coffre.lire("sortie", id);
  if (row && row.etat === "attente" && row.essais === 0 && !carnet.envoi.encours) {
    return carnet.noter("intervention", "Intervention", contenu, { fiche: said.fiche, apres: said.apres, remplace: id });
  }
  const same = (name) => JSON.stringify(contenu[name]) === JSON.stringify(said.contenu[name]);
  const changed = Object.keys(contenu).filter((name) => !["mission", "presence", "mediateurs"].includes(name) && !same(name));
  const part = Object.fromEntries(changed.map((name) => [name, contenu[name]]));
  return carnet.noter("intervention", "Intervention, correction", part, { geste: "corriger", fiche: said.fiche, base: null, apres: id });
}
