// Mode expert: the whole dossier as forms, edited as a person types; each finding beside its field.
import { alertOf, h, plural, say } from "../dom.js";
import { dossier, edit, present } from "../store.js";
import * as engine from "../engine.js";
import { adding } from "./adding.js";
import { colleagues } from "./colleagues.js";
import { choices, fieldOf, fitting, keyOf, tell } from "./field.js";
import { cached, needed, saying } from "./shared.js";
import { showYaml } from "./yaml.js";

// what a first footprint and a first strategy rest on, in the order of the guide; the rest follows
const FIRST = ["fiche", "equipment", "imports", "services", "uses", "stakeholders", "actions", "objectives", "indicators", "purchases", "end_of_use", "contracts", "waste", "annual_reviews"];

let place;
let known; // every sheet that a dossier may have
let data; // what this one holds: {filled, findings}
let sheet; // the key of the one shown
const open = new Set(); // rows that are unfolded, by reference
const parts = {}; // elements that a change redraws

// another dossier has other rows, and nothing is yet known of it
document.addEventListener("snr-dossier", () => {
  open.clear();
  parts.total?.replaceChildren();
  parts.sheet?.replaceChildren();
  parts.missing?.replaceChildren();
  if (parts.missing) parts.missing.open = false;
});

/** What the dossier holds and what is found in it, read once for all steps. */
export const load = cached(async () => {
  known ??= (await engine.call("sheets", [])).value;
  return (await engine.call("form", [])).value;
});

const shape = (key) => known.sheets.find((each) => each.sheet === key);
const rowsOf = (key) => data.filled.tables.find((each) => each.sheet === key)?.rows ?? [];
const childrenOf = (key) => known.sheets.filter((each) => each.parent === key);

/** Sheets of the first level, the usual ones first. */
function topSheets() {
  const rank = (each) => (FIRST.indexOf(each.sheet) + 1 || 1000);
  return known.sheets.filter((each) => !each.parent).toSorted((one, other) => rank(one) - rank(other));
}

const family = (key) => [key, ...childrenOf(key).flatMap((each) => family(each.sheet))];
const findingsIn = (key) => data.findings.findings.filter((each) => each.level !== "info" && family(key).includes(each.sheet));

// ---------------------------------------------------------------- changes

/**
 * Make edits, then show what they changed; `whole` when rows came or went. Answers what was refused, in words.
 * Rows are named by their place: while some come or go, nothing else can be asked of the sheet.
 */
async function change(name, given, { whole = false, focus = null, label = shape(sheet).title } = {}) {
  if (whole) parts.sheet.inert = true;
  try {
    const value = await edit(name, given, label);
    data = value;
    const refused = value.refusals.map((each) => [each.message, each.help].filter(Boolean).join(" : "));
    drawHead();
    footprint();
    if (refused.length) {
      if (!whole) tell(parts.told, alertOf(refused.join("\n")));
      return refused;
    }
    parts.told.replaceChildren();
    say("");
    if (value.rows.length === 1) for (const row of whole ? value.rows : []) open.add(row);
    if (whole) drawSheet();
    else refresh();
    parts.sheet.inert = false;
    if (focus) (focus(value) ?? parts.sheet.querySelector("h2")).focus();
    return [];
  } catch (error) {
    if (!(error instanceof engine.Stopped)) tell(parts.told, alertOf(error.message));
    refresh(); // a field shows what the dossier holds, not what was refused
    return [];
  } finally {
    parts.sheet.inert = false;
  }
}

/** What the organisation weighs, after each change: what the person works for. */
function footprint() {
  const { footprint: told, assessed } = data.findings;
  parts.total.textContent = (told && `Ce que la collectivité possède, achète ou exploite. ${told}`) || (assessed ? "Empreinte : pas calculable, un constat en dit la raison." : "Empreinte : pas encore calculable, il reste des erreurs.");
  document.documentElement.dataset.footprint = String(dossier.version);
}

// ---------------------------------------------------------------- what is missing

