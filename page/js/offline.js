// Keeps the page for when there is no network, where the browser allows it.

const told = document.getElementById("offline");

/** Ask the browser to keep the files of this version; says what came of it. Resolves once it is asked, before the page is sealed. */
export async function keepOffline() {
  if (!navigator.serviceWorker) {
    told.textContent = "Sans connexion chiffrée (https), le navigateur ne garde pas cette page : il faudra le réseau pour la rouvrir.";
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register(new URL("../keeper.js", import.meta.url));
    if (registration.active) {
      told.textContent = "Cette page s’ouvre aussi sans réseau.";
      registration.addEventListener("updatefound", () => {
        told.textContent = "Une nouvelle version de cette page sera là quand vous la rouvrirez.";
      });
      return;
    }
    const coming = registration.installing ?? registration.waiting;
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") told.textContent = "Cette page s’ouvrira aussi sans réseau.";
    });
  } catch {
    told.textContent = "Ce navigateur ne garde pas cette page : il faudra le réseau pour la rouvrir.";
  }
}
