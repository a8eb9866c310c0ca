// 1. Commencer: a new dossier from a SIREN, the person's own files, or the example.
import { alertOf, download, h, hour, number, plural, say, slug } from "../dom.js";
import { dossier, erase, keptOnes, left, present, replace, resume, take } from "../store.js";
import * as engine from "../engine.js";
import { TooMuch, fromInput, rooted } from "../files.js";
import { dropZone } from "./shared.js";

let told;
let here;
let others; // the dossiers that this browser keeps
let beside; // the last refusal told beside a field

/** Do something that may be refused, and say why beside what was done. */
async function attempt(work, place = told) {
  place.replaceChildren();
  beside?.remove();
  try {
    await work();
  } catch (error) {
    if (error instanceof engine.Stopped) return;
    const known = error instanceof engine.Refusal || error instanceof TooMuch;
    const field = place === told ? null : document.activeElement?.closest(".field");
    const shown = field ? field.appendChild(h("div", {})) : place;
    beside = field ? shown : null;
    shown.replaceChildren(alertOf(known ? error.message : `Ce fichier n’a pas pu être lu : ${error.message}`));
    shown.scrollIntoView({ block: "center" });
    say("Refusé : voyez pourquoi dans la page.");
  }
}

/** Take files as the dossier, after the page has asked whether work would be lost. */
async function bring(files) {
  if (!files.size) return;
  const zips = [...files.keys()].filter((path) => path.toLowerCase().endsWith(".zip"));
  if (files.size === 1 && zips.length === 1) {
    files = await engine.unzip(files.get(zips[0]));
  }
  const found = rooted(files);
  if (found) {
    if (!(await left())) return;
    take(found.files, { name: found.name, changed: false });
    say(
      `Dossier ouvert : ${plural(found.files.size, "fichier")}${found.left ? ` ; ${plural(found.left, "fichier")} hors de son dossier, laissés de côté` : ""}.`,
    );
    return;
  }
  if (present()) {
    replace(new Map([...dossier.files, ...files]), "fichiers ajoutés");
    const names = [...files.keys()].join(", ");
    say(`Ajouté au dossier : ${names}.`);
    told.replaceChildren(
      h("p", { class: "notice" }, `${names} : dans le dossier. Un export se compte à l’étape `, h("a", { href: "#inventaires" }, "Inventaires"), " ; un classeur de collègue se reprend au bas du ", h("a", { href: "#completer" }, "mode expert"), "."),
    );
    return;
  }
  throw new engine.Refusal(
    "il n’y a pas de territory.yaml dans ce que vous avez déposé. Commencez par un nouveau dossier ci-dessous, puis déposez ici vos exports : ils s’y ajouteront.",
  );
}

async function create(form) {
  const data = new FormData(form);
  const given = [...data].filter(([, text]) => text.trim() !== "").map(([option, text]) => `${option}=${text.trim()}`);
  await make(given, nameOf(form), (err) => inFields(form, err));
}

/** Make a dossier from options of `snr init`, and go to its questions. */
async function make(given, name, refused) {
  if (!(await left())) return;
  const before = dossier.files;
  engine.setFiles(new Map());
  try {
    const { code, err, dossier: made } = await engine.run(["init", "dossier", "--defaults", ...given], { keep: true });
    if (code !== 0) throw new engine.Refusal(refused(err));
    take(made, { name });
    say("Dossier créé : répondez à la première question.");
    location.hash = "#repondre";
  } finally {
    if (dossier.files === before) engine.setFiles(before);
  }
}

/** Make the dossier of the authority that a link names (`#siren=243300316`: a row of a portfolio). */
async function linked(siren) {
  const { value } = await engine.call("authorities", [siren]);
  const found = value.find((each) => each.siren === siren);
  if (!found) throw new engine.Refusal(`le lien demande la collectivité de SIREN ${siren}, qui n’est pas dans la table : décrivez-la ci-dessous.`);
  await make([`--siren=${siren}`], slug(found.name) || "dossier", plain);
}

