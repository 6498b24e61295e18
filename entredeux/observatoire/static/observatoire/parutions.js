/* The count beside each register of a release being prepared follows the boxes. Without it, the count of the page's
   opening stays. */

for (const shelf of document.querySelectorAll("details.rayon")) {
  const count = shelf.querySelector("[data-compte]");
  shelf.addEventListener("change", () => {
    const chosen = shelf.querySelectorAll("input:checked").length;
    count.firstChild.data = `${chosen} sur ${count.dataset.compte}`;
    count.querySelector(".hors-ecran").textContent = chosen > 1 ? " choisis" : " choisi";
  });
}
