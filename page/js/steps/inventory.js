// Inventaires: the exports of a tool, what each says, its doubts settled with a click.
import { alertOf, h, number, plural, say } from "../dom.js";
import { dossier, edit, present, replace } from "../store.js";
import * as engine from "../engine.js";
import { placed } from "../exports.js";
import { fromInput } from "../files.js";
import { dropZone, needed, saying } from "./shared.js";

const MOST_SHOWN = 100; // groups of rows that nothing is asked about

const parts = {};
let exports = [];
let wrong = []; // what keeps the dossier from being computed

let version = -1; // of the dossier that `exports` are of
const plain = (text) => text.replaceAll("dossier/", "");
const idOf = (one, ...more) => ["export", one.files.join(" "), ...more].join(" ");

// ---------------------------------------------------------------- files that come

/** Put exports in the dossier; say what was done with each. */
async function bring(files) {
  const { next, told, refused } = placed(files, dossier.files);
  if (next.size > dossier.files.size) replace(next, "exports ajoutés");
  parts.told.replaceChildren(...(refused.length ? [alertOf(refused.join("\n"))] : []), h("ul", {}, told.map((each) => h("li", {}, each))));
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

/** Settle, map, add or edit; the message of a refusal comes beside what was asked. `one` is the export it is about. */
async function change(name, one, given, { place, done, focus }) {
  place.replaceChildren();
  say("Lecture de l’export…");
  try {
    const value = await edit("edit_exports", [name, given], done);
    if (value.refusals.length) throw new engine.Refusal(value.refusals.map((each) => [each.message, each.help].filter(Boolean).join(" : ")).join("\n"));
    ({ exports, wrong } = value);
    version = dossier.version;
    redraw();
    const now = one && exports.find((each) => each.files[0] === one.files[0]);
    const title = now && document.getElementById(idOf(now, "title"));
    (parts.wrong.querySelector("h2") ?? focus?.() ?? title ?? parts.whole.querySelector("h2"))?.focus();
    say([done, wrong.length ? "Le dossier ne peut pas être calculé : voyez pourquoi au-dessus des exports." : now && counted(now)].filter(Boolean).join(" "));
  } catch (error) {
    say("");
    if (!(error instanceof engine.Stopped)) place.replaceChildren(alertOf(plain(error.message)));
  }
}

// ---------------------------------------------------------------- what keeps the dossier from being computed

/** A line that was typed and an export count the same devices: one click says what is right. */
function twice(each, told) {
  const read = exports.filter((one) => one.name);
  const edit = (edits, done) => (!edits[0].remove || confirm(`Supprimer la ligne « ${each.name} » ?`)) && change("edit", null, [edits.map((one) => ({ sheet: each.sheet, row: each.row, ...one }))], { place: told, done });
  const button = (text, edits, done) => h("button", { type: "button", class: "second", "aria-label": `${text} : ${each.name}`, onclick: () => edit(edits, done) }, text);
  return h(
    "p",
    { class: "choices" },
    read.length === 1 && button("Prendre la quantité de l’export", [{ column: "quantity", text: "" }, { column: "inventory", text: read[0].name }], `« ${each.name} » prend sa quantité dans l’export.`),
    button("Supprimer la ligne", [{ remove: true }], `Ligne « ${each.name} » supprimée.`),
    button("Elle s’ajoute à l’export", [{ column: "in_addition", text: "oui" }], `« ${each.name} » s’ajoute à l’export.`),
  );
}

function wrongItem(each) {
  const told = h("div", {});
  if (each.code === "SNR504" && each.sheet === "equipment" && each.row) {
    return h("li", {}, h("p", {}, h("strong", {}, `Ligne « ${each.name} »`), " : ses appareils sont aussi dans un export."), twice(each, told), told);
  }
  return h("li", {}, h("p", {}, saying(each)), h("p", { class: "place" }, each.place));
}

function drawWrong() {
  parts.wrong.replaceChildren(
    ...(wrong.length
      ? [
          h("h2", { tabindex: "-1" }, "Le dossier ne peut pas être calculé"),
          h("p", {}, wrong.some((each) => each.code === "SNR504") ? "Des appareils seraient comptés deux fois, tapés à la main et lus d’un export. Dites pour chaque ligne ce qui est juste." : "Une fois ces erreurs corrigées, les exports comptent."),
          h("div", { class: "error" }, h("ul", { class: "findings" }, wrong.map(wrongItem))),
        ]
      : []),
  );
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
    return change("settle", one, [one.files, [{ section, word: own ? word + own.value.trim() : word, answer: units ? `${units} ${answer}` : answer }]], {
      place: told,
      done: `Réglé : ${doubt.label || word}.`,
      focus: () => document.querySelector(`[data-doubts="${CSS.escape(one.files[0])}"] :is(input, select)`),
    });
  };
  return h(
    "li",
    {},
    h("p", {}, heading(doubt)),
    h("p", { class: "place" }, plain(doubt.place)),
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

const said = (doubt) => h("li", {}, h("p", {}, heading(doubt)), h("p", { class: "place" }, plain(doubt.place)));

function others(one, verdict) {
  const groups = one.doubts.doubts.filter((each) => each.verdict === verdict.verdict);
  if (!groups.length) return null;
  const more = groups.length - MOST_SHOWN;
  return h(
    "details",
    {},
    h("summary", {}, `Lignes ${verdict.label} (${number(verdict.rows)})`),
    h("ul", { class: "findings" }, groups.slice(0, MOST_SHOWN).map(said)),
    more > 0 ? h("p", {}, `Et ${plural(more, "autre")}.`) : null,
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
          h("button", { type: "button", class: "link", "aria-label": `Retirer la réponse : ${each.word}`, onclick: () => change("settle", one, [one.files, [{ section: each.section, word: each.word, answer: "" }]], { place: told, done: `Réponse retirée : ${each.word}.` }) }, "Retirer"),
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
    h("p", {}, h("button", { type: "button", class: "second", onclick: () => change("map", one, [one.files, text.value], { place: told, done: "Correspondances gardées." }) }, "Garder ces correspondances")),
  );
}

function added(one) {
  if (one.name) return h("p", {}, `Lu par le dossier, ligne « ${one.name} ». `, h("a", { href: "#mesurer" }, "Mesurer"));
  const told = h("div", {});
  return h(
    "div",
    {},
    h("p", {}, "Le dossier ne lit pas encore cet export : rien n’en est compté."),
    one.refused ? null : h("p", {}, h("button", { type: "button", onclick: () => change("add", one, [one.files], { place: told, done: `Le dossier lit ${one.files[0]}.` }) }, "Ajouter au dossier")),
    told,
  );
}

function article(one) {
  const asked = one.doubts?.doubts.filter((each) => each.verdict === "to_confirm") ?? [];
  return h(
    "article",
    { class: "export" },
    h("h2", { id: idOf(one, "title"), tabindex: "-1" }, one.files.join(", ")),
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

/** Several files of one inventory: read together, a device of two of them counts once. */
function drawTogether() {
  const apart = exports.filter((one) => !one.name && !one.refused && !one.mapping);
  const told = h("div", {});
  const files = apart.flatMap((one) => one.files);
  const add = () => change("add", { files }, [files], { place: told, done: `Le dossier lit ensemble ${files.join(", ")}.` });
  parts.together.replaceChildren(
    ...(apart.length > 1
      ? [h("p", {}, "Si ces exports sont les morceaux d’un même inventaire, ajoutez-les ensemble : un appareil présent dans deux d’entre eux est compté une fois."), h("p", {}, h("button", { type: "button", class: "second", onclick: add }, `Ajouter ensemble ces ${apart.length} exports`)), told]
      : []),
  );
}

/** Draw the exports; what is unfolded stays so. */
function redraw() {
  const unfolded = new Set([...parts.list.querySelectorAll("details[open]")].map(nameOf));
  const types = exports.find((each) => each.doubts)?.doubts.choices.types ?? [];
  parts.types.replaceChildren(...types.map((each) => h("option", { value: each.label })));
  drawWrong();
  drawTogether();
  parts.list.replaceChildren(...exports.map(article));
  for (const each of parts.list.querySelectorAll("details")) if (unfolded.has(nameOf(each))) each.open = true;
}

const nameOf = (details) => `${details.closest(".export").firstChild.id} ${details.firstChild.textContent.replace(/\(.*/, "")}`;

async function draw() {
  if (version !== dossier.version) {
    const asked = dossier.version;
    ({ exports, wrong } = (await engine.call("exports", [])).value);
    version = asked;
  }
  redraw();
}

export const inventory = {
  id: "inventaires",
  edits: true,
  title: "Inventaires",

  build(section) {
    for (const name of ["none", "told", "wrong", "list", "together"]) parts[name] = h("div", {});
    parts.types = h("datalist", { id: "types" });
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
      dropZone(
        (dropped) => attempt(async () => bring(await dropped)),
        h("p", {}, "Déposez ici un ou plusieurs exports : CSV, XLSX, XLS, ODS, JSON."),
        h("p", { class: "choices" }, h("label", { class: "button", for: "exports" }, "Choisir des exports"), input),
      ),
      parts.told,
      parts.types,
      parts.wrong,
      parts.list,
      parts.together,
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