/** The text of a refusal, without what only a terminal has. */
const plain = (err) => err.replace(/^snr : /gm, "").replace(/Aide : .*$/gm, "").trim();

/** What was refused, by the names of the fields; the field of the option that is named takes the focus. */
function inFields(form, err) {
  let text = plain(err);
  for (const field of form.elements) {
    const option = field.name?.replace("=", " ");
    if (!option?.startsWith("--") || !new RegExp(`${option}\\b`).test(text)) continue;
    text = text.replaceAll(option, `« ${form.querySelector(`label[for="${field.id}"]`).textContent} »`);
    field.focus();
  }
  return text;
}

/** A short name for the files, from that of the authority. */
function nameOf(form) {
  const name = form.dataset.authority || "dossier";
  return slug(name) || "dossier";
}

/** Find the authority by its name: its SIREN fills the form, which gives name, populations and département. */
function searching(form) {
  const found = h("ul", { class: "found" });
  const input = h("input", { id: "authority", type: "search", autocomplete: "off", "aria-describedby": "authority-help", placeholder: "" });
  let last = 0;
  async function search() {
    const asked = ++last;
    const text = input.value.trim();
    if (text.length < 3) return found.replaceChildren();
    const { value } = await engine.call("authorities", [text]);
    if (asked !== last) return;
    found.replaceChildren(...value.map((each) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => choose(each) }, told(each)))));
    say(value.length ? `${plural(value.length, "collectivité")} : choisissez dans la liste.` : "Aucune collectivité de ce nom : donnez son SIREN, ou décrivez-la ci-dessous.");
  }
  const told = (each) =>
    [`${each.name} (${each.department})`, each.kind_label, each.population_totale && `${number(each.population_totale)} habitants`, `SIREN ${each.siren}`].filter(Boolean).join(", ");
  function choose(each) {
    const siren = form.querySelector("#q-siren");
    siren.value = each.siren;
    form.dataset.authority = each.name;
    found.replaceChildren(h("li", {}, `Choisie : ${told(each)}. Son nom, sa nature, son département et ses populations sont connus.`));
    siren.focus();
    say(`${each.name} : son SIREN est rempli.`);
  }
  input.addEventListener("input", () => attempt(search));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the first found, not the form as it is
    found.querySelector("button")?.focus();
  });
  return h("div", { class: "field" }, h("label", { for: "authority" }, "Votre collectivité"), input, h("span", { class: "help", id: "authority-help" }, "Son nom, une partie du nom, son SIREN ou son code INSEE"), found);
}

const field = (id, name, label, help, mode) =>
  h("p", { class: "field" }, h("label", { for: id }, label), h("input", { id, name, "aria-describedby": `${id}-help`, autocomplete: "off", inputmode: mode }), h("span", { class: "help", id: `${id}-help` }, help));

