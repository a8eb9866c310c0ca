// The strip under the steps: which dossier is open, when it was kept, undo and redo, and who else has it.
import { h, hour, say } from "./dom.js";
import { present, redo, state, takeOver, undo } from "./store.js";

const strip = document.getElementById("work");
const title = h("strong", {});
const kept = h("span", {});
const other = h("p", { class: "notice", hidden: true });

const button = (word, does, done) =>
  h("button", { type: "button", class: "second", onclick: async () => { const label = await does(); if (label) say(`${done} : ${label}.`); } }, word);
const back = button("Annuler", undo, "Annulé");
const again = button("Rétablir", redo, "Rétabli");
const over = h("button", { type: "button", onclick: async () => (await takeOver(), back.focus(), say("Vous avez la main : les changements se font dans cet onglet.")) }, "Prendre la main ici");

function able(made, word, label) {
  made.setAttribute("aria-disabled", String(label === null)); // it keeps the focus when there is nothing more
  made.setAttribute("aria-label", label ? `${word} : ${label}` : word);
  made.title = label ? `${word} : ${label}` : "";
}

function draw() {
  const told = state();
  strip.hidden = !present();
  title.textContent = told.title;
  kept.textContent = told.reading ? "" : told.unkept || (told.when ? `gardé à ${hour(told.when)} dans ce navigateur` : "");
  able(back, "Annuler", told.undo);
  able(again, "Rétablir", told.redo);
  other.hidden = !told.reading && !told.apart;
  if (told.reading) other.replaceChildren("Ce dossier est ouvert dans un autre onglet. Ici, il se lit. ", over);
  else if (told.apart) other.replaceChildren(`Ce dossier a été changé dans un autre onglet : votre travail d’ici est gardé à part, sous « ${told.title} ».`);
}

/** Show it from now on. */
export function showStrip() {
  strip.append(h("p", {}, title, " ", kept), h("p", { class: "choices" }, back, again), other);
  for (const name of ["snr-dossier", "snr-merged", "snr-undone", "snr-kept"]) document.addEventListener(name, draw);
  draw();
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input, textarea")) return; // a field has its own
    const does = { z: event.shiftKey ? again : back, y: again }[event.key.toLowerCase()];
    if (!does) return;
    event.preventDefault();
    does.click();
  });
}
