/* The pinned fiches, read without network. Their HTML is read, never put in the page: only its words are. */

import { carnet } from "./app.js";
import { h, icone, lien } from "./ui.js";

export function fiches(page, id) {
  const all = carnet.paquet?.fiches ?? [];
  const one = all.find((each) => String(each.id) === id);
  if (one) return lireFiche(page, one);
  page.replaceChildren(h("h1", {}, "Fiches gardées ici"),
    all.length ? h("ul", { class: "liste" }, all.map((each) => h("li", {}, h("a", { href: `#/fiches/${each.id}` }, each.titre)))) : h("div", { class: "vide" }, icone("ressources"), h("p", {}, "Aucune fiche épinglée. Avec du réseau, épinglez-en depuis les ressources du réseau : elles viendront ici.")),
    lien("Revenir", "/", { classe: "secondaire" }));
  return undefined;
}

function lireFiche(page, fiche) {
  page.replaceChildren(h("h1", {}, fiche.titre), h("p", { class: "surtitre" }, fiche.genre),
    fiche.avertissement ? h("p", { class: "note attention" }, icone("attention"), h("span", {}, fiche.avertissement)) : "",
    fiche.chapeau ? h("p", {}, fiche.chapeau) : "",
    ...fiche.sections.flatMap((section) => [section.titre ? h("h2", {}, section.titre) : "", ...enBlocs(section.html)]),
    lien("Revenir", "/fiches", { classe: "secondaire" }));
}

/** Paragraphs, lists and small titles of an editor's text, as plain nodes. */
function enBlocs(html) {
  const read = new DOMParser().parseFromString(html, "text/html").body;
  return [...read.children].map((node) => {
    const tag = node.tagName.toLowerCase();
    if (tag === "ul" || tag === "ol") return h(tag, {}, [...node.children].map((item) => h("li", {}, item.textContent)));
    return h(/^h[2-6]$/.test(tag) ? "h3" : "p", {}, node.textContent);
  });
}
