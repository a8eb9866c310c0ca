// What a person drops or chooses → files by path, within bounds.

const ROOTS = ["territory.yaml", "territory.yml"];
const MOST_FILES = 5_000;
const MOST_BYTES = 200_000_000;

export class TooMuch extends Error {}

/** Read files that were chosen: `webkitRelativePath` holds their folder when there is one. */
export async function fromInput(list) {
  const named = [...list].map((file) => [file.webkitRelativePath || file.name, file]);
  return read(named);
}

/** Read what was dropped, folders to the bottom. */
export async function fromDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const named = [];
  for (const entry of entries) await walk(entry, "", named);
  return read(named);
}

async function walk(entry, above, named) {
  if (named.length > MOST_FILES) throw tooMany();
  if (hidden(entry.name)) return;
  if (entry.isFile) {
    named.push([above + entry.name, await new Promise((done, failed) => entry.file(done, failed))]);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed)); // a hundred at a time
    if (!some.length) return;
    for (const each of some) await walk(each, `${above}${entry.name}/`, named);
  }
}

const hidden = (path) => path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
const tooMany = () => new TooMuch(`plus de ${MOST_FILES} fichiers : déposez le seul dossier de la collectivité`);

async function read(named) {
  const kept = named.filter(([path]) => !hidden(path));
  if (kept.length > MOST_FILES) throw tooMany();
  if (kept.reduce((sum, [, file]) => sum + file.size, 0) > MOST_BYTES) {
    throw new TooMuch(`plus de ${MOST_BYTES / 1e6} Mo : retirez ce qui n’est pas du dossier`);
  }
  const files = new Map();
  for (const [path, file] of kept) files.set(path, new Uint8Array(await file.arrayBuffer()));
  return files;
}

/**
 * Refuse what is dropped where nothing takes it, and say so: a browser would leave the page for the file, or open it in a tab.
 * A text is still dragged to where it may be typed. Nothing of a frame is heard outside: its own document is closed too.
 */
export function closeToDrops(inside, told) {
  const closed = (event) => {
    const typed = event.target.closest?.("input, textarea") && !event.dataTransfer.types.includes("Files");
    if (event.defaultPrevented || typed) return;
    event.preventDefault();
    if (event.type === "drop") told();
  };
  inside.addEventListener("dragover", closed);
  inside.addEventListener("drop", closed);
}

/**
 * Return the files of a dossier below its own folder, and the name of that folder.
 * A folder or a zip often holds one folder that holds the dossier: the one nearest to the top is taken.
 * @param {Map<string, Uint8Array>} files
 */
export function rooted(files) {
  const roots = [...files.keys()].filter((path) => ROOTS.includes(path.slice(path.lastIndexOf("/") + 1)));
  roots.sort((one, other) => one.split("/").length - other.split("/").length || (one < other ? -1 : 1));
  if (!roots.length) return null;
  const folder = roots[0].slice(0, roots[0].lastIndexOf("/") + 1);
  const kept = [...files].filter(([path]) => path.startsWith(folder)).map(([path, bytes]) => [path.slice(folder.length), bytes]);
  return { files: new Map(kept), name: folder.split("/").at(-2) ?? "dossier", left: files.size - kept.length };
}
