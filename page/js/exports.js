// Exports that come → where they go in the dossier: never in the place of another file.

const FOLDER = "inventaire";
const READ = /\.(csv|tsv|txt|json|xls|xlsx|xlsm|ods)$/i;

/** A name that any system takes: letters, digits, dots and dashes. */
function safe(name) {
  const kept = name.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "");
  const dot = kept.lastIndexOf(".");
  return (kept.slice(0, Math.min(dot, 80)).replace(/[-.]+$/, "") || "export") + kept.slice(dot);
}

const same = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/**
 * Add exports to files.
 * @param {Map<string, Uint8Array>} files the exports, by path
 * @param {Map<string, Uint8Array>} present those of the dossier
 * @returns {{next: Map<string, Uint8Array>, told: string[], refused: string[]}} what was done with each, in French
 */
export function placed(files, present) {
  const next = new Map(present);
  const told = [];
  const refused = [];
  for (const [path, bytes] of files) {
    const given = path.slice(path.lastIndexOf("/") + 1);
    if (!READ.test(given)) {
      refused.push(`${given} : ce n’est pas un export (CSV, TSV, TXT, JSON, XLS, XLSX, ODS).`);
      continue;
    }
    const name = safe(given);
    const dot = name.lastIndexOf(".");
    const first = `${FOLDER}/${name}`;
    let at = first;
    for (let rank = 2; next.has(at) && !same(next.get(at), bytes); rank += 1) at = `${FOLDER}/${name.slice(0, dot)}-${rank}${name.slice(dot)}`;
    if (next.has(at)) told.push(`${given} : déjà dans le dossier (${at}).`);
    else if (at === `${FOLDER}/${given}`) told.push(`${given} : mis dans le dossier.`);
    else told.push(`${given} : mis dans le dossier sous le nom ${at}${at === first ? "" : ", l’autre fichier de ce nom est gardé"}.`);
    next.set(at, bytes);
  }
  return { next, told, refused };
}
