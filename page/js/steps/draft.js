// Rédiger: each document shown, and handed in the form that it will be voted from.
import { download, h, say } from "../dom.js";
import * as engine from "../engine.js";
import { show } from "../frame.js";
import { called } from "../store.js";
import { reachKey } from "./fill.js";
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

async function made(document, form) {
  const name = `${document}.${form}`;
  const { code, err, files } = await engine.run(["draft", "dossier", "--document", document, "--format", form, "-o", `out/${name}`]);
  if (code !== 0) throw new engine.Refusal(err);
  return { name, bytes: files.get(name), files, err };
}

const page = cached((document) => made(document, "html"));

const attempt = attempting(() => told);

/** The places to fill of the document shown, each leading to its field. */
function toFill(inside) {
  const all = [...inside.querySelectorAll(".missing")];
  if (!all.length) return [];
  const item = (each) => {
    const { key } = each.dataset;
    const [what] = each.textContent.replace(/^À (compléter|vérifier avant le vote)\s*:\s*/, "").split(" — à écrire dans");
    return h("li", {}, key ? h("button", { type: "button", class: "link", onclick: () => attempt(() => reachKey(key)) }, what) : what);
  };
  return [h("details", { open: true }, h("summary", {}, `À compléter ou à vérifier dans ce document (${all.length})`), h("ul", {}, all.map(item)))];
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
                  const { files } = await made(kind.value, form);
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
      const { bytes, err } = await page(kind.value);
      show(shownIn, engine.text(bytes));
      places.replaceChildren(...toFill(shownIn.contentDocument));
      const more = err.split("\n").filter((line) => line && !line.startsWith("écrit :"));
      notes.replaceChildren(...(more.length ? [h("details", {}, h("summary", {}, "Ce que le calculateur signale"), h("pre", { tabindex: "0" }, more.join("\n")))] : []));
      say("Document écrit.");
    });
  },

  changed() {
    this.show();
  },
};
