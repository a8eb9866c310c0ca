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

const drawn = cached(async (factors) => (await engine.call("footprint", [factors])).value);

const attempt = attempting(() => told);

async function file(form) {
  const name = `empreinte.${form}`;
  const files = await engine.made(["assess", "dossier", "--format", form, "-o", `out/${name}`, ...(set.value ? ["--factor-set", set.value] : [])]);
  download(await called(`-${name}`), files.get(name));
}

// ---------------------------------------------------------------- a figure explained

const tonnes = (kg) => (kg === null ? "non évalué" : number(kg / 1000, 2));

/** A number, where it comes from or how it is made; then what it is made of, folded. */
const numberItem = (each) =>
  h(
    "li",
    {},
    h("strong", {}, `${each.name} : ${each.text}`),
    h("span", { class: "help" }, each.formula ? ` = ${each.formula} = ${each.numbers}` : ` — ${each.origin}`),
    each.parts.length ? h("ul", {}, each.parts.map(numberItem)) : null,
  );

const source = (each) => [
  h("p", {}, each.value && h("strong", {}, `${each.value} : `), each.title),
  h("p", { class: "help" }, [each.licence, each.address, ...each.notes].filter(Boolean).join(" ; ")),
];

const step = (each) => h("li", {}, h("p", {}, h("strong", {}, `${each.title[0].toLocaleUpperCase("fr")}${each.title.slice(1)} : `), each.numbers), source(each.source), h("details", {}, h("summary", {}, `D’où vient : ${each.amount.name}`), h("ul", {}, numberItem(each.amount))));

const part = (title, items = []) => (items.length ? [h("h4", {}, title), h("ul", { class: "findings" }, items)] : null);

async function explain(name) {
  const { value } = await engine.call("explain", [name, set.value]);
  const title = h("h3", { tabindex: "-1" }, value.title);
  explained.replaceChildren(
    h(
      "article",
      { class: "explained" },
      title,
      h("p", { class: "place" }, "Changement climatique, par an"),
      h("p", { class: "key" }, value.result),
      value.formula && h("p", {}, `Formule : ${value.formula}.`),
      part("Nombres", value.numbers?.map(numberItem)) ?? "",
      part("Étapes", value.steps?.map(step)) ?? "",
      part("Ce qui s’additionne, en tonnes", value.sums?.map((each) => h("li", {}, `${each.label} : ${tonnes(each.kg)}`))) ?? "",
      part("Sources", value.sources?.map((each) => h("li", {}, source(each)))) ?? "",
      part("Non évalué", value.missing?.map((each) => h("li", {}, each))) ?? "",
    ),
  );
  title.focus();
  title.scrollIntoView({ block: "start" });
  say(`Calcul montré : ${value.title}.`);
}

/** The lines, heaviest first; the number of each opens its calculation. */
function table(all) {
  const row = ({ name, label, kg }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, label),
      h("td", {}, h("button", { type: "button", class: "link", "aria-label": `${tonnes(kg)} : montrer le calcul de ${label}`, onclick: () => attempt(() => explain(name)) }, tonnes(kg))),
    );
  return h(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": "Lignes de l’empreinte" },
    h(
      "table",
      {},
      h("caption", {}, "Tonnes de CO₂ équivalent par an ; ce qui n’est pas évalué n’y est pas"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Ligne"), h("th", { scope: "col" }, "tCO₂e"))),
      h("tbody", {}, all.map(row)),
    ),
    h("p", {}, h("button", { type: "button", class: "link", onclick: () => attempt(() => explain("territory")) }, "L’estimation du territoire : montrer le calcul")),
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
      h("p", { class: "choices" }, FORMS.map(([form, label]) => h("button", { type: "button", class: "second", id: `as-${form}`, onclick: () => attempt(() => file(form)) }, label))),
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
      const value = await drawn(set.value);
      show(shownIn, value.page);
      lines.replaceChildren(table(value.lines));
      explained.replaceChildren();
      say(`Empreinte calculée : ${dossier.name}.`);
    });
  },

  changed() {
    this.show();
  },
};
