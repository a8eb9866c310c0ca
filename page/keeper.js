// Keeps the page for when there is no network. Each version keeps its own files and serves no other: nothing is ever mixed.
const OURS = `snr ${self.registration.scope} `;
const NAME = `${OURS}${"VERSION"}`;
const FILES = ["FILES"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(NAME).then((kept) => kept.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))),
  );
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(OURS) && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (asked.origin !== location.origin || event.request.method !== "GET") return;
  const name = asked.pathname.endsWith("/") ? `${asked.pathname}index.html` : asked.pathname;
  event.respondWith(
    caches
      .open(NAME)
      .then((kept) => kept.match(new Request(asked.origin + name)))
      .then((found) => found ?? fetch(event.request)),
  );
});
