// Elements, without markup in strings: a text from a dossier is always a text.

/**
 * Make an element: attributes, `on…` listeners, children (texts, elements, lists, nothing).
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value !== "string") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

/** Say something to whoever looks or listens; it stays until the next is said. */
export function say(text) {
  document.getElementById("doing").textContent = text;
}

/** A message beside what it is about, read at once. */
export const alertOf = (text) => h("div", { class: "alert", role: "alert" }, text.split("\n").map((line) => h("p", {}, line)));

const TYPES = {
  csv: "text/csv",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html",
  json: "application/json",
  md: "text/markdown",
  odt: "application/vnd.oasis.opendocument.text",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
};

/** Hand a file to the person. */
export function download(name, bytes) {
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  const at = URL.createObjectURL(new Blob([bytes], { type }));
  h("a", { href: at, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(at), 60_000);
  say(`Téléchargé : ${name}`);
}

/** 1 234,5 as French writes it. */
export const number = (value, digits = 0) => value.toLocaleString("fr-FR", { maximumFractionDigits: digits }).replace("-", "−");

/** « 14 h 32 ». */
export const hour = (when) => when.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }).replace(":", "\u202fh\u202f");

/** « 1 fichier », « 2 fichiers ». */
export const plural = (count, word) => `${number(count)} ${word}${Math.abs(count) < 2 ? "" : "s"}`;

/** « Ville de Quimper » → ville-de-quimper. */
export const slug = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
