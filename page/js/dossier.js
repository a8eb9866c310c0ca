// The dossier: files by path, held by the page and nowhere else unless the person asks.
import * as engine from "./engine.js";

const ROOTS = ["territory.yaml", "territory.yml", "territory.xlsx", "territory.xlsm", "territory.ods"];

export const dossier = {
  files: new Map(), // path → Uint8Array
  name: "dossier",
  version: 0, // one more at each change
  saved: true, // whether what is here was downloaded, kept, or never changed
};

/** Take these files as the dossier; `changed` when they hold work that is nowhere else. */
export function take(files, { name = dossier.name, changed = true } = {}) {
  dossier.files = new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
  dossier.name = name;
  dossier.version += 1;
  dossier.saved = !changed;
  engine.setFiles(dossier.files);
  document.dispatchEvent(new Event("snr-dossier"));
}

/** Take what the worker wrote in some files: `{path, text}`, paths as the command line names them (`dossier/…`). */
export function merge(changed) {
  if (!changed.length) return;
  const encoder = new TextEncoder();
  const next = new Map(dossier.files);
  for (const { path, text } of changed) next.set(path.replace(/^dossier\//, ""), encoder.encode(text));
  dossier.files = next;
  dossier.version += 1;
  dossier.saved = false;
  engine.setFilesAsWorker(next);
  document.dispatchEvent(new Event("snr-merged"));
}

/** Say that the work is safe somewhere else. */
export function markSaved() {
  dossier.saved = true;
}

/** Whether there is something to work on. */
export const present = () => dossier.files.size > 0;

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
