// Répondre: one question at a time, what it changes beside it.
import { alertOf, download, h, plural, say } from "../dom.js";
import { aside, called, dossier, edit } from "../store.js";
import * as engine from "../engine.js";
import { beside } from "./beside.js";
import { reach } from "./fill.js";
import { handOver } from "./draft.js";
import { attempting, cached, needed } from "./shared.js";
import { suggestions } from "./suggestions.js";

let whole;
let none;
let told;
let pane;
let data; // {chapters, questions, figure}
const NO_ADVICE = { steps: [], doubts: {}, before: {}, sources: "" };
let advice = NO_ADVICE;
let name = ""; // of the question that is asked
let last = ""; // the question that was answered
let row = 0; // of a question that is asked of each row of a list
const parts = {};

const attempt = attempting(() => told);
const load = cached(async () => (await engine.call("conversation", [])).value);
const asked = () => data.questions.find((each) => each.id === name);
const inChapter = (chapter) => data.questions.filter((each) => each.chapter === chapter);
const settled = (each) => each.answered || aside.has(each.id);
const partly = (each) => !each.answered && each.rows.some(({ said }) => Object.keys(said).length > 0);
const stateOf = (each) => (each.answered ? "répondu" : partly(each) ? "en partie" : aside.has(each.id) ? "mis de côté" : "à faire");

/** The question after one, in order: the first that is neither answered nor put aside; then from the start. */
function after(id) {
  const rank = data.questions.findIndex((each) => each.id === id);
  const open = [...data.questions.slice(rank + 1), ...data.questions.slice(0, rank + 1)].filter((each) => !settled(each) && each.chapter !== "follow" && each.id !== id);
  return open[0]?.id ?? "";
}

// ---------------------------------------------------------------- what is shown

function draw({ focus = false } = {}) {
  drawFigure();
  drawChapters();
  const question = asked();
  parts.question.replaceChildren(...(question ? card(question) : ended()));
  if (!focus) return;
  parts.question.querySelector("h2").focus({ preventScroll: true });
  parts.question.firstElementChild.scrollIntoView({ block: "nearest" });
}

function drawFigure() {
  parts.sofar.textContent = advice.before.objectifs ? `Jusqu’ici : ${advice.before.objectifs}.` : "";
  parts.sofar.hidden = !parts.sofar.textContent;
  const { figure, wrong } = data;
  if (!figure) {
    parts.figures.replaceChildren(h("div", { class: "alert", role: "alert" }, h("p", {}, `${plural(wrong, "erreur")} dans le dossier, donc pas de chiffre. `, h("a", { href: "#verifier" }, "Les voir"))));
    return;
  }
  const doubts = [...new Set(Object.values(advice.doubts).flat())];
  const [first, ...readings] = figure.territory.map((text) => h("p", {}, text[0].toLocaleUpperCase("fr"), text.slice(1), "."));
  const partial = figure.missing.length > 0 && h("details", {}, h("summary", {}, h("span", { class: "badge" }, "périmètre partiel")), h("p", {}, `Rien n’est compté pour : ${figure.missing.join(", ")}.`));
  const doubtful = doubts.length > 0 && h("details", {}, h("summary", {}, h("span", { class: "badge" }, "à vérifier avant d’en parler")), doubts.map((text) => h("p", {}, `${text.replace(/\.$/, "")}.`)));
  const asks = data.questions.filter((each) => each.chapter !== "follow");
  const [done, all] = [asks.filter((each) => each.answered).length, asks.length];
  const box = (title, ...more) => h("div", { class: "box" }, h("p", { class: "what" }, title), more);
  parts.line.textContent = [figure.value || "Pas encore de chiffre", figure.between, figure.missing.length ? "périmètre partiel" : "", doubts.length ? "à vérifier" : ""].filter(Boolean).join(", ") + ` ; ${plural(done, "réponse")} sur ${all}, ${plural(figure.answered, "pièce")} du décret sur ${figure.pieces}.`;
  parts.figures.replaceChildren(
    box("Le numérique de la collectivité", h("p", { class: "value" }, figure.value || "non évalué"), [figure.between, advice.sources, figure.spending].filter(Boolean).map((text) => h("p", {}, text)), partial, doubtful),
    box("Le numérique du territoire", first, h("details", {}, h("summary", {}, "L’autre lecture"), readings)),
    box("Les questions", h("p", { class: "value" }, `${done} sur ${all}`), h("progress", { max: String(all), value: String(done), "aria-label": "Questions répondues" }), h("p", {}, `${plural(figure.answered, "pièce")} du décret sur ${figure.pieces}.`), next()),
  );
}

