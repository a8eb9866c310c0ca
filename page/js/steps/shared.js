// What several steps do alike.
import { alertOf, h, say } from "../dom.js";
import { dossier, present } from "../store.js";
import { Stopped } from "../engine.js";
import { closeToDrops, fromDrop } from "../files.js";

/** Keep the answer of a question about the dossier until the dossier changes; `key` tells questions apart. */
export function cached(ask) {
  let version = -1;
  let answers = new Map();
  return (key = "") => {
    if (version !== dossier.version) {
      version = dossier.version;
      answers = new Map();
    }
    if (!answers.has(key)) {
      const answer = ask(key);
      answer.catch(() => answers.delete(key)); // stopped, or refused: asked again the next time
      answers.set(key, answer);
    }
    return answers.get(key);
  };
}

/** Whether there is a dossier; says what to do when there is none. */
export function needed(place) {
  if (present()) return true;
  place.replaceChildren(h("p", {}, "Il n’y a pas encore de dossier. ", h("a", { href: "#commencer" }, "Commencer")));
  return false;
}

/** A list to choose from, with its label. */
export function choice(id, label, options, onchange) {
  return h(
    "p",
    { class: "field" },
    h("label", { for: id }, label),
    h("select", { id, onchange }, options.map(([value, text]) => h("option", { value }, text))),
  );
}

/** The frame of a document: loaded with the page, since nothing can be fetched afterwards. */
export function frame(title) {
  const made = h("iframe", { src: "document.html", sandbox: "allow-same-origin allow-modals", title });
  made.addEventListener("load", () => closeToDrops(made.contentDocument, noZone));
  return made;
}

/** Where a file is dropped that nothing takes. */
export const noZone = () => say("Rien n’est lu ici : déposez ce fichier dans le cadre de l’étape Commencer, ou de l’étape Inventaires.");

/** What a finding says beside its field; with the click that mends it, where the value can mean one thing alone. */
export const saying = (finding, mend) => [finding.told, finding.advice && ` : ${finding.advice}`, " ", mend && fixOf(finding, mend)];

/** The button that mends a finding: « Oui, 10 % ». */
export const fixOf = (finding, mend) =>
  finding.fix && h("button", { type: "button", class: "second", "aria-label": `Oui, ${finding.fix.text} : ${finding.place}`, onclick: () => mend(finding.fix) }, `Oui, ${finding.fix.text}`);

/** Say why a result is not there: the errors of the dossier are read where they can be mended. */
export const failure = (error) =>
  error.wrong
    ? h("div", { class: "alert", role: "alert" }, h("p", {}, "Le dossier a des erreurs, donc pas encore de résultat. ", h("a", { href: "#verifier" }, "Les voir, et aller au champ de chacune")))
    : alertOf(error.message);

/** Return what does some work and says in a place why it was refused; what was stopped says nothing. */
export const attempting = (place) => async (work) => {
  place().replaceChildren();
  try {
    await work();
  } catch (error) {
    if (error instanceof Stopped) return;
    place().replaceChildren(failure(error));
    place().scrollIntoView({ block: "nearest" });
    say("Pas de résultat : voyez pourquoi dans l’étape.");
  }
};

/** Where files are dropped; `take` receives the promise of them, since what was dropped is gone after this turn. */
export const dropZone = (take, ...children) =>
  h(
    "div",
    {
      class: "drop",
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        take(fromDrop(event.dataTransfer));
      },
    },
    children,
  );
