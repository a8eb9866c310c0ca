// The actions of the library that apply: what each avoids, between which bounds, under which reserve; taken, and given back, one by one.
import { alertOf, h, plural, say } from "../dom.js";
import * as engine from "../engine.js";

const SHOWN = 6; // the others are unfolded

const does = (each, word, done) => h("button", { type: "button", class: "second", "aria-label": `${word} : ${each.title}`, onclick: done }, word);

function card(each, told, button) {
  const [first, ...more] = each.avoids;
  return h("li", { class: "card" }, h("div", {}, h("p", {}, h("strong", {}, each.title)), first && h("p", {}, `${first}.`), more.length > 0 && h("p", { class: "help" }, `${more.join(" ; ")}.`), told), button);
}

/**
 * Make the list, which fills itself.
 * @param {{take: (each: object, told: HTMLElement) => Promise<boolean>}} given adds an action to the dossier, and says whether it did;
 *   `drop`, the same, takes one out of it
 */
export function suggestions({ take, drop }) {
  const place = h("div", { class: "suggestions" }, h("p", {}, "Calcul de chaque action de la bibliothèque sur vos réponses…"));
  fill().catch((error) => error instanceof engine.Stopped || place.replaceChildren(alertOf(error.message)));
  return place;

  async function fill() {
    const { value } = await engine.call("suggestions", []);
    const items = value.offered.map(item);
    const rest = items.slice(SHOWN);
    place.replaceChildren(
      drop && value.taken.length ? h("ul", { class: "found", "aria-label": "Actions prises" }, value.taken.map(own)) : "",
      items.length ? h("ul", { class: "found" }, items.slice(0, SHOWN)) : h("p", {}, "Aucune action de la bibliothèque ne s’applique à ce dossier, ou toutes y sont."),
      rest.length ? h("details", {}, h("summary", {}, rest.length === 1 ? "Une autre" : `Les ${rest.length} autres`), h("ul", { class: "found" }, rest)) : "",
    );
    say(`${plural(items.length, "action")} proposée${items.length < 2 ? "" : "s"}.`);
  }

  /** One that may be taken; once it is, it may be given back. */
  function item(each) {
    const told = h("div", {});
    const there = h("div", { class: "taken" });
    const add = does(each, "Ajouter", async () => {
      if (!(await take(each, told))) return;
      there.replaceChildren(h("span", { class: "badge done", tabindex: "-1" }, "ajoutée"), " ", back ?? "");
      there.firstChild.focus();
    });
    const back = drop && does(each, "Retirer", async () => (await drop(each, told)) && (there.replaceChildren(add), add.focus()));
    there.append(add);
    return card(each, told, there);
  }

  /** One of the dossier. */
  function own(each) {
    const told = h("div", {});
    return card(each, told, h("div", { class: "taken" }, h("span", { class: "badge done" }, "prise"), " ", does(each, "Retirer", async () => (await drop(each, told)) && fill())));
  }
}
