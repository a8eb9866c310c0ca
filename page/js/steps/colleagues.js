// Workbooks for colleagues: sent, filled elsewhere, dropped here, their values taken into the dossier.
import { download, h, plural, say } from "../dom.js";
import { dossier, replace } from "../store.js";
import * as engine from "../engine.js";
import { fromDrop, fromInput } from "../files.js";
import { attempting } from "./shared.js";

const FOLDER = "collecte";
const WORKBOOK = /\.(xlsx|xlsm|ods)$/i;

let told;
let status;

const attempt = attempting(() => told);

/** What `snr collect` said, less the names of its own files. */
const plain = (text) => text.replaceAll("dossier/", "").replace(/^snr : /gm, "").trim();

async function send(who) {
  const asked = who.trim() ? who.split("\n").filter((each) => each.trim()).flatMap((each) => ["--for", each.trim()]) : ["--all"];
  const { code, err, files } = await engine.run(["collect", "dossier", "-o", "out", ...asked]);
  if (code !== 0) throw new engine.Refusal(plain(err));
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
  const { code, out, err } = await engine.run(["collect", "dossier", `dossier/${FOLDER}`, "--status"]);
  status.replaceChildren(
    h("pre", { tabindex: "0" }, plain(engine.text(out) || err)),
    h("p", {}, h("button", { type: "button", onclick: () => attempt(fold) }, "Reprendre leurs valeurs dans le dossier")),
  );
  say(code === 0 ? "Classeurs lus." : "Classeurs lus : il y a des fautes à corriger dans les classeurs.");
}

async function fold() {
  const { code, out, err, dossier: files } = await engine.run(["collect", "dossier", `dossier/${FOLDER}`, "--yaml"], { keep: true });
  const text = plain([engine.text(out), err].filter(Boolean).join("\n"));
  if (code !== 0) throw new engine.Refusal(text);
  replace(files, "valeurs des collègues");
  status.replaceChildren(h("pre", { tabindex: "0" }, text));
  say("Valeurs reprises.");
}

/** Return the part of the page about colleagues. */
export function colleagues() {
  told = h("div", {});
  status = h("div", {});
  const who = h("textarea", { id: "who", rows: "3" });
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
      h("label", { for: "who" }, "Un classeur par personne"),
      who,
      h("span", { class: "help" }, "Une ligne par personne, son service et ce qu’elle tient : achats=purchases,contracts ; informatique=equipment,services. Vide : un classeur qui demande tout."),
    ),
    h("p", { class: "choices" }, h("button", { type: "button", class: "second", onclick: () => attempt(() => send(who.value)) }, "Télécharger les classeurs à envoyer"), h("label", { class: "button", for: "returned" }, "Choisir les classeurs rendus"), input),
    status,
  );
}