function drawHead() {
  const { missing, to_collect: collect } = data.findings;
  const link = (each) =>
    each.sheet
      ? h("button", { type: "button", class: "link", onclick: () => reach(each.sheet, each.row, each.cell) }, each.told)
      : each.told;
  const { assessed, scope } = data.findings;
  parts.missing.replaceChildren(
    h("summary", {}, !assessed ? "Ce que le décret demande : dit une fois les erreurs corrigées" : missing.length ? `Ce que le décret demande et qui manque (${missing.length})` : "Décret : aucun manque relevé"),
    assessed ? "" : h("ul", {}, data.findings.findings.filter((each) => each.level === "error").slice(0, 10).map((each) => h("li", {}, link(each)))),
    h("ul", {}, missing.map((each) => h("li", {}, link(each), h("span", { class: "help" }, ` Référence : ${each.reference}`)))),
    // what was judged, less the options to type; an authority that the law does not aim at lacks nothing
    assessed ? h("p", { class: "help" }, `La loi vise les communes et les intercommunalités de plus de 50 000 habitants. Jugé : ${scope.replace(/ ?; tout juger : --.*$/, "")}.`) : "",
    ...(collect.length
      ? [h("p", {}, "Estimations à remplacer d’abord, par ce que leur vrai nombre peut changer au total :"), h("ul", {}, collect.map((each) => h("li", {}, each.text)))]
      : []),
  );
  const value = parts.choose.value;
  parts.choose.replaceChildren(...topSheets().map((each) => {
    const count = each.sheet === "fiche" ? "" : ` (${rowsOf(each.sheet).length})`;
    const found = findingsIn(each.sheet).length;
    return h("option", { value: each.sheet }, `${each.title}${count}${found ? ` — ${plural(found, "constat")}` : ""}`);
  }));
  parts.choose.value = value || sheet;
}

