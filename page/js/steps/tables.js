// Tableaux: the lists of a dossier as tables, sorted, filtered, edited in the cell, pasted from a spreadsheet.
import { alertOf, h, number, plural, say } from "../dom.js";
import { edit } from "../store.js";
import * as engine from "../engine.js";
import { choices, controlOf } from "./field.js";
import { reach } from "./fill.js";
import { attempting, cached, choice, needed } from "./shared.js";

const LISTS = ["equipment", "services", "actions", "objectives", "stakeholders", "indicators", "exclusions", "purchases", "end_of_use", "contracts", "waste"];
const MOST = 200; // rows drawn at once: a filter finds the others

let none;
let whole;
let told;
let known; // the sheets that a dossier may have
let data; // what this one holds
let sheet = LISTS[0];
let order = { column: "", down: false };
let sought = "";
const parts = {};

const attempt = attempting(() => told);
const load = cached(async () => {
  known ??= (await engine.call("sheets", [])).value;
  return (await engine.call("form", [])).value;
});

const shape = () => known.sheets.find((each) => each.sheet === sheet);
const every = () => data.filled.tables.find((each) => each.sheet === sheet)?.rows ?? [];
const textIn = (row, column) => row.cells[column.key]?.text ?? "";
const numeric = (column) => ["number", "whole", "share"].includes(column.kind);
const valueOf = (text) => Number(text.replace(/[\s\u00a0\u202f%]/g, "").replace(",", "."));

/** The columns shown: those that are asked, and those that a row fills. */
const columns = () => shape().columns.filter((column) => !column.up && !column.many && column.key !== "id" && (column.asked || every().some((row) => textIn(row, column))));

function rows() {
  const wanted = sought.toLocaleLowerCase("fr");
  const found = every().filter((row) => !wanted || columns().some((column) => textIn(row, column).toLocaleLowerCase("fr").includes(wanted)));
  const by = columns().find((column) => column.key === order.column);
  if (!by) return found;
  const compare = numeric(by) ? (one, other) => valueOf(textIn(one, by)) - valueOf(textIn(other, by)) : (one, other) => textIn(one, by).localeCompare(textIn(other, by), "fr", { numeric: true });
  const known = found.filter((row) => textIn(row, by)).toSorted(compare); // an empty cell is last, whatever the order
  if (order.down) known.reverse();
  return [...known, ...found.filter((row) => !textIn(row, by))];
}

function draw() {
  const shown = rows();
  const titles = columns();
  const turn = (column) => () => {
    order = { column: column.key, down: order.column === column.key && !order.down };
    draw();
    parts.table.querySelector(`[data-column="${CSS.escape(column.key)}"]`).focus();
  };
  const head = (column) =>
    h("th", { scope: "col", "aria-sort": order.column === column.key ? (order.down ? "descending" : "ascending") : null }, h("button", { type: "button", class: "link", "data-column": column.key, onclick: turn(column) }, column.title));
  parts.count.textContent = `${plural(every().length, "ligne")}${shown.length < every().length ? `, dont ${number(shown.length)} trouvées` : ""}${shown.length > MOST ? ` ; les ${MOST} premières sont montrées` : ""}.`;
  parts.table.replaceChildren(
    every().length
      ? h(
          "table",
          { class: "grid" },
          h("caption", {}, shape().title),
          h("thead", {}, h("tr", {}, titles.map(head), h("td", {}))),
          groups(shown.slice(0, MOST)).map(([title, own]) =>
            h("tbody", {}, title && h("tr", {}, h("th", { scope: "rowgroup", colspan: String(titles.length + 1) }, title)), own.map((row) => h("tr", {}, titles.map((column) => h("td", {}, cell(row, column))), h("td", {}, more(row))))),
          ),
        )
      : h("p", {}, "Ce tableau est vide."),
  );
}

/** The rows of a table, actions under the objectives that they serve. */
function groups(shown) {
  if (sheet !== "actions") return [["", shown]];
  const names = new Map(data.filled.names.objective.map((each) => [each.value, each.label]));
  const served = (row) => (row.cells.objectives?.text ?? "").split("\n").filter(Boolean).map((each) => names.get(each) ?? each).join(" ; ");
  return [...Map.groupBy(shown, served)].toSorted(([one], [other]) => !one - !other).map(([title, own]) => [title || "Sans objectif", own]);
}

const called = (row) => columns().map((column) => textIn(row, column)).find(Boolean) ?? "ligne sans nom";

