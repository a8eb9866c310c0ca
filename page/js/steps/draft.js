// Rédiger: each document shown, and handed in the form that it will be voted from.
import { download, h, say } from "../dom.js";
import * as engine from "../engine.js";
import { show } from "../frame.js";
import { called } from "../store.js";
import { reach } from "./fill.js";
import { attempting, cached, choice, frame, needed } from "./shared.js";

const KINDS = [
  ["strategie", "Stratégie numérique responsable"],
  ["programme", "Programme de travail"],
  ["bilan", "Bilan annuel"],
  ["note", "Note de synthèse"],
  ["deliberation", "Projet de délibération"],
];
const FORMS = [
  ["odt", "LibreOffice (.odt)"],
  ["docx", "Word (.docx)"],
  ["html", "Page (.html)"],
  ["md", "Texte (.md)"],
];

let told;
let notes;
let places;
let kind;
let shownIn;
let whole;

const drawn = cached(async (document) => (await engine.call("draft", [document])).value);

const attempt = attempting(() => told);

/** The places to fill of the document shown, each leading to its field. */
function toFill(all) {
  const item = ({ what, place, sheet, row, cell }) =>
    h("li", {}, sheet ? h("button", { type: "button", class: "link", title: place, onclick: () => attempt(() => reach(sheet, row, cell)) }, what) : what);
  return all.length ? h("details", { open: true }, h("summary", {}, `À compléter ou à vérifier dans ce document (${all.length})`), h("ul", {}, all.map(item))) : "";
}

export const draft = {
  id: "rediger",
  title: "Rédiger",

  build(section) {
    told = h("div", {});
    notes = h("div", {});
    places = h("div", {});
    const kinds = choice("kind", "Document", KINDS, () => this.show());
    kind = kinds.querySelector("select");
    shownIn = frame("Document");
    whole = h(
      "div",
      {},
      kinds,
      h(
        "p",
        { class: "choices" },
        FORMS.map(([form, label]) =>
          h(
            "button",
            {
              type: "button",
              class: form === "odt" ? undefined : "second",
              onclick: () =>
                attempt(async () => {
                  const files = await engine.made(["draft", "dossier", "--document", kind.value, "--format", form, "-o", `out/${kind.value}.${form}`]);
                  // the document, then its annexes
                  for (const [name, bytes] of [...files].toSorted(([one], [other]) => one.length - other.length)) download(await called(`-${name}`), bytes);
                }),
            },
            label,
          ),
        ),
        h("button", { type: "button", class: "second", onclick: () => shownIn.contentWindow.print() }, "Imprimer ou PDF"),
      ),
      places,
      notes,
      shownIn,
    );
    section.append(told, whole);
  },

  async show() {
    whole.hidden = !needed(told);
    if (whole.hidden) return;
    told.replaceChildren();
    say("Rédaction…");
    await attempt(async () => {
      const value = await drawn(kind.value);
      show(shownIn, value.page);
      places.replaceChildren(toFill(value.places));
      notes.replaceChildren(...value.notes.map((each) => h("p", { class: "notice" }, each)));
      say("Document écrit.");
    });
  },

  changed() {
    this.show();
  },
};
