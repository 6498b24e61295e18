// Adds to a resource's page what only a script can do: print, copy the address, the phone's own sharing.
// Without it, the address is in its field and the browser prints.
const boutons = document.querySelector("[data-partage-boutons]");
const champ = document.querySelector("[data-partage]");

function add(words, act) {
  const bouton = document.createElement("button");
  bouton.type = "button";
  bouton.className = "bouton secondaire";
  bouton.textContent = words;
  bouton.addEventListener("click", () => act(bouton));
  boutons.append(bouton);
}

if (boutons && champ) {
  add("Imprimer", () => window.print());
  if (navigator.share) {
    add("Partager", () => navigator.share({ title: document.title, url: champ.value }).catch(() => {}));
  } else if (navigator.clipboard) {
    add("Copier l'adresse", async (bouton) => {
      await navigator.clipboard.writeText(champ.value);
      bouton.textContent = "Adresse copiée";
    });
  }
}
