// Rows to come: a form that is in the dossier only once it is filled, and lines copied from a spreadsheet.
import { alertOf, h, slug } from "../dom.js";
import { fieldOf, fitting, keyOf, labelOf } from "./field.js";

let forms = 0;

/**
 * What adds rows to a sheet.
 * @param {{one: object, parent: string, name: string, lists: (name: string) => object[],
 *   change: (name: string, given: unknown[], how: object) => Promise<object | null>}} given
 *   `change` answers the refusals, none when all is done
 */
export function adding({ one, parent, name, lists, change }) {
  const below = h("div", {});
  const button = h("button", { type: "button", class: "second", "aria-expanded": "false", onclick: toggle }, `Ajouter : ${name}`);

  function toggle() {
    if (!below.firstChild) return unfold("").focus();
    button.setAttribute("aria-expanded", "false");
    below.replaceChildren();
  }

  /** Show the form; answer its field for a column, which is then asked, or its first field. */
  function unfold(cell) {
    const row = `new ${++forms}`;
    button.setAttribute("aria-expanded", "true");
    below.replaceChildren(form(row, cell));
    return document.getElementById(keyOf(one.sheet, row, cell)) ?? below.querySelector("input, select, textarea");
  }

  function form(name, cell) {
    const row = { row: name, cells: {} };
    const typed = {};
    const told = h("div", {});
    // an identifier is made from the name; what is rare is typed once the row is there
    const columns = one.columns.filter((column) => !column.up && (column.asked || column.key === cell) && column.key !== "id");
    const fields = columns.map((column) => fieldOf({ sheet: one.sheet, row, column, lists, found: () => [], changed: (text) => ((typed[column.key] = text), fit()) }));
    const fit = () => {
      const fits = fitting(columns, { type: { text: typed.type?.trim() ?? "" } }, lists);
      for (const [rank, { key }] of columns.entries()) {
        const fit = fits.find((each) => each.key === key);
        fields[rank].hidden = !fit && key !== cell;
        if (fit) fields[rank].firstChild.textContent = labelOf(fit);
      }
    };
    fit();
    return h(
      "form",
      {
        class: "new",
        onsubmit: async (event) => {
          event.preventDefault();
          document.activeElement.blur?.(); // what is being typed is typed
          const empty = columns.filter((column) => column.required && !typed[column.key]?.trim());
          if (empty.length) {
            told.replaceChildren(alertOf(`À remplir : ${empty.map((column) => column.title).join(", ")}.`));
            document.getElementById(keyOf(one.sheet, row.row, empty[0].key))?.focus();
            return;
          }
          const add = Object.fromEntries(Object.entries(typed).filter(([, text]) => text.trim()));
          // what may go without an identifier may still be named by another row: it gets one, made from its name
          const named = typed.name ?? typed.title ?? typed.label;
          if (named?.trim() && one.columns.some((column) => column.key === "id" && !column.required)) add.id = slug(named);
          const refused = await change("edit", [[{ sheet: one.sheet, add, ...(parent ? { parent } : {}) }]]);
          if (refused.length) told.replaceChildren(alertOf(refused.join("\n")));
        },
      },
      h("p", { class: "help" }, "Les champs marqués * sont nécessaires ; les autres peuvent attendre."),
      h("div", { class: "fields" }, fields),
      told,
      h("p", { class: "choices" }, h("button", { type: "submit" }, "Ajouter au dossier"), h("button", { type: "button", class: "second", onclick: () => (toggle(), button.focus()) }, "Abandonner")),
    );
  }

  return Object.assign(h("div", { class: "adding" }, h("p", { class: "choices" }, button), below, pasting(one, parent, name, change)), { sheet: one.sheet, unfold });
}

function pasting(one, parent, name, change) {
  const id = `paste ${one.sheet} ${parent}`;
  const text = h("textarea", { id, rows: "4" });
  const told = h("div", {});
  const columns = one.columns.filter((column) => !column.up);
  const titles = columns.filter((column) => column.asked).slice(0, 4).map((column) => column.title);
  return h(
    "details",
    {},
    h("summary", {}, `Coller depuis un tableur : ${name}`),
    h(
      "div",
      { class: "field" },
      h("label", { for: id }, "Lignes copiées"),
      text,
      h("span", { class: "help" }, `Avec la ligne des titres si vous l’avez (${titles.join(", ")}…) ; sinon dans l’ordre des champs.`),
    ),
    told,
    h(
      "p",
      {},
      h(
        "button",
        {
          type: "button",
          class: "second",
          onclick: async () => {
            if (!text.value.trim()) return;
            const refused = await change("paste", [one.sheet, columns[0].key, text.value, parent]);
            if (refused.length) told.replaceChildren(alertOf(refused.join("\n")));
          },
        },
        "Ajouter ces lignes",
      ),
    ),
  );
}
