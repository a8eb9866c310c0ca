// Documents: each shown, and handed in the form that it will be voted from.
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

/** Hand a document, then its annexes. */
export async function handOver(document, form) {
  const files = await engine.made(["draft", "dossier", "--document", document, "--format", form, "-o", `out/${document}.${form}`]);
  const names = [];
  for (const [name, bytes] of [...files].toSorted(([one], [other]) => one.length - other.length)) {
    names.push(await called(`-${name}`));
    download(names.at(-1), bytes);
  }
  say(`${names.length > 1 ? "Téléchargés" : "Téléchargé"} : ${names.join(", puis ses annexes : ")}`);
}

export const draft = {
  id: "rediger",
  title: "Documents",

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
                attempt(() => handOver(kind.value, form)),
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
