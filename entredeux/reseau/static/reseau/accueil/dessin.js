/* Draws the list from the page's own models: same words, same look as the page without script. */

const element = (id) => document.getElementById(id);

export function hourOf(instant) {
  const at = new Date(instant);
  const minutes = at.getMinutes() ? `\u00a0${String(at.getMinutes()).padStart(2, "0")}` : "";
  return `${at.getHours()}\u00a0h${minutes}`;
}

export function plural(count, one, many = `${one}s`) {
  return count > 1 ? many : one;
}

/** One row per person, kept from one drawing to the next: what has the focus keeps it. */
export class Tableau {
  constructor(onTap) {
    this.list = element("personnes");
    this.model = element("modele-personne");
    this.rows = new Map();
    this.list.replaceChildren();
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-geste]");
      if (button) onTap(button.closest("li").dataset.id, button.dataset.geste);
    });
  }

  draw(personnes, describe) {
    const kept = new Set(personnes.map((personne) => personne.id));
    for (const [id, row] of this.rows) {
      if (!kept.has(id)) {
        row.remove();
        this.rows.delete(id);
      }
    }
    let previous = null;
    for (const personne of personnes) {
      const row = this.rows.get(personne.id) ?? this.#newRow(personne.id);
      this.#fill(row, personne, describe(personne));
      const wanted = previous ? previous.nextSibling : this.list.firstChild;
      if (row !== wanted) this.list.insertBefore(row, wanted);
      previous = row;
    }
  }

  #newRow(id) {
    const row = this.model.content.firstElementChild.cloneNode(true);
    row.dataset.id = id;
    this.rows.set(id, row);
    return row;
  }

  /** `said`: {arrivee, mentions} for this person, here. */
  #fill(row, personne, said) {
    const state = JSON.stringify([personne.nom, personne.billet, said]);
    if (row.state === state) return;
    const hadFocus = row.contains(document.activeElement);
    row.state = state;
    row.querySelector("[data-nom]").textContent = personne.nom;
    row.querySelector("[data-billet]").textContent = [...said.mentions, personne.billet].filter(Boolean).join(" · ");
    row.querySelector("[data-presente]").hidden = !said.arrivee;
    row.querySelector("[data-heure]").textContent = said.arrivee ? hourOf(said.arrivee.instant) : "";
    row.querySelector("[data-attend]").hidden = !said.arrivee?.attend;
    for (const button of row.querySelectorAll("button")) {
      button.hidden = (button.dataset.geste === "annulation") !== Boolean(said.arrivee);
      button.querySelector("[data-qui]").textContent = personne.nom;
      if (hadFocus && !button.hidden) button.focus();
    }
  }
}

export function drawCount(compte) {
  element("compte").textContent =
    `${compte.presentes} ${plural(compte.presentes, "présente")} sur ${compte.attendues}`
    + (compte.enRetard ? `, dont ${compte.enRetard} après l'heure` : "");
}

export function drawWorkshops(comptes) {
  for (const { uid, compte } of comptes) {
    const cell = document.querySelector(`[data-compte="${uid}"]`);
    if (cell) cell.textContent = `${compte.presentes} sur ${compte.attendues}`;
  }
}

/** `genre`: "calme" sent, "attente" waiting for a network, "danger" closed. */
export function drawNetwork(genre, text) {
  const line = element("envoi");
  line.hidden = false;
  for (const each of line.querySelectorAll("[data-genre]")) each.hidden = each.dataset.genre !== genre;
  line.querySelector("[data-texte]").textContent = text;
}

export function say(text) {
  element("annonce").textContent = text;
}

/** The last tap, with its undoing, for as long as it is the last. */
export function showLast(text, onUndo) {
  const zone = element("dernier");
  zone.hidden = !text;
  zone.querySelector("[data-texte]").textContent = text ?? "";
  zone.querySelector("button").onclick = onUndo ?? null;
}

export function showRefusals(refuses, onForget) {
  const zone = element("refus");
  zone.hidden = !refuses.length;
  zone.querySelector("ul").replaceChildren(...refuses.map(({ texte }) => {
    const line = document.createElement("li");
    line.textContent = texte;
    return line;
  }));
  zone.querySelector("button").onclick = onForget;
}

export function showEnd(text) {
  document.querySelectorAll("[data-pendant]").forEach((each) => each.remove());
  const end = element("fin");
  end.hidden = false;
  end.querySelector("[data-texte]").textContent = text;
  end.querySelector("h2").focus();
}
