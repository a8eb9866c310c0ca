// Workbooks for colleagues: sent, filled elsewhere, dropped here, their values taken into the dossier.
import { download, h, number, plural, say } from "../dom.js";
import { dossier, replace } from "../store.js";
import * as engine from "../engine.js";
import { fromDrop, fromInput } from "../files.js";
import { attempting } from "./shared.js";

const FOLDER = "collecte";
const WORKBOOK = /\.(xlsx|xlsm|ods)$/i;

let told;
let status;

const attempt = attempting(() => told);

/** Hand the sheet of questions of a person: on what is ticked, or what is usually asked of such a function. */
async function send(who, keys) {
  if (!who && !keys.length) throw new engine.Refusal("dites pour qui : une fonction (achats, informatique…), ou ce qu’il tient");
  const files = await engine.made(["collect", "dossier", "-o", "out", "--for", `${who || "collègue"}${keys.length ? `=${keys}` : ""}`]);
  for (const [name, bytes] of files) download(name, bytes);
  say(`${plural(files.size, "classeur")} à envoyer.`);
}

async function receive(coming) {
  const files = await coming;
  const workbooks = [...files].filter(([path]) => WORKBOOK.test(path));
  if (!workbooks.length) throw new engine.Refusal("aucun classeur (.xlsx, .xlsm ou .ods) dans ce que vous avez déposé");
  replace(new Map([...dossier.files, ...workbooks.map(([path, bytes]) => [`${FOLDER}/${path.split("/").at(-1)}`, bytes])]), "classeurs rendus");
  await show();
}

async function show() {
  const { value } = await engine.call("returned", []);
  const changes = value.reduce((count, each) => count + each.changed, 0);
  status.replaceChildren(
    h(
      "ul",
      { class: "findings" },
      value.map((each) => h("li", {}, h("p", {}, h("strong", {}, each.who), ` : ${each.state}, ${plural(each.filled, "valeur")}, dont ${number(each.changed)} à reprendre.`), each.told.length ? h("ul", {}, each.told.map((text) => h("li", {}, text))) : null)),
    ),
    changes ? h("p", {}, h("button", { type: "button", onclick: () => attempt(fold) }, "Reprendre leurs valeurs dans le dossier")) : "",
  );
  say(value.some((each) => each.told.length) ? "Classeurs lus : il y a des cases à corriger dans les classeurs." : "Classeurs lus.");
}

async function fold() {
  const { dossier: files, refused } = await engine.run(["collect", "dossier", `dossier/${FOLDER}`, "--yaml"], { keep: true });
  if (refused) throw new engine.Refusal(refused.text);
  replace(files, "valeurs des collègues");
  await show();
  say("Valeurs reprises.");
}

/** Return the part of the page about colleagues. */
export function colleagues() {
  told = h("div", {});
  status = h("div", {});
  const who = h("input", { id: "who", autocomplete: "off" });
  const ticks = h("div", { class: "choices" });
  const ask = async () => {
    if (ticks.firstChild) return;
    const { value } = await engine.call("sheets", []);
    const { choices } = value.sheets.find((each) => each.sheet === "contributors").columns.find((each) => each.key === "sections");
    ticks.replaceChildren(...choices.map((each) => h("label", {}, h("input", { type: "checkbox", value: each.value }), ` ${each.label}`)));
  };
  const input = h("input", {
    type: "file",
    multiple: true,
    id: "returned",
    class: "hidden-file",
    accept: ".xlsx,.xlsm,.ods",
    onchange: (event) => attempt(() => receive(fromInput(event.target.files))).then(() => (input.value = "")),
  });
  return h(
    "details",
    {
      ontoggle: () => attempt(ask),
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        event.stopPropagation();
        const coming = fromDrop(event.dataTransfer);
        attempt(() => receive(coming));
      },
    },
    h("summary", {}, "Les classeurs des collègues"),
    told,
    h(
      "div",
      { class: "field" },
      h("label", { for: "who" }, "Pour qui"),
      who,
      h("span", { class: "help" }, "Un service ou une fonction : achats, informatique, ressources humaines…"),
    ),
    h("fieldset", {}, h("legend", {}, "Ce qu’il tient"), ticks),
    h(
      "p",
      { class: "choices" },
      h("button", { type: "button", class: "second", onclick: () => attempt(() => send(who.value.trim(), [...ticks.querySelectorAll(":checked")].map((each) => each.value))) }, "Télécharger son classeur"),
      h("label", { class: "button", for: "returned" }, "Choisir les classeurs rendus"),
      input,
    ),
    status,
  );
}
