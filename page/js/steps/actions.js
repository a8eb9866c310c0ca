// The actions of a plan as forms: each folded under its title and what it changes; unfolded, its fields and its effects.
import { h, plural } from "../dom.js";
import { choices, fieldOf } from "./field.js";
import { saying } from "./shared.js";

const SHEET = "actions";
// how one row of what an action holds is called
const ONE = { "actions.effects": "un effet", "actions.means.budget": "une dépense", "actions.means.budget.funding": "un financement" };

/**
 * Return the list of actions, and what redraws it.
 * @param {{data: () => object, known: () => object, change: Function}} given `change` as in plan.js
 */
export function actionRows({ data, known, change }) {
  const element = h("div", { class: "rows" });
  const open = new Set(); // rows that are unfolded, by reference
  document.addEventListener("snr-dossier", () => open.clear()); // another dossier has other rows
  const shape = (sheet) => known().sheets.find((each) => each.sheet === sheet);
  const below = (sheet) => known().sheets.filter((each) => each.parent === sheet);
  const rowsOf = (sheet, parent) => (data().tables[sheet] ?? []).filter((each) => each.parent === parent);
  const textOf = (row, ...keys) => keys.map((key) => row.cells[key]?.text).find(Boolean) ?? "";
  const drawn = (row) => data().plan?.actions.find((each) => each.id === textOf(row, "id"));
  const wrongIn = (row) => data().wrong.filter((each) => each.row && (each.row === row.row || each.row.startsWith(`${row.row}/`)));

  /** What an action changes, in words; why it is not in the plan. */
  function effectOf(row) {
    const wrong = wrongIn(row).length;
    if (wrong) return plural(wrong, "erreur");
    if (!data().plan) return "";
    const found = drawn(row);
    return found ? `${found.status} ; ${found.effect}` : `${textOf(row, "status") || "idée"}, hors du plan`;
  }

  const summaryOf = (row) => textOf(row, "title", "id") || "action sans intitulé";

  function action(row) {
    const body = h("div", { class: "fields" });
    const fill = () => body.firstChild || body.append(...inside(SHEET, row));
    const name = h("span", { class: "name" });
    const effect = h("span", { class: "effect" });
    const made = h(
      "details",
      {
        class: "row",
        id: `action ${row.row}`,
        ontoggle: (event) => {
          if (event.target !== made) return;
          if (made.open) open.add(row.row);
          else open.delete(row.row);
          if (made.open) fill();
        },
      },
      h("summary", {}, name, " ", effect),
      body,
    );
    made.redraw = () => {
      name.textContent = summaryOf(row);
      effect.textContent = effectOf(row);
      for (const each of body.querySelectorAll(".field, .problems")) each.redraw?.(each.text?.());
    };
    made.redraw();
    if (open.has(row.row)) {
      fill();
      made.open = true;
    }
    return made;
  }

  /** The fields of a row, then the rows that it holds. */
  function* inside(sheet, row) {
    yield problems(sheet, row);
    const columns = shape(sheet).columns.filter((column) => !column.up);
    const shown = (column) => column.asked || row.cells[column.key];
    yield* columns.filter(shown).map((column) => field(sheet, row, column));
    const rare = columns.filter((column) => !shown(column));
    if (rare.length) {
      const more = h("div", { class: "fields" });
      yield h("details", { class: "rare", ontoggle: () => more.firstChild || more.append(...rare.map((column) => field(sheet, row, column))) }, h("summary", {}, `Autres champs (${rare.length})`), more);
    }
    // what an action changes first, what it costs then
    for (const child of below(sheet).toSorted((one, other) => (other.sheet === "actions.effects") - (one.sheet === "actions.effects"))) yield held(child, row);
    yield h("p", { class: "choices" }, h("button", { type: "button", class: "second", onclick: () => remove(sheet, row) }, sheet === SHEET ? "Supprimer cette action" : "Supprimer"));
  }

  const legend = (one) => one.replace(/^une? /, "").replace(/^./, (first) => first.toLocaleUpperCase("fr"));

  /** The rows of a sheet that a row holds, and what adds one. */
  function held(child, row) {
    const name = child.title.split(" – ").at(-1);
    const one = ONE[child.sheet] ?? `une ligne : ${name}`;
    const rows = rowsOf(child.sheet, row.row);
    return h(
      "div",
      { class: "below" },
      h("h3", {}, name),
      rows.map((each, rank) => h("fieldset", { class: "fields" }, h("legend", {}, `${legend(one)} ${rank + 1}`), ...inside(child.sheet, each))),
      h("p", {}, h("button", { type: "button", class: "second", onclick: () => add(child.sheet, row.row) }, `Ajouter ${one}`)),
    );
  }

  const foundAt = (sheet, row, cell) => data().wrong.filter((each) => each.sheet === sheet && each.row === row.row && each.cell === cell);

  function field(sheet, row, column) {
    const made = fieldOf({
      within: "plan",
      sheet,
      row,
      column,
      lists: (name) => choices(data().names, known().lists, name),
      found: () => foundAt(sheet, row, column.key),
      changed: (text) => {
        made.typed = text;
        row.cells[column.key] = { ...row.cells[column.key], text };
        change("edit_plan", [[{ sheet, row: row.row, column: column.key, text }], false], { place: made.refusal, label: column.title });
      },
    });
    made.typed = row.cells[column.key]?.text ?? "";
    made.text = () => made.typed;
    made.refusal = h("span", {});
    made.append(made.refusal);
    return made;
  }

  /** What is wrong with a row, and with no field of it. */
  function problems(sheet, row) {
    const made = h("div", { class: "problems" });
    made.redraw = () => made.replaceChildren(...foundAt(sheet, row, "").map((each) => h("p", { class: each.level }, saying(each))));
    made.redraw();
    return made;
  }

  const rowElement = (reference) => document.getElementById(`action ${/^[^#]*#\/actions\/\d+/.exec(reference)?.[0] ?? reference}`);

  function add(sheet, parent) {
    const cells = sheet === SHEET ? { title: "Nouvelle action" } : {};
    change("edit_plan", [[{ sheet, add: cells, ...(parent ? { parent } : {}) }], true], {
      whole: true,
      done: "Ligne ajoutée.",
      focus: ({ rows: [reference] }) => {
        const made = reference && rowElement(reference);
        return made && ([...made.querySelectorAll(".field")].find((each) => each.where[1] === reference)?.querySelector("input, select, textarea") ?? made.querySelector("summary"));
      },
    });
  }

  function remove(sheet, row) {
    if (!confirm(sheet === SHEET ? `Supprimer l’action « ${summaryOf(row)} » ?` : "Supprimer ces lignes ?")) return;
    open.clear(); // the references of the rows after it change
    const above = row.parent;
    if (above) open.add(above);
    change("edit_plan", [[{ sheet, row: row.row, remove: true }], true], { whole: true, done: "Supprimé.", focus: () => (above && rowElement(above)?.querySelector("summary")) || more });
  }

  const more = h("button", { type: "button", class: "second", onclick: () => add(SHEET, "") }, "Ajouter une action");

  return {
    element,
    /** Draw all the rows; those just made are unfolded. */
    draw(fresh = []) {
      for (const each of fresh) open.add(/^[^#]*#\/actions\/\d+/.exec(each)?.[0] ?? each);
      const rows = rowsOf(SHEET, "");
      element.replaceChildren(rows.length ? "" : h("p", {}, "Le dossier n’a pas encore d’action : ajoutez-en une, ou prenez-en dans la bibliothèque."), ...rows.map(action), h("p", { class: "choices" }, more));
    },
    /** After a change of a cell: only what it changed. */
    refresh() {
      for (const each of element.querySelectorAll("details.row")) each.redraw();
    },
  };
}
