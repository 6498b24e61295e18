{% autoescape off %}/* Opens the check-in list of one event without network. Scope: its folder. It keeps a page without names, and styles
and scripts; the names are in the page's own sealed store, never here. */
const DOSSIER = "{{ dossier|escapejs }}";
const CACHE = "{{ prefixe|escapejs }}{{ version|escapejs }}";
const PREFIXE = "{{ prefixe|escapejs }}";
const PAGE = `${DOSSIER}hors-ligne/`;
const FICHIERS = new Set([{% for fichier in fichiers %}"{{ fichier|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}]);

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...FICHIERS]);
    const page = await fetch(PAGE, { credentials: "same-origin", cache: "no-store" });
    if (!page.ok || page.redirected) throw new Error("page hors ligne indisponible");
    await cache.put(PAGE, page);
    await self.skipWaiting();
  })());
});

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
  if (request.mode === "navigate" && pathname === DOSSIER) event.respondWith(openList(request));
  else if (FICHIERS.has(pathname)) event.respondWith(fromCache(request));
});

async function openList(request) {
  try {
    const answer = await fetch(request);
    if (answer.status < 500) return answer;
  } catch {
    // no network, or no server: the page kept for this
  }
  const cache = await caches.open(CACHE);
  return (await cache.match(PAGE)) ?? Response.error();
}

async function fromCache(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
{% endautoescape %}
