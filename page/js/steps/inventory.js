// Inventaires: the exports of a tool, what each says, its doubts settled with a click.
import { alertOf, h, number, plural, say } from "../dom.js";
import { dossier, merge, present, take } from "../dossier.js";
import * as engine from "../engine.js";
import { fromDrop, fromInput } from "../files.js";
import { needed } from "./shared.js";

const MOST_SHOWN = 100; // groups of rows that nothing is asked about
const FOLDER = "inventaire";
const READ = /\.(csv|tsv|txt|json|xls|xlsx|xlsm|ods)$/i;

const parts = {};
let exports = [];
let line = Promise.resolve(); // one change after the other

let version = -1; // of the dossier that `exports` are of
const plain = (text) => text.replaceAll("dossier/", "").replace(/ ; --write-mapping[^;\n]*/g, " ; des correspondances sont proposées dessous");
const idOf = (one, ...more) => ["export", one.files.join(" "), ...more].join(" ");

// ---------------------------------------------------------------- files that come

/** A name that any system takes: letters, digits, dots and dashes. */
function safe(name) {
  const kept = name.normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "");
  const dot = kept.lastIndexOf(".");
  return kept.slice(0, Math.min(dot, 80)).replace(/[-.]+$/, "") + kept.slice(dot);
}

const same = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Put exports in the dossier, never in the place of another file; say what was done with each. */
async function bring(files) {
  const next = new Map(dossier.files);
  const told = [];
  const refused = [];
  for (const [path, bytes] of files) {
    const given = path.slice(path.lastIndexOf("/") + 1);
    if (!READ.test(given)) {
      refused.push(`${given} : ce n’est pas un export (CSV, TSV, TXT, JSON, XLS, XLSX, ODS).`);
      continue;
    }
    const name = safe(given);
    const dot = name.lastIndexOf(".");
    let at = `${FOLDER}/${name}`;
    for (let rank = 2; next.has(at) && !same(next.get(at), bytes); rank += 1) at = `${FOLDER}/${name.slice(0, dot)}-${rank}${name.slice(dot)}`;
    if (next.has(at)) told.push(`${given} : déjà dans le dossier (${at}).`);
    else if (at !== `${FOLDER}/${given}`) told.push(`${given} : mis dans le dossier sous le nom ${at}${at === `${FOLDER}/${name}` ? "" : ", l’autre fichier de ce nom est gardé"}.`);
    else told.push(`${given} : mis dans le dossier.`);
    next.set(at, bytes);
  }
  if (next.size > dossier.files.size) take(next);
  parts.told.replaceChildren(...(refused.length ? [alertOf(refused.join("\n"))] : []), h("ul", {}, told.map((each) => h("li", {}, each))));
  await line;
  await draw();
  say([...told, ...refused].join(" "));
}

async function attempt(work) {
  parts.told.replaceChildren();
  try {
    await work();
  } catch (error) {
    if (!(error instanceof engine.Stopped)) parts.told.replaceChildren(alertOf(plain(error.message)));
  }
}

// ---------------------------------------------------------------- changes

/** Settle, map or add; the message of a refusal comes beside what was asked. */
function change(name, one, given, { place, done, focus }) {
  place.replaceChildren();
  say("Lecture de l’export…");
  line = line.then(async () => {
    try {
      const { value } = await engine.call("edit_exports", [name, [one.files, ...given]]);
      if (value.refusals.length) throw new engine.Refusal(value.refusals.map((each) => [each.message, each.help].filter(Boolean).join(" : ")).join("\n"));
      merge(value.changed);
      exports = value.exports;
      version = dossier.version;
      redraw();
      const now = exports.find((each) => each.files[0] === one.files[0]);
      const warned = document.getElementById(idOf(now, "wrong"));
      if (value.wrong.length && warned) warned.replaceChildren(alertOf(`Le dossier ne peut plus être calculé :\n${plain(value.wrong.join("\n"))}`));
      (focus?.() ?? document.getElementById(idOf(now, "title")))?.focus();
      say(`${done} ${counted(now)}`);
    } catch (error) {
      say("");
      if (!(error instanceof engine.Stopped)) place.replaceChildren(alertOf(plain(error.message)));
    }
  });
  return line;
}

