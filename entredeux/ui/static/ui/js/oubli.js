/* What a page kept on this device for a while is erased in time, whatever page is open then.

   A local database named `entredeux-ephemere-<end, in milliseconds>-<what>` is erased once its end has come, and at
   log-out: each log-out form is marked data-oubli. Whoever names a base so accepts to lose it. */

const EPHEMERE = /^entredeux-ephemere-(\d+)-/;

function erase(name) {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
  });
}

export async function forget(isOver) {
  const bases = (await globalThis.indexedDB?.databases?.()) ?? [];
  const names = bases.map((base) => base.name).filter((name) => EPHEMERE.test(name));
  await Promise.all(names.filter((name) => isOver(Number(EPHEMERE.exec(name)[1]))).map(erase));
}

forget((end) => end <= Date.now()).catch(() => {});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-oubli]")) return;
  event.preventDefault();
  const patience = new Promise((resolve) => setTimeout(resolve, 2000));
  Promise.race([forget(() => true).catch(() => {}), patience]).then(() => form.submit());
});
