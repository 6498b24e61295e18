{% autoescape off %}/* Opens the notebook without network, and holds the session of whoever writes while a page reloads. Scope: /terrain/.
   It keeps the shell, styles and scripts of one release; no data passes through it. */
const CACHE = "entredeux-carnet-{{ version }}";
const PREFIXE = "entredeux-carnet-";
const FICHIERS = {{ fichiers }};
const COQUILLE = FICHIERS[0];

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FICHIERS.map((url) => new Request(url, { cache: "no-cache", credentials: "same-origin" })));
    await self.skipWaiting();
  })());
});

/* Unsent entries are in the page's database, which no update touches. */
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIXE) && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { pathname, origin } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(pathname === COQUILLE ? shell() : online(request));
  else if (FICHIERS.includes(pathname)) event.respondWith(kept(pathname));
});

async function kept(pathname) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? fetch(pathname);
}

/* The kept shell first: it opens at once, and the next release comes with the next worker. */
const shell = () => kept(COQUILLE);

/* Another field page, without network: the notebook answers instead of the browser's own failure. */
async function online(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(COQUILLE);
  }
}

/* --- the session: in memory, gone with this worker */
let seance = null;

self.addEventListener("message", ({ data, ports }) => {
  if (data.genre === "garder") seance = { compte: data.compte, cle: data.cle, expire: data.expire };
  if (data.genre === "oublier") seance = null;
  if (data.genre === "seance") {
    if (seance && seance.expire < Date.now()) seance = null;
    ports[0].postMessage(seance);
  }
});
{% endautoescape %}
