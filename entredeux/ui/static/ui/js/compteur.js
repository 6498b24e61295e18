/* Adds « moins » and « plus » to each number field marked data-compteur. Without it the field stays a number field. */

export function clamp(value, min, max) {
  return Math.min(max, Math.max(min, value));
}

function read(text, fallback) {
  return text === "" ? fallback : Number(text);
}

function makeButton(sign, word, input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bouton secondaire";
  button.textContent = sign > 0 ? "+" : "−";
  const label = document.querySelector(`label[for="${input.id}"]`);
  button.setAttribute("aria-label", `${word} : ${label ? label.textContent.trim() : input.name}`);
  button.addEventListener("click", () => step(input, sign));
  return button;
}

function step(input, sign) {
  const min = read(input.min, -Infinity);
  const size = read(input.step === "any" ? "" : input.step, 1);
  const start = input.value === "" ? Math.max(0, min) : Number(input.value) + sign * size;
  input.value = String(clamp(start, min, read(input.max, Infinity)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function enhance(root) {
  for (const box of root.querySelectorAll("[data-compteur]:not(.augmente)")) {
    const input = box.querySelector("input");
    box.classList.add("augmente");
    input.before(makeButton(-1, "Diminuer", input));
    input.after(makeButton(1, "Augmenter", input));
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