const rowsOf = (one, verdict) => one.doubts?.verdicts.find((each) => each.verdict === verdict)?.rows ?? 0;
const counted = (one) => (one.doubts ? `Comptées : ${number(rowsOf(one, "counted"))} ; à confirmer : ${number(rowsOf(one, "to_confirm"))}.` : "");

// ---------------------------------------------------------------- one export

function verdicts(one) {
  return h(
    "div",
    { class: "table numbers", tabindex: "0", role: "region", "aria-label": `Lignes de ${one.files[0]}` },
    h(
      "table",
      {},
      h("caption", {}, `${plural(one.doubts.read, "ligne")} lue${one.doubts.read < 2 ? "" : "s"}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Lignes"), h("th", { scope: "col" }, "Nombre"), h("th", { scope: "col" }, "Appareils"))),
      h(
        "tbody",
        {},
        one.doubts.verdicts.map((each) => h("tr", {}, h("th", { scope: "row" }, each.label), h("td", {}, number(each.rows)), h("td", {}, each.units === null ? "inconnu" : number(each.units)))),
      ),
    ),
  );
}

const labelOf = (one, list, value) => one.doubts.choices[list].find((each) => each.value === value)?.label ?? value;

/** « 10 laptop » → how many, and what. */
function parsed(answer) {
  const found = /^(\d+) (\S+)$/.exec(answer);
  return found ? { count: found[1], type: found[2] } : { count: "", type: answer };
}

function answerText(one, { section, answer }) {
  if (section === "statuses") return labelOf(one, "states", answer);
  const { count, type } = parsed(answer);
  return `${count && `${count} × `}${labelOf(one, "types", type)}`;
}

/** Where the rows are, at the end of what is said of them. */
function placeOf(doubt) {
  const at = doubt.text.lastIndexOf(` ; ${doubt.file}`);
  return at < 0 ? plain(doubt.file) : plain(doubt.text.slice(at + 3));
}

function heading(doubt) {
  const units = doubt.units !== null && doubt.units !== doubt.rows ? `, ${plural(doubt.units, "appareil")}` : "";
  return [h("strong", {}, `${plural(doubt.rows, "ligne")}${units}${doubt.label ? ` : ${doubt.label}` : ""}`), ` — ${doubt.reason}`];
}

/** A question: the likely answer is there already, one click takes it. */
function question(one, doubt, rank) {
  const { section, word, typed, choices } = doubt.settle;
  const id = idOf(one, "doubt", rank);
  const likely = parsed(doubt.settle.answer || doubt.guess);
  const told = h("div", { id: `${id} told` });
  const list = one.doubts.choices[choices];
  const states = section === "statuses";
  const control = states
    ? h("select", { id, "aria-describedby": `${id} told` }, h("option", { value: "" }, ""), list.map((each) => h("option", { value: each.value }, each.label)))
    : h("input", { id, list: "types", autocomplete: "off", "aria-describedby": `${id} told` });
  control.value = states ? likely.type : likely.type && labelOf(one, choices, likely.type);
  // how many devices one row is, where only that lacks
  const many = !states && (likely.count || doubt.units === null || (doubt.guess && !doubt.settle.answer));
  const count = many ? h("input", { id: `${id} count`, inputmode: "numeric", autocomplete: "off" }) : null;
  if (count) count.value = likely.count;
  // what may name somebody is not shown: the person writes it
  const own = typed ? h("input", { id: `${id} typed`, autocomplete: "off", "aria-describedby": `${id} told` }) : null;
  const chosen = () => {
    if (states) return control.value;
    const text = control.value.trim().toLocaleLowerCase("fr");
    return list.find((each) => each.label.toLocaleLowerCase("fr") === text || each.value === text)?.value ?? "";
  };
  const refuse = (at, text) => {
    at.setAttribute("aria-invalid", "true");
    told.replaceChildren(alertOf(text));
    at.focus();
  };
  const submit = (event) => {
    event.preventDefault();
    for (const each of [own, control, count]) each?.removeAttribute("aria-invalid");
    if (own && !own.value.trim()) return refuse(own, `Écrivez ${typed}.`);
    const answer = chosen();
    if (!answer) return refuse(control, control.value ? `« ${control.value} » n’est pas dans la liste : choisissez une de ses réponses.` : "Choisissez une réponse dans la liste.");
    const units = count?.value.trim() ?? "";
    if (units && !/^[1-9]\d{0,5}$/.test(units)) return refuse(count, "Donnez un nombre entier d’appareils, ou laissez vide.");
    return change("settle", one, [[{ section, word: own ? word + own.value.trim() : word, answer: units ? `${units} ${answer}` : answer }]], {
      place: told,
      done: `Réglé : ${doubt.label || word}.`,
      focus: () => document.querySelector(`[data-doubts="${CSS.escape(one.files[0])}"] :is(input, select)`),
    });
  };
  return h(
    "li",
    {},
    h("p", {}, heading(doubt)),
    h("p", { class: "place" }, placeOf(doubt)),
    h(
      "form",
      { class: "answer", onsubmit: submit, novalidate: true },
      own && h("p", { class: "field" }, h("label", { for: own.id }, `${typed[0].toLocaleUpperCase("fr")}${typed.slice(1)}`), own),
      h("p", { class: "field" }, h("label", { for: id }, states ? "Veut dire" : "C’est"), control),
      count && h("p", { class: "field" }, h("label", { for: count.id }, "Appareils par ligne"), count),
      h("p", {}, h("button", { type: "submit", class: "second", "aria-label": `Valider : ${doubt.label || word}` }, "Valider")),
    ),
    told,
  );
}

const said = (doubt) => h("li", {}, h("p", {}, heading(doubt)), h("p", { class: "place" }, placeOf(doubt)));

function others(one, verdict) {
  const groups = one.doubts.doubts.filter((each) => each.verdict === verdict.verdict);
  if (!groups.length) return null;
  const more = groups.length - MOST_SHOWN;
  return h(
    "details",
    {},
    h("summary", {}, `Lignes ${verdict.label} (${number(verdict.rows)})`),
    h("ul", { class: "findings" }, groups.slice(0, MOST_SHOWN).map(said)),
    more > 0 ? h("p", {}, `Et ${plural(more, "autre")} : « snr inventory » les dit toutes.`) : null,
  );
}

/** What was answered: it can be taken back. */
function answers(one) {
  if (!one.answers.length || !one.doubts) return null;
  const told = h("div", {});
  return h(
    "details",
    {},
    h("summary", {}, `Vos réponses (${one.answers.length})`),
    h(
      "ul",
      {},
      one.answers.map((each) =>
        h(
          "li",
          {},
          `${each.word} : ${answerText(one, each)} `,
          h("button", { type: "button", class: "link", "aria-label": `Retirer la réponse : ${each.word}`, onclick: () => change("settle", one, [[{ section: each.section, word: each.word, answer: "" }]], { place: told, done: `Réponse retirée : ${each.word}.` }) }, "Retirer"),
        ),
      ),
    ),
    told,
  );
}

function mapping(one) {
  const id = idOf(one, "mapping");
  const told = h("div", { id: `${id} told` });
  const text = h("textarea", { id, rows: "12", class: "code", spellcheck: "false", "aria-describedby": `${id} told` });
  text.value = one.text;
  return h(
    "details",
    { open: Boolean(one.refused) },
    h("summary", {}, "Le fichier des correspondances (YAML)"),
    h("p", { class: "field wide" }, h("label", { for: id }, one.mapping || "Proposé, pas encore dans le dossier"), text, h("span", { class: "help" }, "Il dit ce que veulent dire les titres, les statuts et les libellés de l’export. Une ligne qui commence par # ne compte pas : ôtez le # pour qu’elle compte.")),
    told,
    h("p", {}, h("button", { type: "button", class: "second", onclick: () => change("map", one, [text.value], { place: told, done: "Correspondances gardées." }) }, "Garder ces correspondances")),
  );
}

function added(one) {
  if (one.name) return h("p", {}, `Lu par le dossier, ligne « ${one.name} »${one.locked ? ` : ${plain(one.locked)}` : ""}. `, h("a", { href: "#mesurer" }, "Mesurer"));
  const told = h("div", {});
  return h(
    "div",
    {},
    h("p", {}, "Le dossier ne lit pas encore cet export : rien n’en est compté."),
    one.refused ? null : h("p", {}, h("button", { type: "button", onclick: () => change("add", one, [], { place: told, done: `Le dossier lit ${one.files[0]}.` }) }, "Ajouter au dossier")),
    told,
  );
}

function article(one) {
  const asked = one.doubts?.doubts.filter((each) => each.verdict === "to_confirm") ?? [];
  return h(
    "article",
    { class: "export" },
    h("h2", { id: idOf(one, "title"), tabindex: "-1" }, one.files.join(", ")),
    h("div", { id: idOf(one, "wrong") }),
    one.refused ? alertOf(plain(one.refused)) : null,
    added(one),
    one.doubts ? verdicts(one) : null,
    one.doubts?.unread.length ? h("div", { class: "notice" }, one.doubts.unread.map((each) => h("p", {}, plain(each)))) : null,
    asked.length
      ? [
          h("h3", {}, "À confirmer"),
          h("p", {}, "Ce qui pèse le plus d’abord. Tant que vous ne répondez pas, ces lignes ne sont pas comptées."),
          h("ul", { class: "findings warning", "data-doubts": one.files[0] }, asked.map((each, rank) => (each.settle ? question(one, each, rank) : said(each)))),
        ]
      : null,
    one.doubts ? one.doubts.verdicts.filter((each) => !["counted", "to_confirm"].includes(each.verdict)).map((each) => others(one, each)) : null,
    answers(one),
    mapping(one),
  );
}

// ---------------------------------------------------------------- the step

/** Draw the exports; what is unfolded stays so. */
function redraw() {
  const unfolded = new Set([...parts.list.querySelectorAll("details[open]")].map(nameOf));
  const types = exports.find((each) => each.doubts)?.doubts.choices.types ?? [];
  parts.types.replaceChildren(...types.map((each) => h("option", { value: each.label })));
  parts.list.replaceChildren(...exports.map(article));
  for (const each of parts.list.querySelectorAll("details")) if (unfolded.has(nameOf(each))) each.open = true;
}

const nameOf = (details) => `${details.closest(".export").firstChild.id} ${details.firstChild.textContent.replace(/\(.*/, "")}`;

async function draw() {
  if (version !== dossier.version) {
    const asked = dossier.version;
    exports = (await engine.call("exports", [])).value.exports;
    version = asked;
  }
  redraw();
}

export const inventory = {
  id: "inventaires",
  title: "Inventaires",

  build(section) {
    parts.none = h("div", {});
    parts.told = h("div", {});
    parts.types = h("datalist", { id: "types" });
    parts.list = h("div", {});
    const input = h("input", {
      type: "file",
      multiple: true,
      id: "exports",
      class: "hidden-file",
      onchange: () => {
        const files = fromInput(input.files);
        attempt(async () => bring(await files)).then(() => {
          input.value = "";
        });
      },
    });
    parts.whole = h(
      "div",
      {},
      h("p", {}, "Un export de votre outil de parc (GLPI, OCS, un tableur…) compte les appareils à votre place. Les noms des personnes et les numéros de série qu’il contient ne sont jamais montrés ; l’export, lui, entre dans le dossier : ôtez-en d’abord ces colonnes si le dossier doit circuler."),
      h(
        "div",
        {
          class: "drop",
          ondragover: (event) => event.preventDefault(),
          ondrop: (event) => {
            event.preventDefault();
            const dropped = fromDrop(event.dataTransfer); // what was dropped is gone after this turn
            attempt(async () => bring(await dropped));
          },
        },
        h("p", {}, "Déposez ici un ou plusieurs exports : CSV, XLSX, XLS, ODS, JSON."),
        h("p", { class: "choices" }, h("label", { class: "button", for: "exports" }, "Choisir des exports"), input),
      ),
      parts.told,
      parts.types,
      parts.list,
    );
    section.append(parts.none, parts.whole);
  },

  async show() {
    parts.whole.hidden = !needed(parts.none);
    if (parts.whole.hidden) return;
    parts.none.replaceChildren();
    say("Lecture des exports…");
    await attempt(async () => {
      await draw();
      say(exports.length ? `${plural(exports.length, "export")} dans le dossier.` : "Le dossier n’a pas encore d’export.");
    });
  },

  changed() {
    if (present()) this.show();
  },
};