/** What to do next, when it is another question than the one asked. */
function next() {
  const step = advice.steps.find((each) => each.question && each.question !== name && !aside.has(each.question) && data.questions.some((one) => one.id === each.question));
  if (!step) return null;
  const time = step.minutes ? `, ${step.minutes} min` : "";
  return h("p", {}, "Ensuite : ", h("button", { type: "button", class: "link", onclick: () => go(step.question) }, `${step.text} (${step.who}${time})`));
}

function drawChapters() {
  const now = asked()?.chapter;
  const items = Object.entries(data.chapters).map(([chapter, title]) => {
    const all = inChapter(chapter);
    const done = all.filter((each) => each.answered || partly(each)).length;
    const seen = all.every(settled);
    const state = all.every((each) => each.answered) ? "fait" : seen ? `vu, ${plural(done, "réponse")} sur ${all.length}` : done ? `en cours, ${done} sur ${all.length}` : "à faire";
    return h("li", {}, h("button", { type: "button", class: "chapter", "aria-current": chapter === now ? "step" : null, onclick: () => go((all.find((each) => !settled(each)) ?? all[0]).id) }, h("strong", {}, title), " ", h("span", { class: state === "fait" ? "done" : "" }, state)));
  });
  parts.chapters.replaceChildren(...items);
}

/** No question is left: the documents, and what the decree still asks. */
function ended() {
  const lacking = h("div", {});
  engine
    .call("form", [])
    .then(({ value }) => {
      const all = value.findings.missing;
      const own = ({ code }) => data.questions.find((each) => each.pieces.includes(code));
      const item = (each) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => go(own(each).id) }, each.told));
      const asks = all.filter(own);
      if (asks.length) lacking.append(h("h3", {}, `Ce que le décret demande encore (${asks.length})`), h("ul", {}, asks.map(item)));
    })
    .catch(() => {});
  return [
    h("h2", { tabindex: "-1" }, "Toutes les questions sont vues"),
    h("p", {}, "La stratégie est écrite avec ce que vous savez ; ce qui manque y est dit. C’est un projet jusqu’au vote : la délibération se télécharge avec les autres documents."),
    h("p", { class: "choices" }, h("button", { type: "button", onclick: () => attempt(() => handOver("strategie", "odt")) }, "Télécharger la stratégie (.odt)"), h("a", { class: "button", href: "#rediger" }, "Tous les documents"), h("a", { class: "button", href: "#emporter" }, "Garder le dossier")),
    lacking,
    every(true),
  ];
}

function card(question) {
  const all = inChapter(question.chapter);
  const rank = all.indexOf(question) + 1;
  const heading = h("h2", { tabindex: "-1" }, question.ask);
  const head = [
    h("p", { class: "what" }, `${data.chapters[question.chapter]}, question ${rank} sur ${all.length} ; ${question.who}, ${question.minutes} min`, question.answered && h("span", { class: "badge done" }, "répondu")),
    heading,
  ];
  const foot = [skipping(question), every()];
  if (question.elsewhere) {
    const place = suggestions({
      take: (each, told) => moved("add_suggestion", each, told, `action « ${each.title} »`, "Ajoutée"),
      drop: (each, told) => moved("drop_action", each, told, `retrait de « ${each.title} »`, "Retirée"),
    });
    const onward = h("p", { class: "choices" }, h("button", { type: "button", onclick: () => go(after(name)) }, "Continuer"));
    return [...head, h("p", {}, "Chacune est calculée sur vos réponses, seule ; deux qui changent la même chose ne s’additionnent pas. Prenez-en une ou plusieurs."), place, parts.sofar, onward, ...foot];
  }
  return [...head, question.where && h("p", { class: "help" }, `Où trouver : ${question.where}.`), question.known && h("p", { class: "help" }, `Déjà connu : ${question.known}.`), advice.before[question.id] && h("p", { class: "key" }, `Pour décider : ${advice.before[question.id]}.`), doubtsOf(question), form(question), ...foot].filter(Boolean);
}

const doubtsOf = (question) => (advice.doubts[question.id]?.length ? h("div", { class: "notice" }, advice.doubts[question.id].map((text) => h("p", {}, `À vérifier : ${text.replace(/\.$/, "")}.`))) : null);

