/* Small drawing: nodes, chips, counters, one message at a time. No HTML from text, ever. */

const SVG = "http://www.w3.org/2000/svg";

const REMPLIS = new Set(["form", "input", "textarea", "select"]);

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  // Chromium writes to the disk what is typed in a tab, to restore it: not in a form that says no.
  if (REMPLIS.has(tag)) node.setAttribute("autocomplete", "off");
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An icon of the sprite drawn in the shell: always beside a word. */
export function icone(nom) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icone");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icone-${nom}`);
  svg.append(use);
  return svg;
}

export const bouton = (texte, action, { nom, classe = "", ...props } = {}) =>
  h("button", { type: "button", class: `bouton ${classe}`, onclick: action, ...props }, nom ? icone(nom) : null, texte);

export const lien = (texte, vers, { nom, classe = "" } = {}) =>
  h("a", { class: `bouton ${classe}`, href: `#${vers}` }, nom ? icone(nom) : null, texte);

/** One choice or several among a few: `choisis` is a list of codes, `surChoix(codes)` is told. */
export function puces(nom, options, { choisis = [], multiple = false, surChoix = () => {} } = {}) {
  const box = h("div", { class: "puces" });
  const tell = () => surChoix([...box.querySelectorAll("input:checked")].map((input) => input.value));
  for (const [code, libelle] of options) {
    const input = h("input", { type: multiple ? "checkbox" : "radio", name: nom, value: code, checked: choisis.includes(code), onchange: tell });
    box.append(h("label", { class: "puce" }, input, libelle));
  }
  return box;
}

/** Chips with the usual ones in sight and the others one tap away. */
export function pucesRepliees(nom, options, visibles, reglages) {
  const chosen = reglages.choisis ?? [];
  const first = options.slice(0, visibles);
  const rest = options.slice(visibles);
  if (rest.length <= 2) return [puces(nom, options, reglages)];
  const open = rest.some(([code]) => chosen.includes(code));
  return [puces(nom, first, reglages), h("details", { open }, h("summary", {}, "Autres"), puces(nom, rest, reglages))];
}

export function champ(libelle, contenu, { aide = "", facultatif = false, erreur = "", nom = "" } = {}) {
  const optional = facultatif ? h("span", { class: "facultatif" }, " (facultatif)") : null;
  return h("div", { class: `champ${erreur ? " en-erreur" : ""}`, "data-champ": nom },
    h("fieldset", {}, h("legend", {}, libelle, optional),
      aide ? h("p", { class: "aide" }, aide) : null,
      erreur ? h("ul", { class: "erreurs-champ" }, h("li", {}, erreur)) : null, contenu));
}

export function compteur(nom, { min = 0, max = 100, valeur = "", unite = "", surChoix = () => {} } = {}) {
  const input = h("input", { type: "number", name: nom, inputmode: "numeric", min: String(min), max: String(max), value: String(valeur ?? ""), "aria-label": unite || nom, onchange: () => tell() });
  const tell = () => surChoix(input.value === "" ? null : Number(input.value));
  const move = (by) => () => {
    input.value = String(Math.min(max, Math.max(min, Number(input.value || min) + by)));
    tell();
  };
  return h("span", { class: "compteur augmente" },
    h("button", { type: "button", class: "bouton secondaire", "aria-label": "Moins", onclick: move(-1) }, "−"), input,
    h("button", { type: "button", class: "bouton secondaire", "aria-label": "Plus", onclick: move(1) }, "+"));
}

/** Said once, with an undo for ten seconds when there is one. */
export function dire(texte, { genre = "succes", annuler = null } = {}) {
  const zone = document.getElementById("messages");
  const line = h("div", { class: `note ${genre === "succes" ? "calme" : genre}` }, icone(genre === "succes" ? "calme" : "attention"), h("span", {}, texte));
  if (annuler) {
    line.append(bouton("Annuler", async () => {
      line.remove();
      await annuler();
    }, { nom: "annuler", classe: "secondaire" }));
    setTimeout(() => line.remove(), 10_000);
  }
  zone.replaceChildren(line);
  zone.dataset.dit = String(Date.now());
}

/** The zone under the thumb: outside what scrolls, so that it hides nothing. */
export function pied(...nodes) {
  document.getElementById("pied").replaceChildren(...nodes);
}

export const pluriel = (nombre, un, plusieurs) => `${nombre} ${nombre > 1 ? plusieurs : un}`;
