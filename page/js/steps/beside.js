// The document beside the questions: drawn again at each answer, its gaps lead to the question that fills them.
import { h, plural } from "../dom.js";
import * as engine from "../engine.js";
import { redraw, show } from "../frame.js";
import { choice, frame } from "./shared.js";

const KINDS = [
  ["note", "Note de synthèse"],
  ["programme", "Programme de travail"],
  ["strategie", "Stratégie"],
];

/**
 * Make the pane.
 * @param {{reach: (place: object) => void}} given leads to what fills a place of the document
 */
export function beside({ reach }) {
  const shown = frame("Document");
  const gaps = h("details", { class: "gaps", hidden: true });
  const kinds = choice("beside", "Le document s’écrit ici", KINDS, () => ((chosen = true), draw()));
  const kind = kinds.querySelector("select");
  let places = []; // those to fill, as `places_to_fill` gives them
  let drawn = ""; // the kind that the frame shows
  let last = 0;
  let chosen = false; // by the person

  /** Give each place that can be filled a button, in the document itself. */
  function prepare(inside) {
    for (const each of inside.querySelectorAll(".missing[data-key]")) {
      const place = places.find(({ key, sheet }) => sheet && key === each.dataset.key);
      if (!place) continue;
      each.querySelector(".where")?.remove(); // the button leads there
      each.append(" ", Object.assign(inside.createElement("button"), { type: "button", textContent: "Répondre", ariaLabel: `Répondre : ${place.what}` }));
    }
  }

  function list() {
    gaps.hidden = !places.length;
    gaps.replaceChildren(
      h("summary", {}, `Ce document attend encore ${plural(places.length, "élément")}`),
      h("ul", {}, places.map((each) => h("li", {}, each.sheet ? h("button", { type: "button", class: "link", onclick: () => reach(each) }, each.what) : each.what))),
    );
  }

  async function draw() {
    const mine = ++last;
    const name = kind.value;
    const { value } = await engine.call("draft", [name]);
    if (mine !== last) return false; // overtaken by another answer
    places = value.places;
    if (drawn === name) redraw(shown, value.page, prepare);
    else {
      show(shown, value.page);
      prepare(shown.contentDocument);
      // what grows above what is read does not move it: the page does it itself, in every browser
      shown.contentDocument.documentElement.style.overflowAnchor = "none";
      shown.contentDocument.addEventListener("click", (event) => {
        const key = event.target.closest?.("button") && event.target.closest("[data-key]")?.dataset.key;
        if (key) reach(places.find((each) => each.key === key));
      });
    }
    drawn = name;
    list();
    return true;
  }

  const made = h("aside", { class: "document", "aria-label": "Document" }, kinds, gaps, shown);
  /** Show a kind of document, unless the person has chosen one. */
  function prefer(wanted) {
    if (chosen || kind.value === wanted) return;
    kind.value = wanted;
    draw();
  }

  return Object.assign(made, { draw, prefer, clear: () => ((drawn = ""), (chosen = false), (kind.value = KINDS[0][0])) });
}