const more = (row) => h("button", { type: "button", class: "link", "aria-label": `Tout voir : ${called(row)}`, onclick: () => reach(sheet, row.row, "") }, "Tout voir");

function cell(row, column) {
  const before = textIn(row, column);
  const found = data.findings.findings.filter((each) => each.sheet === sheet && each.row === row.row && each.cell === column.key);
  const label = `${column.title}, ${called(row)}`;
  const id = `cell ${row.row} ${column.key}`;
  const control = controlOf(column, id, before, (name) => choices(data.filled.names, known.lists, name), { cell: true });
  control.setAttribute("aria-label", label);
  control.classList.toggle("number", numeric(column));
  control.addEventListener("change", () => attempt(() => change([{ sheet, row: row.row, column: column.key, text: control.value }], column.title)));
  control.addEventListener("keydown", (event) => {
    if (event.key === "Escape") control.value = before;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || control.tagName === "SELECT") return;
    event.preventDefault();
    const lines = [...parts.table.querySelectorAll("tbody tr:has(td)")];
    const next = lines[lines.indexOf(control.closest("tr")) + step];
    control.blur(); // what is typed is written
    (next?.children[control.closest("td").cellIndex].querySelector("input, select") ?? control).focus();
  });
  const wrong = found.filter((each) => each.level !== "info");
  if (wrong.length) {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${id} told`);
    return [control, h("span", { class: "told", id: `${id} told` }, wrong.map((each) => h("span", { class: each.level }, each.told)))];
  }
  return control;
}

const change = async (edits, label) => took(await edit("edit", [edits], label));

function took(value) {
  if (value.refusals.length) return told.replaceChildren(alertOf(value.refusals.map((each) => [each.message, each.help].filter(Boolean).join(" : ")).join("\n")));
  const { id } = document.activeElement;
  data = value;
  draw();
  document.getElementById(id)?.focus();
  say(`Écrit : ${plural(every().length, "ligne")}.`);
}

async function paste(text) {
  const first = columns()[0].key;
  const value = await edit("paste", [sheet, first, text, ""], `lignes collées dans ${shape().title}`);
  took(value);
  if (!value.refusals.length) parts.text.value = "";
}

export const tables = {
  id: "tableaux",
  title: "Tableaux",
  edits: true,

  build(section) {
    none = h("div", {});
    told = h("div", {});
    parts.count = h("p", { class: "help", role: "status" });
    parts.table = h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Lignes du tableau" });
    parts.lists = h("div", {});
    parts.sought = h("input", { id: "sought", type: "search", autocomplete: "off", oninput: () => ((sought = parts.sought.value.trim()), draw()) });
    parts.text = h("textarea", { id: "pasted", rows: "4" });
    whole = h(
      "div",
      {},
      h("div", { class: "choices" }, parts.lists, h("p", { class: "field" }, h("label", { for: "sought" }, "Chercher dans le tableau"), parts.sought)),
      told,
      parts.count,
      parts.table,
      h(
        "details",
        {},
        h("summary", {}, "Coller des lignes d’un tableur"),
        h("div", { class: "field" }, h("label", { for: "pasted" }, "Lignes copiées, avec leurs titres"), parts.text, (parts.titles = h("span", { class: "help" }))),
        h("p", {}, h("button", { type: "button", class: "second", onclick: () => parts.text.value.trim() && attempt(() => paste(parts.text.value)) }, "Coller ces lignes")),
      ),
    );
    section.append(none, whole);
    document.addEventListener("snr-dossier", () => {
      order = { column: "", down: false };
      sheet = LISTS[0];
      sought = parts.sought.value = "";
      parts.lists.replaceChildren();
    });
  },

  async show() {
    whole.hidden = !needed(none);
    if (whole.hidden) return;
    none.replaceChildren();
    await attempt(async () => {
      data = await load();
      if (!parts.lists.firstChild) {
        const lists = choice("table", "Tableau", LISTS.map((key) => [key, known.sheets.find((each) => each.sheet === key)?.title ?? key]), () => {
          sheet = parts.lists.querySelector("select").value;
          order = { column: "", down: false };
          draw();
        });
        parts.lists.append(lists);
      }
      parts.titles.textContent = `Titres reconnus : ${columns().map((column) => column.title).join(", ")}.`;
      draw();
    });
  },

  changed() {
    this.show();
  },
};