/** The form of a question: its parts, once; for a list, one more row, or one of its rows after the other. */
function form(question) {
  const rows = question.each ? question.rows : question.more ? [] : question.rows;
  row = Math.min(row, Math.max(0, rows.length - 1));
  if (question.each && !rows.length) return h("p", {}, "Il n’y a encore aucune action : prenez-en d’abord.", " ", h("button", { type: "button", class: "link", onclick: () => go("actions") }, "Choisir des actions"));
  const said = rows[row]?.said ?? {};
  const problem = h("div", {});
  const made = h(
    "form",
    { class: "asked", novalidate: true, onsubmit: (event) => (event.preventDefault(), attempt(() => submit(question, made, problem))) },
    question.each && h("p", {}, h("strong", {}, rows[row].title), ` (${row + 1} sur ${rows.length})`),
    question.more && question.rows.length > 0 && known(question),
    question.more && !question.rows.length && question.answered && h("p", {}, "Déjà répondu : il n’y en a pas."),
    question.more && question.rows.length > 0 && h("p", {}, h("strong", {}, "Un autre ?")),
    question.parts.map((part) => field(question, part, said[part.key] ?? (part.key === "owner" && row > 0 ? (rows[row - 1].said.owner ?? "") : ""))),
    problem,
    question.unknown && h("p", { class: "help" }, `Si vous ne savez pas : ${question.unknown}.`),
    h(
      "p",
      { class: "choices answer" },
      h("button", { type: "submit" }, question.more ? "Ajouter" : "Continuer"),
      question.more && question.rows.length
        ? h("button", { type: "button", class: "second", onclick: () => attempt(() => submit(question, made, problem, true)) }, "C’est tout : continuer")
        : h("button", { type: "button", class: "second", onclick: () => unknown(question) }, "Je ne sais pas"),
    ),
  );
  return made;
}

/** The rows that are there already. */
const known = (question) =>
  h("details", {}, h("summary", {}, `${plural(question.rows.length, "réponse")} au dossier`), h("ul", {}, question.rows.map((each) => h("li", {}, each.title))), h("p", {}, h("a", { href: "#tableaux" }, "Les changer dans un tableau")));

function field(question, part, text) {
  const id = `a-${part.key}`;
  const help = [part.where, part.example && `exemple : ${part.example}`, part.estimate && `vide : estimé à ${part.estimate}`].filter(Boolean).join(" ; ");
  if (part.sort === "themes") return boxes(part, text, id);
  const about = { id, name: part.key, "aria-describedby": `${id}-help ${id}-told`, autocomplete: "off" };
  const control = part.choices.length
    ? h("select", about, h("option", { value: "" }, ""), part.choices.map((label) => h("option", { value: label }, label)))
    : part.sort === "text" && (text.length > 60 || /edito|summary|method|finding/.test(part.key))
      ? h("textarea", { ...about, rows: "3" })
      : h("input", { ...about, inputmode: ["count", "number", "share", "euros", "years", "year"].includes(part.sort) ? "decimal" : "text" });
  control.value = text;
  const unit = part.unit ? ` (${part.unit})` : "";
  return h("div", { class: "field" }, h("label", { for: id }, `${part.ask}${unit}`), control, h("span", { class: "help", id: `${id}-help` }, help), h("span", { class: "told", id: `${id}-told` }));
}

/** What is one or more of a few: a box each. */
const boxes = (part, text, id) =>
  h(
    "fieldset",
    { class: "field" },
    h("legend", {}, part.ask),
    part.choices.map((label, rank) => h("p", {}, h("input", { type: "checkbox", id: `${id}-${rank}`, name: part.key, value: String(rank + 1), checked: text.includes(String(rank + 1)) }), " ", h("label", { for: `${id}-${rank}` }, label))),
    h("span", { class: "told", id: `${id}-told` }),
  );

function skipping(question) {
  const before = data.questions[data.questions.indexOf(question) - 1];
  const chapters = Object.keys(data.chapters);
  const following = chapters[chapters.indexOf(question.chapter) + 1];
  const first = following && inChapter(following).find((each) => !settled(each));
  const way = (does, text) => h("button", { type: "button", class: "link", onclick: does }, text);
  return h(
    "p",
    { class: "choices ways" },
    before && way(() => go(before.id), "Question précédente"),
    first && way(() => go(first.id), `Passer à « ${data.chapters[following]} »`),
    question.parts.length > 0 && question.who !== "chef de projet" && way(() => attempt(() => sheet(question)), `Qui le sait ? ${question.who} : télécharger sa feuille`),
  );
}

