// Mesurer: the footprint as a page, its files, and any number explained.
import { download, h, number, say } from "../dom.js";
import { called, dossier } from "../store.js";
import * as engine from "../engine.js";
import { show } from "../frame.js";
import { attempting, cached, choice, frame, needed } from "./shared.js";

const SETS = [
  ["", "Facteurs de l’ADEME (par défaut)"],
  ["declarations", "Déclarations des fabricants"],
  ["ecodiag", "Ecodiag (recherche publique)"],
  ["all", "Les trois côte à côte"],
];
const FORMS = [
  ["xlsx", "Classeur (.xlsx)"],
  ["html", "Page (.html)"],
  ["csv", "Table (.csv)"],
  ["json", "Données (.json)"],
];

let told;
let set;
let shownIn;
let whole;
let lines;
let explained;

const asked = () => (set.value ? ["--factor-set", set.value] : []);

async function made(form, more = []) {
  const name = `empreinte.${form}`;
  const { code, err, files } = await engine.run(["assess", "dossier", "--format", form, "-o", `out/${name}`, ...asked(), ...more]);
  if (code !== 0) throw new engine.Refusal(err);
  return [name, files.get(name)];
}

const page = cached(async () => engine.text((await made("html"))[1]));
const known = cached(async () => {
  const { out } = await engine.run(["assess", "dossier", "--format", "json"]);
  return JSON.parse(engine.text(out));
});

const attempt = attempting(() => told);

async function explain(line, label) {
  const { code, out, err } = await engine.run(["explain", "dossier", line]);
  const title = h("h3", { tabindex: "-1" }, label);
  explained.replaceChildren(title, h("pre", { tabindex: "0" }, code === 0 ? engine.text(out) : err));
  title.focus();
  title.scrollIntoView({ block: "start" });
  say(`Calcul montré : ${label}.`);
}

/** The lines, heaviest first; the number of each opens its calculation. */
function table(organisation) {
  const of = (line) => line.impacts.climate_change?.value ?? null;
  const sorted = organisation.lines.toSorted((one, other) => (of(other) ?? -1) - (of(one) ?? -1));
  const shown = (value) => (value === null ? "non évalué" : number(value / 1000, 2));
  const row = (name, label, value) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, label),
      h("td", {}, h("button", { type: "button", class: "link", "aria-label": `${shown(value)} : montrer le calcul de ${label}`, onclick: () => attempt(() => explain(name, label)) }, shown(value))),
    );
  return h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": "Lignes de l’empreinte" },
    h(
      "table",
      {},
      h("caption", {}, "Tonnes de CO₂ équivalent par an ; ce qui n’est pas évalué n’y est pas"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Ligne"), h("th", { scope: "col" }, "tCO₂e"))),
      h(
        "tbody",
        {},
        row("total", organisation.totals.climate_change?.is_total ? "Total de l’organisation" : "Somme partielle de ce qui est évalué", organisation.totals.climate_change?.value ?? null),
        sorted.map((line) => row(line.id, line.label || line.id, of(line))),
      ),
    ),
    h("p", {}, h("button", { type: "button", class: "link", onclick: () => attempt(() => explain("territory", "Estimation du territoire")) }, "L’estimation du territoire : montrer le calcul")),
  );
}

export const measure = {
  id: "mesurer",
  title: "Mesurer",

  build(section) {
    told = h("div", {});
    shownIn = frame("Empreinte");
    explained = h("div", {});
    lines = h("div", {});
    const sets = choice("set", "Jeu de facteurs", SETS, () => this.show());
    set = sets.querySelector("select");
    whole = h(
      "div",
      {},
      sets,
      shownIn,
      h("h2", {}, "D’où vient un chiffre ?"),
      h("p", {}, "Choisissez un nombre : la formule, ce qui y entre et la source de chaque facteur se montrent dessous."),
      lines,
      explained,
      h("h2", {}, "Télécharger"),
      h("p", { class: "choices" }, FORMS.map(([form, label]) => h("button", { type: "button", class: "second", id: `as-${form}`, onclick: () => attempt(async () => download(await called(`-empreinte.${form}`), (await made(form))[1])) }, label))),
    );
    section.append(told, whole);
  },

  async show() {
    whole.hidden = !needed(told);
    if (whole.hidden) return;
    told.replaceChildren();
    document.getElementById("as-csv").hidden = set.value === "all"; // a table holds one set
    say("Calcul…");
    await attempt(async () => {
      show(shownIn, await page(set.value));
      lines.replaceChildren(table((await known()).organisation));
      explained.replaceChildren();
      say(`Empreinte calculée : ${dossier.name}.`);
    });
  },

  changed() {
    this.show();
  },
};
