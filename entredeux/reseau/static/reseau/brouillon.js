/* What is being typed on a sheet survives a reload of this tab: the words of each form marked data-brouillon, in the
   tab's own storage, gone once the page that follows shows them saved. Without it, forms stay forms. */

const PREFIXE = "brouillon:";
const isKept = (field) => field.name && field.type !== "submit" && !/^csrfmiddlewaretoken$|_FORMS$/.test(field.name);
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

export function readForm(form) {
  const said = {};
  for (const field of [...form.elements].filter(isKept)) {
    if (!isTicked(field) || field.checked) (said[field.name] ??= []).push(field.value);
  }
  return said;
}

/* The version and the text first read come back too: if someone wrote meanwhile, the server sees it. */
export function fillForm(form, said) {
  for (const field of [...form.elements].filter(isKept)) {
    const values = said[field.name] ?? [];
    if (isTicked(field)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

/* `saved`: what the page shows as stored, by id and version. A new item is saved once its id is there, a corrected one
   once its version moved on. */
export function isSaved(key, said, saved) {
  const ids = new Set(Object.values(said).flat());
  const version = Number(said.version?.[0] ?? 0);
  return saved.some((note) => (key.endsWith(note.id) ? note.version > version : ids.has(note.id)));
}

function listSaved(root) {
  const shown = [...root.querySelectorAll("[data-note]")];
  return shown.map(({ dataset }) => ({ id: dataset.note, version: Number(dataset.version ?? 0) }));
}

function forgetSaved(root) {
  const saved = listSaved(root);
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIXE))) {
    if (isSaved(key, JSON.parse(sessionStorage.getItem(key)), saved)) sessionStorage.removeItem(key);
  }
}

/* A form that comes back with errors is already filled by the server, and newer than what is kept. */
function restore(form, key) {
  const kept = sessionStorage.getItem(key);
  if (!kept || document.querySelector(".resume-erreurs, .conflit, [role=alert]")) return;
  fillForm(form, JSON.parse(kept));
  form.prepend(tell(key));
}

function tell(key) {
  const line = document.createElement("p");
  line.className = "discret";
  line.setAttribute("role", "status");
  line.textContent = "Ce que vous aviez commencé est revenu. ";
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "bouton-lien";
  drop.textContent = "L'effacer";
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(key);
    location.assign(location.href);
  });
  line.append(drop);
  return line;
}

forgetSaved(document);
for (const form of document.querySelectorAll("form[data-brouillon]")) {
  const key = PREFIXE + form.dataset.brouillon;
  restore(form, key);
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(readForm(form))));
}
