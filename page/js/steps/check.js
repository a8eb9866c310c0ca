// Vérifier: what the dossier says wrong, what the law asks for and what is missing.
import { alertOf, h, plural, say } from "../dom.js";
import { present } from "../store.js";
import * as engine from "../engine.js";
import { fieldOfFinding, reach } from "./fill.js";
import { advice, cached, needed } from "./shared.js";

const LEVELS = [
  ["error", "À corriger", "error"],
  ["warning", "À compléter ou à vérifier", "warning"],
  ["info", "À savoir", "info"],
];

const findings = cached(async () => {
  const { code, out, err } = await engine.run(["check", "dossier", "--format", "json"]);
  if (code > 1) throw new engine.Refusal(err);
  return JSON.parse(engine.text(out)).findings.filter((each) => !each.suppressed);
});

let list;

/** The page of a code, as elements; its links lead to files that the page does not have. */
async function page(code) {
  const { value } = await engine.call("rule", [code]);
  const parsed = new DOMParser().parseFromString(value, "text/html");
  for (const each of parsed.querySelectorAll("script, img, iframe, style")) each.remove();
  for (const each of parsed.querySelectorAll("a")) each.replaceWith(...each.childNodes);
  for (const each of parsed.querySelectorAll("h1, h2, h3")) each.replaceWith(h("p", {}, h("strong", {}, each.textContent)));
  for (const each of parsed.querySelectorAll("pre")) each.tabIndex = 0;
  return h("div", { class: "page" }, [...parsed.body.childNodes].map((each) => document.adoptNode(each)));
}

function shown([finding, goes]) {
  const place = [finding.file.replace(/^dossier\//, ""), finding.sheet && `feuille ${finding.sheet}`, finding.cell && `cellule ${finding.cell}`, !finding.sheet && finding.line && `ligne ${finding.line}`].filter(Boolean);
  const why = h("div", {});
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, finding.message)),
    advice(finding.help) ? h("p", {}, advice(finding.help)) : null,
    h("p", { class: "place" }, place.join(", "), " ", goes),
    h(
      "details",
      {
        ontoggle: async (event) => {
          if (event.target.open && !why.firstChild) why.replaceChildren(await page(finding.code));
        },
      },
      h("summary", {}, `Pourquoi ? (${finding.code})`),
      why,
    ),
  );
}

/** What leads to the field of a finding, or to the export that it speaks of; some speak of the whole dossier. */
async function wayTo(finding) {
  const field = await fieldOfFinding(finding);
  if (field) return h("button", { type: "button", class: "link", onclick: () => reach(field.sheet, field.row, field.cell) }, "Aller au champ");
  return /\.(csv|tsv|txt|json|xlsx?|ods)$/i.test(finding.file) && !finding.sheet ? h("a", { href: "#inventaires" }, "Aller à l’export") : null;
}

export const check = {
  id: "verifier",
  title: "Vérifier",

  build(section) {
    list = h("div", {});
    section.append(list);
  },

  async show() {
    if (!needed(list)) return;
    say("Vérification…");
    try {
      const found = await findings();
      const ways = await Promise.all(found.map(async (each) => [each, await wayTo(each)]));
      const by = Map.groupBy(ways, ([each]) => each.severity);
      const counts = LEVELS.filter(([level]) => by.has(level)).map(([level, title]) => `${by.get(level).length} ${title.toLowerCase()}`);
      list.replaceChildren(
        h("p", { class: "key" }, found.length ? `${plural(found.length, "constat")} : ${counts.join(" ; ")}.` : "Rien à signaler."),
        ...LEVELS.filter(([level]) => by.has(level)).map(([level, title]) =>
          h("details", { open: level === "error" || !by.has("error"), class: level }, h("summary", {}, h("h2", {}, `${title} (${by.get(level).length})`)), h("ul", { class: "findings" }, by.get(level).map(shown))),
        ),
      );
      say(found.length ? plural(found.length, "constat") : "Rien à signaler.");
    } catch (error) {
      if (!(error instanceof engine.Stopped)) list.replaceChildren(alertOf(error.message));
    }
  },

  changed() {
    if (present()) this.show();
  },
};
