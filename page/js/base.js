// What this browser keeps: IndexedDB, which works over plain http too. Heads are read to list, bodies to open.

/** Refused: another tab wrote there since it was read. */
export class Late extends Error {}

const NAMES = ["heads", "bodies", "drafts"]; // by slot, by slot, by tab
let connection;

const asked = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

/** Open it once: at the last moment of a page, what is open still writes, and nothing can be opened any more. */
export async function open() {
  const request = indexedDB.open("snr", 2);
  request.onupgradeneeded = () => {
    for (const name of NAMES) request.result.createObjectStore(name);
    if (!request.result.objectStoreNames.contains("kept")) return;
    // the one dossier that was kept when there was one: what no tab has kept yet
    const old = request.transaction.objectStore("kept").get("dossier");
    old.onsuccess = () => {
      if (old.result) request.transaction.objectStore("drafts").put({ head: headOf(old.result), body: { files: old.result.files, past: [], next: [] } }, "old");
      request.result.deleteObjectStore("kept");
    };
  };
  connection = await asked(request);
  connection.onversionchange = () => connection.close();
}

export const headOf = ({ name, title = name, base = name, slot = "", rev = 0 }) => ({ name, title, base, slot, rev });

/** The dossiers kept, the last first. */
export const heads = async () => (await asked(connection.transaction("heads").objectStore("heads").getAll())).toSorted((one, other) => other.when - one.when);

export async function read(slot) {
  const all = connection.transaction(["heads", "bodies"]);
  return Promise.all(["heads", "bodies"].map((name) => asked(all.objectStore(name).get(slot))));
}

/**
 * Keep a dossier where its head says, or in a slot of its own when it says none; answers the head as it is now.
 * The revision is compared in the transaction that writes: a tab that comes late is refused, and nothing is lost of either.
 */
export async function keep(head, body, draft) {
  const all = connection.transaction(NAMES, "readwrite");
  const ended = new Promise((done, failed) => {
    all.oncomplete = done;
    all.onabort = () => failed(all.error);
  });
  ended.catch(() => {});
  const [tops, bodies, drafts] = NAMES.map((name) => all.objectStore(name));
  const next = { ...head, rev: head.rev + 1, when: new Date(), count: body.files.size };
  if (!head.slot) {
    const taken = new Set(await asked(tops.getAllKeys()));
    let rank = 1;
    const named = (text) => (rank === 1 ? text : `${text} (${rank})`);
    while (taken.has(named(head.base))) rank += 1;
    Object.assign(next, { slot: named(head.base), title: named(head.title.replace(/ \(\d+\)$/, "")) });
  } else if (((await asked(tops.get(head.slot)))?.rev ?? 0) !== head.rev) {
    all.abort();
    throw new Late();
  }
  tops.put(next, next.slot);
  bodies.put(body, next.slot);
  if (draft) drafts.delete(draft);
  await ended;
  return next;
}

/** Write what is not kept yet, at once and reading nothing first: a page that ends has no time for more. */
export function draft(tab, head, body) {
  const all = connection.transaction("drafts", "readwrite");
  all.objectStore("drafts").put({ head, body }, tab);
  all.commit?.();
}

/** Keep what tabs that are no more had not kept; apart, when another has written since. */
export async function adopt(alive) {
  const all = connection.transaction("drafts").objectStore("drafts");
  const [tabs, found] = await Promise.all([asked(all.getAllKeys()), asked(all.getAll())]);
  for (const [rank, tab] of tabs.entries()) {
    if (alive(tab)) continue;
    const { head, body } = found[rank];
    await keep(head, body, tab).catch((error) => {
      if (error instanceof Late) return keep({ ...head, slot: "", rev: 0 }, body, tab);
      throw error;
    });
  }
}

/** Forget a dossier. */
export async function erase(slot) {
  const all = connection.transaction(["heads", "bodies"], "readwrite");
  await Promise.all(["heads", "bodies"].map((name) => asked(all.objectStore(name).delete(slot))));
}