/** Every question, with its state. */
function every(open = false) {
  const item = (each) => h("li", {}, h("button", { type: "button", class: "link", "aria-current": each.id === name ? "true" : null, onclick: () => go(each.id) }, each.ask), " ", h("span", { class: each.answered ? "badge done" : "badge" }, stateOf(each)));
  return h("details", { open }, h("summary", {}, "Toutes les questions"), Object.entries(data.chapters).map(([chapter, title]) => [h("h3", {}, title), h("ul", { class: "list" }, inChapter(chapter).map(item))]));
}

// ---------------------------------------------------------------- answers

/** Write what is typed; `over`: no other row follows. */
async function submit(question, made, problem, over = false) {
  const given = Map.groupBy(new FormData(made), ([key]) => key);
  const typed = Object.fromEntries([...given].map(([key, each]) => [key, each.map(([, text]) => text.trim()).join(", ")]));
  const empty = Object.values(typed).every((text) => !text);
  if (empty) return question.more && question.rows.length ? go(after(question.id)) : unknown(question);
  // of a list, what is left empty says nothing: a row of that name keeps what it had
  const said = question.more ? Object.fromEntries(Object.entries(typed).filter(([, text]) => text)) : typed;
  const rows = question.each ? question.rows.map((_, rank) => (rank === row ? said : {})) : [said];
  const value = await edit("answer", [question.id, rows], `réponse à « ${question.ask} »`);
  problem.replaceChildren();
  for (const each of made.querySelectorAll(".told")) each.replaceChildren();
  for (const each of made.elements) each.removeAttribute("aria-invalid");
  if (value.refusals.length) return refused(value.refusals, made, problem);
  data = value.conversation ?? data;
  aside.delete(question.id);
  say(`${value.changed.length ? "Écrit." : "Rien n’a changé."} ${data.figure?.value ? `${data.figure.value}${data.figure.missing.length ? ", périmètre partiel" : ""}.` : ""}`);
  const now = asked();
  const left = question.parts.filter((part) => !typed[part.key]).map((part) => part.ask.toLocaleLowerCase("fr"));
  if (question.each && row + 1 < question.rows.length) {
    row += 1;
    draw({ focus: true });
  } else if (question.more && !over && now.rows.length) draw({ focus: true }); // « rien » has no other
  else if (question.more) go(after(question.id));
  else if (now.answered || !question.pieces.length || !left.length) {
    if (!now.answered) aside.add(question.id);
    go(after(question.id));
  } else {
    // what the decree asks for is not passed over in silence
    aside.add(question.id);
    draw();
    parts.question.querySelector(".answer").before(h("div", { class: "notice", role: "alert" }, h("p", {}, `Écrit. Le décret demande aussi : ${left.join(", ")}. `, h("button", { type: "button", class: "link", onclick: () => go(after(question.id)) }, "Continuer sans"))));
  }
  last = question.id;
  document.documentElement.dataset.answered = String(dossier.version); // for who waits for it: the tests do
  follow();
}

/** Say at each field why it is refused; an answer that can alone be read otherwise is offered. */
function refused(refusals, made, problem) {
  for (const each of refusals) {
    const named = made.elements[each.part];
    const control = named instanceof RadioNodeList ? named[0] : named;
    const proposed = each.reading && control && h("button", { type: "button", class: "link", onclick: () => ((control.value = each.reading), control.focus()) }, `Écrire ${each.reading}`);
    if (!control) {
      problem.append(alertOf(each.message));
      continue;
    }
    control.setAttribute("aria-invalid", "true");
    made.querySelector(`#a-${each.part}-told`).replaceChildren(h("span", { class: "error" }, each.message), " ", proposed || "");
  }
  made.querySelector("[aria-invalid]")?.focus();
  say("Pas encore écrit : voyez pourquoi dans la question.");
}

function unknown(question) {
  if (question.each && row + 1 < question.rows.length) {
    row += 1;
    say("Rien n’est écrit pour cette action ; elle reste dans la stratégie.");
    return draw({ focus: true });
  }
  aside.add(question.id);
  say(question.unknown ? `Mis de côté : ${question.unknown}.` : "Mis de côté.");
  go(after(question.id));
}

