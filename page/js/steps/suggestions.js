// The actions of the library that apply: what each avoids, between which bounds, under which reserve; taken one by one.
import { alertOf, h, number, plural, say } from "../dom.js";
import * as engine from "../engine.js";

const SHOWN = 6; // the others are unfolded
const PERIMETERS = { territory: "par les habitants, sous une hypothèse de participation", outside: "sur le trafic du public, hors du total" };

/** Masses in the unit of the first, which is the value: « 3,5 t (entre 0 et 9,4) ». */
const inUnit = (kg) => (Math.abs(kg) < 1000 ? ["kg CO₂e", (mass) => number(mass)] : ["t CO₂e", (mass) => number(mass / 1000, 1)]);

/**
 * Make the list, which fills itself.
 * @param {{take: (each: object, told: HTMLElement) => Promise<boolean>}} given adds an action to the dossier, and says whether it did
 */
export function suggestions({ take }) {
  const place = h("div", { class: "suggestions" }, h("p", {}, "Calcul de chaque action de la bibliothèque sur vos réponses…"));
  let titles = new Map();
  fill().catch((error) => error instanceof engine.Stopped || place.replaceChildren(alertOf(error.message)));
  return place;

  async function fill() {
    const { value } = await engine.call("suggestions", []);
    titles = new Map(value.map((each) => [each.id, each.title]));
    const items = value.map(item);
    const rest = items.slice(SHOWN);
    place.replaceChildren(
      items.length ? h("ul", { class: "found" }, items.slice(0, SHOWN)) : h("p", {}, "Aucune action de la bibliothèque ne s’applique à ce dossier, ou toutes y sont."),
      rest.length ? h("details", {}, h("summary", {}, rest.length === 1 ? "Une autre" : `Les ${rest.length} autres`), h("ul", { class: "found" }, rest)) : "",
    );
    say(`${plural(items.length, "action")} proposée${items.length < 2 ? "" : "s"}.`);
  }

  /** What an action avoids a year with its bounds; then what has to be said of it. */
  function saves({ kg, kwh, bounds, by_unit: byUnit, perimeter, reserve, overlaps }) {
    const [unit, write] = inUnit(kg ?? 0);
    const between = bounds && kg ? `, entre ${write(bounds.low)} et ${write(bounds.high)}` : "";
    const power = kwh && Math.round(kwh) ? `${number(kwh / 1000, 1)}\u202fMWh` : "";
    const amounts = [kg ? `${write(kg)}\u202f${unit}${between}` : "", power].filter(Boolean).join(" et ");
    return [
      amounts ? `${amounts} par an en moins à plein effet` : "sans effet calculé",
      byUnit && "compté pour une unité de chaque type",
      PERIMETERS[perimeter],
      reserve.replace(/^entre .*? : /, ""),
      overlaps.length && `recoupe ${overlaps.map((name) => titles.get(name) ?? name).join(", ")} : les deux ne s’additionnent pas`,
    ].filter(Boolean);
  }

  function item(each) {
    const told = h("div", {});
    const button = h("button", { type: "button", class: "second", "aria-label": `Ajouter : ${each.title}`, onclick: added }, "Ajouter");
    const [first, ...more] = saves(each);
    return h("li", { class: "card" }, h("div", {}, h("p", {}, h("strong", {}, each.title)), h("p", {}, `${first}.`), more.length ? h("p", { class: "help" }, `${more.join(" ; ")}.`) : null, told), button);

    async function added() {
      if (!(await take(each, told))) return;
      const done = h("span", { class: "badge done", tabindex: "-1" }, "ajoutée");
      button.replaceWith(done);
      done.focus();
    }
  }
}
