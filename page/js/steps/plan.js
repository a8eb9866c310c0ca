// Planifier: the trajectory, where each objective stands, the actions and their effects as forms, what the library proposes.
import { alertOf, download, h, say } from "../dom.js";
import { called, dossier, edit, present } from "../store.js";
import * as engine from "../engine.js";
import { show } from "../frame.js";
import { actionRows } from "./actions.js";
import { attempting, frame, needed, saying } from "./shared.js";
import { suggestions } from "./suggestions.js";

const FORMS = [
  ["xlsx", "Classeur (.xlsx)"],
  ["csv", "Table (.csv)"],
  ["json", "Données (.json)"],
];

const parts = {};
let known; // the sheets that a dossier may have
let data; // {plan, wrong, tables, names}
let version = -1; // of the dossier that `data` is of

// ---------------------------------------------------------------- changes

/**
 * Make a change in the files, then draw the plan again.
 * @returns {Promise<boolean>} whether it is made
 * @param {{whole?: boolean, folded?: boolean, place?: HTMLElement, focus?: (value: object) => HTMLElement, done?: string}} how
 *   `whole`: rows come or go; `folded`: those that come are not unfolded; `place`: where a refusal is told
 */
async function change(name, given, { whole = false, folded = false, place = parts.told, focus = null, done = "", label = done || "une action" } = {}) {
  place.replaceChildren();
  try {
    const value = await edit(name, given, label);
    if (value.refusals.length) {
      place.replaceChildren(alertOf(value.refusals.map((each) => [each.message, each.help].filter(Boolean).join(" : ")).join("\n")));
      place.scrollIntoView({ block: "nearest" });
      return false;
    }
    version = dossier.version;
    data = { ...data, ...value };
    drawPlan();
    if (whole) parts.rows.draw(folded ? [] : value.rows);
    else parts.rows.refresh();
    stale();
    focus?.(value)?.focus();
    say([done, result()].filter(Boolean).join(" "));
    document.documentElement.dataset.plan = String(version); // for who waits for it: the tests do
    return true;
  } catch (error) {
    if (!(error instanceof engine.Stopped)) place.replaceChildren(alertOf(error.message));
  }
  return false;
}

const result = () => (data.plan ? data.plan.sentence : "La trajectoire n’est pas calculée : il reste une erreur à corriger.");

// ---------------------------------------------------------------- the plan

function drawPlan() {
  const { plan } = data;
  parts.sentence.textContent = result();
  parts.figure.hidden = !plan?.page;
  if (plan?.page) show(parts.figure, plan.page);
  fit();
  const elsewhere = data.wrong.filter((each) => each.sheet.split(".")[0] !== "actions" || !each.cell);
  parts.wrong.replaceChildren(...(elsewhere.length ? [h("div", { class: "alert", role: "alert" }, elsewhere.map((each) => h("p", {}, each.place && `${each.place} : `, saying(each))))] : []));
  parts.notices.replaceChildren(...(plan?.findings.length ? [h("div", { class: "notice" }, plan.findings.map((each) => h("p", {}, each)))] : []));
  parts.aims.hidden = !plan;
  if (plan) parts.aims.replaceChildren(h("h2", {}, "Objectifs"), h("p", {}, plan.summary), plan.objectives.length ? h("ul", { class: "findings" }, plan.objectives.map(aim)) : "");
}

function aim(each) {
  const values = [`départ ${each.start}`, `cible ${each.target}`, each.projected && `prévu ${each.projected}`].filter(Boolean);
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, each.title), each.years ? ` (${each.years})` : ""),
    h("p", {}, `${each.verdict[0].toLocaleUpperCase("fr")}${each.verdict.slice(1)}.`),
    h("p", { class: "place" }, `${values.join(" ; ")}.`),
    each.notes.length ? h("details", {}, h("summary", {}, "En savoir plus"), each.notes.map((note) => h("p", {}, note))) : null,
  );
}

/** The frame is as high as what it holds. */
function fit() {
  const inside = parts.figure.contentDocument?.documentElement;
  if (!inside || parts.figure.hidden) return;
  parts.figure.style.height = "0";
  parts.figure.style.height = `${inside.scrollHeight + 4}px`;
}

// ---------------------------------------------------------------- what the library proposes

const propose = () =>
  parts.proposed.replaceChildren(
    h("p", {}, "Chacune est calculée sur vos lignes, seule. Deux actions qui changent la même chose ne s’additionnent pas."),
    suggestions({ take: (each, place) => change("add_suggestion", [each.id], { whole: true, folded: true, place, done: `Ajoutée : ${each.title}.` }) }),
  );

/** What was computed before a change says so. */
function stale() {
  if (!parts.library.open || parts.proposed.querySelector(".again") || !parts.proposed.querySelector("li")) return;
  parts.proposed.prepend(h("p", { class: "again" }, "Calculées avant vos derniers changements. ", h("button", { type: "button", class: "link", onclick: propose }, "Les recalculer")));
}

// ---------------------------------------------------------------- files

async function made(form) {
  const name = `plan.${form}`;
  const files = await engine.made(["plan", "dossier", "--format", form, "-o", `out/${name}`]);
  download(await called(`-${name}`), files.get(name));
}

const attempt = attempting(() => parts.files);

export const plan = {
  id: "planifier",
  edits: true,
  title: "Planifier",

  build(section) {
    for (const name of ["none", "told", "wrong", "notices", "aims", "proposed", "files"]) parts[name] = h("div", {});
    parts.sentence = h("p", { class: "key" });
    parts.figure = frame("Trajectoire de l’empreinte");
    parts.figure.classList.add("figure");
    parts.figure.addEventListener("load", () => new parts.figure.contentWindow.ResizeObserver(fit).observe(parts.figure.contentDocument.documentElement), { once: true });
    parts.rows = actionRows({ data: () => data, known: () => known, change });
    parts.library = h("details", { ontoggle: () => parts.library.open && !parts.proposed.firstChild && propose() }, h("summary", {}, h("h2", {}, "Les actions que la bibliothèque propose")), parts.proposed);
    parts.whole = h(
      "div",
      {},
      parts.sentence,
      parts.wrong,
      parts.figure,
      parts.notices,
      parts.aims,
      h("h2", {}, "Actions"),
      h("p", {}, "Une action change des quantités (un nombre d’appareils, une durée de vie, des kWh), jamais des tonnes : la trajectoire se recalcule à chaque changement."),
      parts.told,
      parts.rows.element,
      parts.library,
      h("h2", {}, "Télécharger"),
      h("p", { class: "choices" }, FORMS.map(([form, label]) => h("button", { type: "button", class: "second", onclick: () => attempt(() => made(form)) }, label))),
      parts.files,
    );
    addEventListener("resize", fit);
    section.append(parts.none, parts.whole);
  },

  async show() {
    parts.whole.hidden = !needed(parts.none);
    if (parts.whole.hidden) return;
    parts.none.replaceChildren();
    if (version === dossier.version) {
      fit();
      return;
    }
    say("Calcul de la trajectoire…");
    try {
      const asked = dossier.version;
      known ??= (await engine.call("sheets", [])).value;
      data = (await engine.call("plan", [])).value;
      version = asked;
      parts.told.replaceChildren();
      parts.proposed.replaceChildren();
      parts.library.open = false;
      drawPlan();
      parts.rows.draw();
      say(result());
      document.documentElement.dataset.plan = String(version);
    } catch (error) {
      if (error instanceof engine.Stopped) return;
      parts.none.replaceChildren(alertOf(error.message));
      parts.whole.hidden = true;
    }
  },

  changed() {
    if (present()) this.show();
  },
};