/** The workbook of the person who knows: all that is asked of that function, on one sheet. */
async function sheet(question) {
  const files = await engine.made(["collect", "dossier", "-o", "out", "--for", question.who]);
  for (const [file, bytes] of files) download(await called(`-${file.split("/").at(-1)}`), bytes);
  aside.add(question.id);
}

/** Take an action of the library, or give it back; say whether it is. */
async function moved(does, each, place, label, done) {
  place.replaceChildren();
  try {
    const value = await edit(does, [each.id], label);
    place.replaceChildren(...value.refusals.map((one) => alertOf(one.message)));
    if (value.refusals.length) return false;
  } catch (error) {
    if (!(error instanceof engine.Stopped)) place.replaceChildren(alertOf(error.message));
    return false;
  }
  data = await load();
  drawFigure();
  drawChapters();
  say(`${done} : ${each.title}.`);
  follow();
  return true;
}

/** What follows an answer: the document, then what to do next. */
async function follow() {
  const { version } = dossier;
  try {
    if (!(await pane.draw()) || version !== dossier.version) return;
    document.documentElement.dataset.beside = String(version);
    advice = (await engine.call("advice", [])).value;
    drawFigure();
    const question = asked();
    const there = parts.question.querySelector(".notice");
    if (question && !there && doubtsOf(question)) parts.question.querySelector("form")?.before(doubtsOf(question));
    const doubts = last !== name && advice.doubts[last];
    if (doubts?.length) told.replaceChildren(h("div", { class: "notice", role: "alert" }, doubts.map((text) => h("p", {}, `À vérifier : ${text.replace(/\.$/, "")}. `)), h("button", { type: "button", class: "link", onclick: () => go(last) }, "Revenir à cette réponse")));
    last = "";
  } catch (error) {
    if (!(error instanceof engine.Stopped)) told.replaceChildren(alertOf(error.message));
  }
  document.documentElement.dataset.follow = String(version);
}

function go(id) {
  name = id;
  row = 0;
  told.replaceChildren();
  panes("question");
  pane.prefer({ programme: "programme", strategy: "strategie" }[asked()?.chapter ?? "strategy"] ?? "note");
  draw({ focus: true });
}

/** The question that fills a gap of the document. */
function questionOf(key) {
  const path = key.replaceAll("[]", "");
  const [first, last] = [path.split(".")[0], path.split(".").at(-1)];
  const near = data.questions.filter((each) => each.places.some((place) => place === path || place === first || path.startsWith(`${place}.`) || place.startsWith(`${path}.`)));
  return near.find((each) => each.parts.some((part) => part.key === last)) ?? near.find((each) => !each.answered) ?? near[0];
}

function panes(shown) {
  whole.dataset.pane = shown;
  for (const each of parts.panes.children) each.setAttribute("aria-pressed", String(each.value === shown));
}

export const ask = {
  id: "repondre",
  edits: true,
  title: "Répondre",

  build(section) {
    told = h("div", {});
    none = h("div", {});
    Object.assign(parts, { line: h("p", { class: "line" }), sofar: h("p", { class: "key", role: "status" }), figures: h("div", { class: "boxes" }), chapters: h("ol", { class: "chapters", "aria-label": "Chapitres" }), question: h("article", { class: "question" }) });
    parts.panes = h("div", { class: "panes", role: "group", "aria-label": "Afficher" }, [["question", "La question"], ["document", "Le document"]].map(([value, label]) => h("button", { type: "button", class: "second", value, onclick: () => panes(value) }, label)));
    pane = beside({
      reach: ({ key, sheet, row: line, cell }) => (questionOf(key) ? go(questionOf(key).id) : reach(sheet, line, cell)),
    });
    whole = h("div", { class: "talk" }, parts.line, parts.chapters, parts.panes, told, h("div", { class: "two" }, parts.question, h("div", { class: "side" }, parts.figures, pane)));
    section.append(none, whole);
    panes("question");
    // another dossier begins with its own first question
    document.addEventListener("snr-dossier", () => {
      name = "";
      advice = NO_ADVICE;
      pane.clear();
    });
  },

  async show() {
    whole.hidden = !needed(none);
    if (whole.hidden) return;
    none.replaceChildren();
    await attempt(async () => {
      const before = data;
      data = await load();
      if (data !== before || !parts.question.firstChild) {
        if (!asked()) name = data.questions.find((each) => !settled(each) && each.chapter !== "follow")?.id ?? "";
        draw();
        follow();
      }
    });
  },

  changed() {
    this.show();
  },
};
