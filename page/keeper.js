// Keeps the page for when there is no network. Each version keeps its own files and serves no other: nothing is ever mixed.
// Whatever shares the origin can write in its cache: a file is served when its sum is the one written here, and only then.
const OURS = `snr ${self.registration.scope} `;
const NAME = `${OURS}${"VERSION"}`;
const SUMS = {"FILE": "SUM"}; // SHA-256, in base64
const TYPES = { css: "text/css", gz: "application/gzip", html: "text/html", js: "text/javascript" };

/** The bytes of an answer, when they are those of this file of this version; nothing of what surrounds them is believed. */
async function checked(file, answer) {
  if (!answer?.ok) return null;
  const bytes = await answer.arrayBuffer();
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  if (btoa(String.fromCharCode(...sum)) !== SUMS[file]) return null;
  return new Response(bytes, { headers: { "Content-Type": TYPES[file.slice(file.lastIndexOf(".") + 1)] } });
}

async function fetched(kept, file) {
  const good = await checked(file, await fetch(file, { cache: "no-cache" }));
  if (good) await kept.put(file, good.clone());
  return good;
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(NAME).then((kept) =>
      Promise.all(
        Object.keys(SUMS).map(async (file) => {
          if (!(await fetched(kept, file))) throw new Error(`${file} is not of this version`);
        }),
      ),
    ),
  );
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(OURS) && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

/** A file of the page: kept, or fetched anew when what is kept is not what it was. */
async function served(file) {
  const kept = await caches.open(NAME);
  const good = (await checked(file, await kept.match(file))) ?? (await fetched(kept, file).catch(() => null));
  if (good) return good;
  // the server has another version by now: the next visit begins again with all of it
  await self.registration.unregister();
  return Response.error();
}

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || event.request.method !== "GET" || !pathname.startsWith(scope.pathname)) return;
  const file = pathname.slice(scope.pathname.length) || "index.html";
  if (Object.hasOwn(SUMS, file)) event.respondWith(served(file)); // what is not of the page is not ours to serve
});
