// Vérifier: what the dossier says wrong, what the law asks for and what is missing.
import { alertOf, h, plural, say } from "../dom.js";
import { edit, present } from "../store.js";
import * as engine from "../engine.js";
import { load, reach } from "./fill.js";
import { attempting, fixOf, needed } from "./shared.js";

const LEVELS = [
  ["error", "À corriger"],
  ["warning", "À compléter ou à vérifier"],
  ["info", "À savoir"],
];

let told;
let list;

const attempt = attempting(() => told);

/** Why it is looked for, as elements; its links lead to files that the page does not have. */
async function why(code) {
  const { value } = await engine.call("why", [code]);
  const parsed = new DOMParser().parseFromString(value, "text/html");
  for (const each of parsed.querySelectorAll("script, img, iframe, style")) each.remove();
  for (const each of parsed.querySelectorAll("a")) each.replaceWith(...each.childNodes);
  return [...parsed.body.childNodes].map((each) => document.adoptNode(each));
}

/** What leads to the field of a finding, or to the export that it speaks of; some speak of the whole dossier. */
function wayTo(finding) {
  if (finding.sheet) return h("button", { type: "button", class: "link", onclick: () => attempt(() => reach(finding.sheet, finding.row, finding.cell)) }, "Aller au champ");
  return /\.(csv|tsv|txt|json|xlsx?|ods)$/i.test(finding.file) ? h("a", { href: "#inventaires" }, "Aller à l’export") : null;
}

function shown(finding) {
  const page = h("div", { class: "page" });
  const mend = async (fix) => {
    await edit("edit", [[fix]], finding.place);
    await check.show();
    told.focus();
  };
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, finding.told)),
    finding.advice ? h("p", {}, finding.advice) : null,
    h("p", { class: "place" }, finding.place, " ", fixOf(finding, (fix) => attempt(() => mend(fix))), " ", wayTo(finding)),
    h(
      "details",
      {
        ontoggle: async (event) => {
          if (event.target.open && !page.firstChild) page.replaceChildren(...(await why(finding.code)), finding.reference ? h("p", {}, `Référence : ${finding.reference}`) : "");
        },
      },
      h("summary", {}, "Pourquoi ?"),
      page,
    ),
  );
}

export const check = {
  id: "verifier",
  title: "Vérifier",

  build(section) {
    told = h("div", { tabindex: "-1" });
    list = h("div", {});
    section.append(told, list);
  },

  async show() {
    if (!needed(list)) return;
    told.replaceChildren();
    say("Vérification…");
    try {
      const { findings } = (await load()).findings;
      const by = Map.groupBy(findings, (each) => each.level);
      const levels = LEVELS.filter(([level]) => by.has(level));
      const counts = levels.map(([level, title]) => `${by.get(level).length} ${title.toLowerCase()}`);
      list.replaceChildren(
        h("p", { class: "key" }, findings.length ? `${plural(findings.length, "constat")} : ${counts.join(" ; ")}.` : "Rien à signaler."),
        ...levels.map(([level, title]) =>
          h("details", { open: level === "error" || !by.has("error"), class: level }, h("summary", {}, h("h2", {}, `${title} (${by.get(level).length})`)), h("ul", { class: "findings" }, by.get(level).map(shown))),
        ),
      );
      say(findings.length ? plural(findings.length, "constat") : "Rien à signaler.");
    } catch (error) {
      if (!(error instanceof engine.Stopped)) list.replaceChildren(alertOf(error.message));
    }
  },

  changed() {
    if (present()) this.show();
  },
};
