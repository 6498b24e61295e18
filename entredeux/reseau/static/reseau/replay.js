// A link to a second moves the player instead of opening the page again. Without it, the page opens at that second.
const lecteur = document.getElementById("lecteur");

document.addEventListener("click", (event) => {
  const lien = event.target.closest("a[data-seconde]");
  if (!lien || !lecteur) return;
  event.preventDefault();
  const seconde = Number(lien.dataset.seconde);
  lecteur.currentTime = seconde;
  lecteur.play().catch(() => {});
  document.getElementById(`t-${seconde}`)?.scrollIntoView({ block: "center" });
  history.replaceState(null, "", lien.href);
});
