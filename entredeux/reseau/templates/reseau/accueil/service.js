{% autoescape off %}/* Opens the check-in list of one event without network. Scope: its folder. It keeps a page without names, and styles
and scripts; the names are in the page's own sealed store, never here. */
const DOSSIER = "{{ dossier|escapejs }}";
const CACHE = "{{ prefixe|escapejs }}{{ version|escapejs }}";
const PREFIXE = "{{ prefixe|escapejs }}";
const PAGE = `${DOSSIER}hors-ligne/`;
const PATIENCE = 5_000;
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

/* No network, no server, or two bars that lead nowhere: the page kept for this. */
async function openList(request) {
  const asked = fetch(request).then((answer) => (answer.status < 500 ? answer : null), () => null);
  const kept = await (await caches.open(CACHE)).match(PAGE);
  if (!kept) return (await asked) ?? Response.error();
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  return (await Promise.race([asked, late])) ?? kept;
}

async function fromCache(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
{% endautoescape %}