/** Show a field, wherever it is, and go to it. */
export async function reach(key, row, cell) {
  if (location.hash !== "#completer") {
    // the step takes the focus when it is shown: the field takes it after
    await new Promise((done) => {
      addEventListener("hashchange", done, { once: true });
      location.hash = "#completer";
    });
  }
  await fill.show();

  let top = shape(key);
  const above = new Set([row]);
  for (let at = rowsOf(key).find((each) => each.row === row); at?.parent; ) {
    above.add(at.parent);
    top = shape(top.parent) ?? top;
    at = rowsOf(top.sheet).find((each) => each.row === at.parent);
  }
  while (top.parent) top = shape(top.parent);
  for (const each of above) open.add(each);
  sheet = top.sheet;
  parts.choose.value = sheet;
  drawSheet();
  const field = fieldAt(key, row, cell) ?? parts.sheet.querySelector("h2");
  for (let above = field.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
  field.focus();
}

/** The field to type in: what is asked of no row is asked of the first, and where there is none the form that adds one. */
function fieldAt(key, row, cell) {
  row ||= rowsOf(key)[0]?.row;
  if (!row) return [...parts.sheet.querySelectorAll(".adding")].find((each) => each.sheet === key)?.unfold(cell);
  const inRow = key === "fiche" ? parts.sheet : document.getElementById(`row ${row}`);
  if (!inRow) return null;
  inRow.unfold?.();
  for (const each of inRow.querySelectorAll("details.rare")) each.unfold();
  return document.getElementById(keyOf(key, row, cell)) ?? inRow.querySelector(":is(input, select, textarea):not(.hidden-file)");
}

// ---------------------------------------------------------------- rows

function drawSheet() {
  const one = shape(sheet);
  parts.yaml.open = false;
  parts.yaml.querySelector("div").replaceChildren(); // the text of another moment
  const title = h("h2", { tabindex: "-1" }, one.title);
  if (sheet === "fiche") {
    const row = rowsOf("fiche")[0];
    parts.sheet.replaceChildren(title, fiche(one, row));
    return;
  }
  parts.sheet.replaceChildren(title, one.help ? h("p", {}, one.help) : "", list(one, ""), problems(sheet, ""));
}

/** The single values, in the groups that their titles begin with. */
function fiche(one, row) {
  const groups = Map.groupBy(one.columns.filter((column) => column.key !== "snr"), (column) => (column.title.includes(" – ") ? column.title.split(" – ")[0] : "L’étude"));
  return h(
    "div",
    {},
    [...groups].map(([group, columns], index) => {
      const key = `fiche ${group}`;
      return h(
        "details",
        { open: index < 2 || open.has(key), ontoggle: (event) => (event.target.open ? open.add(key) : open.delete(key)) },
        h("summary", {}, h("h3", {}, group)),
        h("div", { class: "fields" }, columns.map((column) => field(one, row, { ...column, default: data.filled.known[column.key] ?? column.default, title: column.title.replace(`${group} – `, "") }))),
      );
    }),
  );
}

/** The rows of a sheet below a row (or of the whole sheet), and what adds to them. */
function list(one, parent) {
  const rows = rowsOf(one.sheet).filter((each) => each.parent === parent);
  const name = one.title.split(" – ").at(-1);
  return h(
    "div",
    { class: "rows" },
    rows.map((row) => item(one, row)),
    adding({
      one,
      parent,
      name,
      lists: listOf,
      change: (how, given) => change(how, given, { whole: true, focus: (value) => document.getElementById(`row ${value.rows[0]}`)?.querySelector("summary") }),
    }),
  );
}

const listOf = (name) => choices(data.filled.names, known.lists, name);

function titleOf(one, row) {
  const shown = one.columns
    .filter((column) => ["label", "title", "name", "subject", "what", "type", "quantity"].includes(column.key) && row.cells[column.key]?.text)
    .map((column) => row.cells[column.key].text);
  // a row without a name of its own is told by what is in it
  const cells = one.columns.filter((column) => !column.up && row.cells[column.key]?.text).slice(0, 4);
  const told = cells.map((column) => `${column.title.split(" – ").at(-1)} : ${row.cells[column.key].text}`);
  const text = [...new Set(shown.length && one.columns.some((column) => ["label", "title", "name", "subject", "what"].includes(column.key)) ? shown : told.length ? told : [row.name])].join(" · ");
  return text.length > 140 ? `${text.slice(0, 139)}…` : text;
}

/** One row: folded, its name and what is found in it; unfolded, its fields and the lists below it. */
function item(one, row) {
  const count = data.findings.findings.filter((each) => each.level !== "info" && (each.row === row.row || each.row.startsWith(`${row.row}/`))).length;
  const body = h("div", { class: "fields" });
  const fill = () => body.firstChild || body.append(...inside(one, row));
  const made = h(
    "details",
    {
      class: "row",
      id: `row ${row.row}`,
      ontoggle: (event) => {
        if (event.target !== made) return;
        if (made.open) {
          open.add(row.row);
          fill();
        } else open.delete(row.row);
      },
    },
    h("summary", {}, h("span", { class: "name" }, titleOf(one, row)), count ? h("span", { class: "count" }, ` — ${plural(count, "constat")}`) : null),
    body,
  );
  made.unfold = fill;
  if (open.has(row.row)) {
    fill();
    made.open = true;
  }
  return made;
}

function* inside(one, row) {
  yield problems(one.sheet, row.row);
  const columns = fitting(one.columns.filter((column) => !column.up), row.cells, listOf);
  const filled = (column) => column.asked || row.cells[column.key]?.text;
  yield* columns.filter(filled).map((column) => field(one, row, column));
  const rare = columns.filter((column) => !filled(column));
  if (rare.length) {
    const more = h("div", { class: "fields" });
    const unfold = () => more.firstChild || more.append(...rare.map((column) => field(one, row, column)));
    yield Object.assign(h("details", { class: "rare", ontoggle: unfold }, h("summary", {}, `Autres champs (${rare.length})`), more), { unfold });
  }
  for (const child of childrenOf(one.sheet)) yield h("div", { class: "below" }, h("h3", {}, child.title.replace(`${one.title} – `, "")), list(child, row.row));
  yield h(
    "p",
    { class: "choices" },
    h("button", { type: "button", class: "second", onclick: () => change("edit", [[{ sheet: one.sheet, row: row.row, copy: true }]], { whole: true }) }, "Copier cette ligne"),
    h("button", { type: "button", class: "second", onclick: () => remove(one, row) }, "Supprimer cette ligne"),
  );
}

async function remove(one, row) {
  if (!confirm(`Supprimer « ${titleOf(one, row)} » ?`)) return;
  open.clear(); // references of the rows after it change
  await change("edit", [[{ sheet: one.sheet, row: row.row, remove: true }]], { whole: true, label: `suppression de ${titleOf(one, row)}`, focus: () => parts.sheet.querySelector("h2") });
  say("Ligne supprimée. « Annuler », en haut de la page, la remet.");
}

const field = (one, row, column) =>
  fieldOf({
    sheet: one.sheet,
    row,
    column,
    lists: listOf,
    found: () => data.findings.findings.filter((each) => each.sheet === one.sheet && each.row === row.row && each.cell === column.key),
    changed: async (text) => {
      await change("edit", [[{ sheet: one.sheet, row: row.row, column: column.key, text }]], { label: column.title });
      if (column.key !== "type") return;
      const at = document.activeElement.id; // another type has other columns
      drawSheet();
      document.getElementById(at)?.focus();
    },
  });

/** What is found about a row, or a sheet, and no field in it. */
function problems(key, row) {
  const made = h("div", { class: "problems" });
  made.redraw = () =>
    made.replaceChildren(
      ...data.findings.findings
        .filter((each) => each.sheet === key && each.row === row && !each.cell)
        .map((each) => h("p", { class: each.level }, saying(each))),
    );
  made.redraw();
  return made;
}

/** After a change of a cell: only what it changed, where the person is not typing. */
function refresh() {
  for (const each of parts.sheet.querySelectorAll(".problems")) each.redraw();
  for (const each of parts.sheet.querySelectorAll(".field")) {
    if (!each.where) continue; // a field of the page, not of the dossier
    const [key, row, cell] = each.where;
    each.redraw(rowsOf(key).find((one) => one.row === row)?.cells[cell]?.text ?? "");
  }
  for (const each of parts.sheet.querySelectorAll("details.row")) {
    const reference = each.id.slice(4);
    for (const one of known.sheets) {
      const row = rowsOf(one.sheet).find((found) => found.row === reference);
      if (row) each.querySelector("summary .name").textContent = titleOf(one, row);
    }
  }
}

export const fill = {
  id: "completer",
  edits: true,
  title: "Mode expert",

  build(section) {
    place = h("div", {});
    parts.none = h("div", {});
    parts.told = h("div", {});
    parts.total = h("p", { class: "key" });
    parts.missing = h("details", {});
    parts.choose = h("select", {
      id: "sheet",
      onchange: () => {
        sheet = parts.choose.value;
        parts.told.replaceChildren();
        drawSheet();
      },
    });
    parts.sheet = h("div", { class: "sheet", tabindex: "-1" });
    parts.yaml = h("details", { ontoggle: () => parts.yaml.open && showYaml(parts.yaml.querySelector("div"), shape(sheet).section, change) }, h("summary", {}, "Le fichier de cette rubrique (YAML)"), h("div", {}));
    place.append(parts.total, parts.missing, h("p", { class: "field" }, h("label", { for: "sheet" }, "Rubrique"), parts.choose), parts.told, parts.sheet, parts.yaml, colleagues());
    section.append(parts.none, place);
  },

  async show() {
    place.hidden = !needed(parts.none);
    if (place.hidden) return;
    parts.none.replaceChildren();
    try {
      const next = await load();
      if (next === data && parts.sheet.firstChild) return;
      data = next;
      sheet ??= "fiche";
      drawHead();
      drawSheet();
      footprint();
      say("");
    } catch (error) {
      if (!(error instanceof engine.Stopped)) parts.none.replaceChildren(alertOf(error.message));
      place.hidden = true;
    }
  },

  changed() {
    if (present()) this.show();
  },
};
