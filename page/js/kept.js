// A dossier kept in this browser, when the person asks: one, in IndexedDB, which works over plain http too.

const open = () =>
  new Promise((done, failed) => {
    const asked = indexedDB.open("snr", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(new Error("ce navigateur ne garde rien (navigation privée ?) : téléchargez le zip"));
  });

async function within(mode, work) {
  const base = await open();
  try {
    return await new Promise((done, failed) => {
      const all = base.transaction("kept", mode);
      const asked = work(all.objectStore("kept"));
      all.oncomplete = () => done(asked.result);
      all.onerror = all.onabort = () => failed(new Error("le navigateur n’a plus de place : téléchargez le zip"));
    });
  } finally {
    base.close();
  }
}

/** Keep a dossier, in place of the one kept before. */
export const keep = (name, files) => within("readwrite", (store) => store.put({ name, files, when: new Date() }, "dossier"));

/** Return the dossier kept, if there is one. */
export const kept = () => within("readonly", (store) => store.get("dossier"));

/** Forget it. */
export const erase = () => within("readwrite", (store) => store.delete("dossier"));
