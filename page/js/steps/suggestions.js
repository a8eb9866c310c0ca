// The actions of the library that apply: what each avoids, between which bounds, under which reserve; taken one by one.
import { alertOf, h, number, plural, say } from "../dom.js";
import { edit } from "../store.js";
import * as engine from "../engine.js";

const SHOWN = 6; // the others are unfolded
const PERIMETERS = { territory: "par les habitants, sous une hypothèse de participation", outside: "sur le trafic du public, hors du total" };

const mass = (kg) => (Math.abs(kg) < 1000 ? `${number(kg)}\u202fkg CO₂e` : `${number(kg / 1000, 1)}\u202ft CO₂e`);

/** What an action avoids, in words; its bounds are of the same factors. */
export function saves({ kg, kwh, bounds, by_unit: byUnit, perimeter, reserve, overlaps }) {
  const between = bounds && kg && !reserve.startsWith("entre") ? ` (entre ${mass(bounds.low)} et ${mass(bounds.high)})` : "";
  const power = kwh && Math.round(kwh) ? `${number(kwh / 1000, 1)}\u202fMWh` : "";
  const amounts = [kg ? `${mass(kg)}${between}` : "", power].filter(Boolean).join(" et ");
  return [
    amounts ? `${amounts} par an en moins à plein effet${byUnit ? ", pour une unité de chaque type" : ""}` : "sans effet calculé",
    PERIMETERS[perimeter],
    reserve,
    overlaps.length && `recoupe ${overlaps.join(", ")} : les deux ne s’additionnent pas`,
  ].filter(Boolean);
}

/**
 * Make the list, which fills itself.
 * @param {{change: (value: object) => void}} given called when an action was taken, with what the bridge answered
 */
export function suggestions({ change }) {
  const place = h("div", { class: "suggestions" }, h("p", {}, "Calcul de chaque action de la bibliothèque sur vos réponses…"));
  fill().catch((error) => error instanceof engine.Stopped || place.replaceChildren(alertOf(error.message)));
  return place;

  async function fill() {
    const { value } = await engine.call("suggestions", []);
    const items = value.map(item);
    const rest = items.slice(SHOWN);
    place.replaceChildren(
      items.length ? h("ul", { class: "found" }, items.slice(0, SHOWN)) : h("p", {}, "Aucune action de la bibliothèque ne s’applique à ce dossier, ou toutes y sont."),
      rest.length ? h("details", {}, h("summary", {}, plural(rest.length, "autre action").replace("autre actions", "autres actions")), h("ul", { class: "found" }, rest)) : "",
    );
    say(`${plural(items.length, "action")} proposée${items.length < 2 ? "" : "s"}.`);
  }

  function item(each) {
    const told = h("div", {});
    const button = h("button", { type: "button", class: "second", "aria-label": `Retenir : ${each.title}`, onclick: take }, "Retenir");
    const [first, ...more] = saves(each);
    return h("li", { class: "card" }, h("div", {}, h("p", {}, h("strong", {}, each.title)), h("p", {}, `${first}.`), more.length ? h("p", { class: "help" }, `${more.join(" ; ")}.`) : null, told), button);

    async function take() {
      try {
        const value = await edit("add_suggestion", [each.id], `action « ${each.title} »`);
        if (value.refusals.length) return told.replaceChildren(alertOf(value.refusals.map((one) => one.message).join("\n")));
        button.replaceWith(h("span", { class: "badge done", tabindex: "-1" }, "retenue"));
        say(`Retenue : ${each.title}.`);
        change(value);
      } catch (error) {
        if (!(error instanceof engine.Stopped)) told.replaceChildren(alertOf(error.message));
      }
    }
  }
}
