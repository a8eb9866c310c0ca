// The document beside the questions: drawn again at each answer, its gaps lead to the question that fills them.
import { h, plural } from "../dom.js";
import * as engine from "../engine.js";
import { redraw, show } from "../frame.js";
import { called } from "../store.js";
import { choice, frame } from "./shared.js";

const KINDS = [
  ["note", "Note de synthèse"],
  ["programme", "Programme de travail"],
  ["strategie", "Stratégie"],
];

/**
 * Make the pane.
 * @param {{reach: (key: string) => void, title: (key: string) => string}} given what a gap leads to, and what it is called;
 *   `title` answers nothing for a gap that no question fills
 */
export function beside({ reach, title }) {
  const shown = frame("Document");
  const gaps = h("details", { class: "gaps" });
  const kinds = choice("beside", "Le document s’écrit ici", KINDS, () => draw());
  const kind = kinds.querySelector("select");
  let drawn = ""; // the kind that the frame shows
  let last = 0;

  /** Give each gap that a question fills a button, in the document itself. */
  function prepare(inside) {
    for (const each of inside.querySelectorAll(".missing[data-key]")) {
      const name = title(each.dataset.key);
      if (name) each.append(" ", Object.assign(inside.createElement("button"), { type: "button", textContent: "Répondre", ariaLabel: `Répondre : ${name}` }));
    }
  }

  function list(inside) {
    const all = [...inside.querySelectorAll(".missing")];
    const keys = [...new Set(all.map((each) => each.dataset.key).filter((key) => key && title(key)))];
    gaps.hidden = !all.length;
    gaps.replaceChildren(
      h("summary", {}, `Ce document attend encore ${plural(all.length, "élément")}`),
      h("ul", {}, keys.map((key) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => reach(key) }, title(key))))),
    );
  }

  async function draw() {
    const mine = ++last;
    const name = kind.value;
    const { value } = await engine.call("document", [name]);
    if (mine !== last) return false; // overtaken by another answer
    if (drawn === name) redraw(shown, value, prepare);
    else {
      show(shown, value);
      prepare(shown.contentDocument);
      // what grows above what is read does not move it: the page does it itself, in every browser
      shown.contentDocument.documentElement.style.overflowAnchor = "none";
      shown.contentDocument.addEventListener("click", (event) => {
        const key = event.target.closest?.("button") && event.target.closest("[data-key]")?.dataset.key;
        if (key) reach(key);
      });
    }
    drawn = name;
    list(shown.contentDocument);
    return true;
  }

  const made = h("aside", { class: "document", "aria-label": "Document" }, kinds, gaps, shown);
  return Object.assign(made, { draw, clear: () => (drawn = "") });
}