export const start = {
  id: "commencer",
  title: "Commencer",

  build(section) {
    told = h("div", {});
    here = h("div", {});
    others = h("div", {});
    const folder = h("input", { type: "file", webkitdirectory: true, id: "folder", class: "hidden-file", onchange: chosen });
    const some = h("input", { type: "file", multiple: true, id: "some", class: "hidden-file", onchange: chosen });
    function chosen(event) {
      const { files } = event.target;
      attempt(async () => bring(await fromInput(files))).then(() => {
        event.target.value = "";
      });
    }
    const zone = dropZone(
      (dropped) => attempt(async () => bring(await dropped)),
      h("p", {}, "Déposez ici votre dossier, son zip, vos classeurs ou vos exports d’inventaire."),
      h("p", { class: "choices" }, h("label", { class: "button", for: "folder" }, "Choisir un dossier"), folder, " ", h("label", { class: "button", for: "some" }, "Choisir des fichiers ou un zip"), some),
    );
    const refused = h("div", {});
    const form = h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          attempt(() => create(event.target), refused);
        },
      },
      field("q-siren", "--siren", "Numéro SIREN, que le choix ci-dessus remplit", "annuaire-entreprises.data.gouv.fr, ou les neuf premiers chiffres du SIRET ; exemple : 243300316", "numeric"),
      field("q-year", "--answer=year", "Année étudiée", "la dernière année complète dont vous avez l’inventaire et les factures ; vide : l’an dernier", "numeric"),
      refused,
      h("p", {}, h("button", { type: "submit" }, "Créer le dossier")),
    );
    form.prepend(searching(form));
    section.append(
      h("p", { class: "key" }, "Vous repartirez avec l’empreinte, le programme de travail et la stratégie de votre collectivité. Deux nombres suffisent pour un premier chiffre ; une trentaine de questions, que l’on peut passer, mènent à la stratégie."),
      here,
      others,
      told,
      h("h2", {}, "Un nouveau dossier"),
      h("p", {}, "Une question à la fois. Ce que vous ne savez pas peut rester vide : snr l’estime d’après vos agents là où un ratio est publié, et le dit ; le reste est « non évalué »."),
      form,
      h("h2", {}, "Un dossier que vous avez déjà"),
      zone,
      h("h2", {}, "Un exemple"),
      h("p", {}, "Valmont est une communauté d’agglomération fictive, complète."),
      h("p", {}, h("button", { type: "button", class: "second", onclick: () => attempt(example) }, "Essayer avec Valmont")),
    );
    this.changed();
    attempt(list);
    document.addEventListener("snr-kept", () => attempt(list));
  },

  show() {
    attempt(list);
  },

  /** Take what the address asks for, when it is an authority; say whether it was. */
  asked(hash) {
    const siren = /^#siren=(\d{9})$/.exec(hash)?.[1];
    if (siren) attempt(() => linked(siren));
    return Boolean(siren);
  },

  changed() {
    here.replaceChildren();
    if (!present()) return;
    here.append(
      h("p", { class: "key" }, `Dossier ouvert : ${dossier.name}, ${plural(dossier.files.size, "fichier")}. `, h("a", { href: "#repondre" }, "Continuer")),
      h("details", {}, h("summary", {}, "Ses fichiers"), h("ul", {}, [...dossier.files].map(([path, bytes]) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => download(path.split("/").at(-1), bytes) }, path))))),
    );
  },
};

/** The dossiers that this browser keeps, beside the one open. */
async function list() {
  const kept = (await keptOnes()).filter((each) => !each.here);
  const item = (each) =>
    h(
      "li",
      {},
      h("p", {}, h("strong", {}, each.title), `, ${plural(each.count, "fichier")}, gardé le ${each.when.toLocaleDateString("fr-FR", { dateStyle: "long" })} à ${hour(each.when)}${each.open ? ", ouvert dans un autre onglet" : ""}`),
      h(
        "p",
        { class: "choices" },
        h("button", { type: "button", "aria-label": `Le reprendre : ${each.title}`, onclick: () => attempt(async () => (await left()) && (await resume(each.slot), here.querySelector("a").focus())) }, "Le reprendre"),
        !each.open && h("button", { type: "button", class: "second", "aria-label": `L’effacer : ${each.title}`, onclick: () => confirm(`Effacer de ce navigateur « ${each.title} » ?`) && attempt(async () => (await erase(each.slot), await list(), document.querySelector("#commencer h1").focus(), say("Effacé de ce navigateur."))) }, "L’effacer"),
      ),
    );
  others.replaceChildren(...(kept.length ? [h("h2", {}, "Gardés dans ce navigateur"), h("ul", { class: "findings" }, kept.map(item))] : []));
}

async function example() {
  if (!(await left())) return;
  const { files } = await engine.call("example", ["valmont"]);
  take(files, { name: "valmont", changed: false });
  say("Valmont est ouvert.");
}
