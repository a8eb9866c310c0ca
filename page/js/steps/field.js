// One field of a table: its label, its help and unit, its value as a person types it, what is found about it.
import { h } from "../dom.js";
import { saying } from "./shared.js";

/** The name of a field in the page. */
export const keyOf = (sheet, row, cell) => `${sheet} ${row} ${cell}`;

/** Put a message in its place, and make sure that it is seen. */
export function tell(where, message) {
  where.replaceChildren(message);
  message.scrollIntoView({ block: "nearest" });
}

/**
 * What a cell may name: things of the catalogue by their label, things of the dossier by their identifier (`told` is what a
 * person reads). A thing without identifier cannot be named.
 */
export function choices(names, lists, name) {
  const own = names[name]?.filter((each) => !/^n° |^$/.test(each.value)).map((each) => ({ label: String(each.value), told: `${each.label} (${each.value})` }));
  return own ?? lists[name] ?? [];
}

/**
 * The columns that a row can have: what nothing reads of its type is not asked, unless it is written. As long as it has no type,
 * only what all types have. A volume is in the unit of the type.
 */
export function fitting(columns, cells, listOf) {
  const types = columns.find((column) => column.key === "type")?.lists.flatMap(listOf) ?? [];
  const text = cells.type?.text ?? "";
  const of = text ? types.filter((each) => each.label === text) : types;
  const unread = new Set(of.flatMap((each) => each.unread ?? []));
  const unit = of.length === 1 && unread.size ? of[0].unit : "";
  return columns.filter((column) => !unread.has(column.key) || cells[column.key]?.text).map((column) => (unit && column.key === "quantity" ? { ...column, unit } : column));
}

/** The label of a field: its title, its unit, whether it is needed. */
export const labelOf = ({ title, unit, required }) => `${title}${unit && !title.includes(unit) ? ` (${unit})` : ""}${required ? " *" : ""}`;

let lists = 0;

/**
 * Make a field.
 * @param {{sheet: string, row: object, column: object, lists: (name: string) => object[], found: () => object[],
 *   changed: (text: string) => void, within?: string}} given `within`: the step, where another has the same fields
 */
export function fieldOf({ sheet, row, column, lists: listOf, found, changed, within = "" }) {
  const id = [within, keyOf(sheet, row.row, column.key)].join(" ").trim();
  const told = h("span", { class: "told", id: `${id} told` });
  const help = [column.help, column.default && `Si vide : ${column.default}.`].filter(Boolean).join(" ");
  const before = row.cells[column.key]?.text ?? "";
  const control = controlOf(column, id, before, listOf);
  control.setAttribute("aria-describedby", `${id} told ${id} help`);
  if (column.required) control.setAttribute("aria-required", "true");
  control.addEventListener("change", () => changed(textOf(control)));
  const made = h(
    "div",
    { class: "field" },
    h("label", { for: id }, labelOf(column)),
    control,
    column.many ? adding(column, control, listOf, changed) : null,
    help ? h("span", { class: "help", id: `${id} help` }, help) : null,
    told,
  );
  const mend = ({ text }) => {
    setText(control, text);
    control.focus();
    changed(text);
  };
  made.where = [sheet, row.row, column.key];
  made.redraw = (text) => {
    if (control !== document.activeElement && textOf(control) !== text) setText(control, text);
    const problems = found();
    told.replaceChildren(...problems.map((each) => h("span", { class: each.level }, saying(each, mend))));
    if (problems.some((each) => each.level === "error")) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };
  made.redraw(before);
  return made;
}

/** The control that a column is typed in; in a `cell` of a table, on one line. */
export function controlOf(column, id, text, listOf, { cell = false } = {}) {
  const several = column.many;
  if (column.kind === "boolean" || (column.choices.length && !several)) {
    const labels = column.kind === "boolean" ? ["oui", "non"] : column.choices.map((each) => each.label);
    // what is written and is no choice stays what it is, and is found wrong
    const shown = text && !labels.includes(text) ? [text, ...labels] : labels;
    const made = h("select", { id }, h("option", { value: "" }, ""), shown.map((label) => h("option", { value: label }, label)));
    made.value = text;
    return made;
  }
  const entries = [...column.choices, ...column.lists.flatMap(listOf)];
  if (!cell && (several || text.includes("\n") || text.length > 90)) {
    const made = h("textarea", { id, rows: String(Math.max(2, Math.min(8, text.split("\n").length + 1))) });
    made.value = text;
    return made;
  }
  const decimal = ["number", "whole", "share"].includes(column.kind);
  const made = h("input", { id, type: "text", autocomplete: "off", inputmode: decimal ? "decimal" : null });
  made.value = text;
  if (entries.length) {
    // made when it is first needed: a list of two hundred types in each row would be heavy
    made.addEventListener(
      "focus",
      () => {
        const list = `list${++lists}`;
        made.after(h("datalist", { id: list }, entries.map((each) => h("option", { value: each.label, label: [each.told ?? each.label, each.unit, ...(each.words ?? [])].filter(Boolean).join(", ") }))));
        made.setAttribute("list", list);
      },
      { once: true },
    );
  }
  return made;
}

/** What may be added to a cell of several values, one a line. */
function adding(column, control, listOf, changed) {
  const entries = [...column.choices, ...column.lists.flatMap(listOf)];
  if (!entries.length) return h("span", { class: "help" }, "Une valeur par ligne.");
  const add = h("select", { "aria-label": `Ajouter à : ${column.title}` }, h("option", { value: "" }, "Ajouter…"), entries.map((each) => h("option", { value: each.label }, each.told ?? each.label)));
  add.addEventListener("change", () => {
    if (!add.value) return;
    control.value = [...control.value.split("\n").filter(Boolean), add.value].join("\n");
    add.value = "";
    changed(textOf(control));
  });
  return add;
}

const textOf = (control) => control.value;

function setText(control, text) {
  if (control.tagName === "SELECT" && ![...control.options].some((each) => each.value === text)) control.append(h("option", { value: text }, text));
  control.value = text;
}
