/* Five minutes before everyone: arrows show one point after the other, a quiet bar shows the time. Nothing rings. */

const page = document.querySelector("[data-pleniere]");
const points = [...document.querySelectorAll("[data-point]")];
const list = document.querySelector(".points");

/* -1 shows them all. */
export function next(here, step, count) {
  return Math.max(-1, Math.min(count - 1, here + step));
}

/* To the nearest half minute, so that nobody watches seconds go by. */
export function sayRest(seconds) {
  if (seconds <= 0) return "C'est le temps prévu.";
  const halves = Math.max(1, Math.round(seconds / 30));
  const minutes = Math.floor(halves / 2);
  return `Encore ${minutes ? `${minutes} min` : ""}${minutes && halves % 2 ? " " : ""}${halves % 2 ? "30 s" : ""}`;
}

let current = -1;
function show(rank) {
  current = rank;
  list.classList.toggle("un-seul", rank >= 0);
  points.forEach((point, index) => point.classList.toggle("courant", index === rank));
}

if (page && list) {
  document.querySelector("[data-touches]").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (["ArrowRight", "ArrowDown", "PageDown"].includes(event.key)) show(next(current, 1, points.length));
    else if (["ArrowLeft", "ArrowUp", "PageUp"].includes(event.key)) show(next(current, -1, points.length));
    else if (event.key === "Escape") show(-1);
    else return;
    event.preventDefault();
  });
}

const time = document.querySelector("[data-temps]");
if (page && time) {
  time.hidden = false;
  const total = Number(page.dataset.minutes) * 60;
  const [button, bar, rest] = [time.querySelector("[data-depart]"), time.querySelector("progress"), time.querySelector("[data-reste]")];
  let timer = null;
  button.addEventListener("click", () => {
    if (timer) {
      clearInterval(timer);
      timer = null;
      bar.value = 0;
      rest.textContent = "";
      button.querySelector("span").textContent = `Lancer les ${page.dataset.minutes} minutes`;
      return;
    }
    const start = Date.now();
    const draw = () => {
      const gone = (Date.now() - start) / 1000;
      bar.value = Math.min(100, (gone / total) * 100);
      rest.textContent = sayRest(total - gone);
    };
    draw();
    timer = setInterval(draw, 1000);
    button.querySelector("span").textContent = "Arrêter";
  });
}
