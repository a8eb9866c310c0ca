// Garder: the dossier in hand; what this browser keeps of it, and how to have it forgotten.
import { download, h, say } from "../dom.js";
import { called, dossier, erase, keepAgain, markSaved } from "../store.js";
import * as engine from "../engine.js";
import { attempting, needed } from "./shared.js";

let told;
let whole;

const attempt = attempting(() => told);

async function zip() {
  const { files } = await engine.call("zipped", [dossier.name]);
  for (const bytes of files.values()) download(await called(".zip"), bytes);
  markSaved();
}

export const carry = {
  id: "emporter",
  title: "Garder",

  build(section) {
    told = h("div", {});
    whole = h(
      "div",
      {},
      h("p", { class: "key" }, "La stratégie, le programme et la note se téléchargent à l’étape ", h("a", { href: "#rediger" }, "Documents"), ". Ici se garde le dossier, pour le rouvrir."),
      h("p", {}, "Le zip contient les fichiers du dossier, tels que la ligne de commande les lit, et vos commentaires. C’est lui qu’il faut garder, et rouvrir ici l’an prochain."),
      h("p", { class: "choices" }, h("button", { type: "button", onclick: () => attempt(zip) }, "Télécharger le dossier (.zip)")),
      h("h2", {}, "Garder dans ce navigateur"),
      h("p", {}, "Chaque changement est gardé dans ce navigateur, à part pour chaque collectivité ; rien ne part ailleurs. Sur un poste partagé, téléchargez le zip puis effacez : ce qui est gardé ici, toute personne qui ouvre ce navigateur peut le lire."),
      h(
        "p",
        { class: "choices" },
        h("button", { type: "button", class: "second", onclick: () => attempt(async () => (await keepAgain(), say("Gardé dans ce navigateur."))) }, "Garder dans ce navigateur"),
        h("button", { type: "button", class: "second", onclick: () => attempt(async () => (await erase(), say("Effacé de ce navigateur. Il reste ouvert dans cet onglet, sans y être gardé : téléchargez-le avant de partir."))) }, "Effacer de ce navigateur"),
      ),
    );
    section.append(told, whole);
  },

  show() {
    whole.hidden = !needed(told);
  },

  changed() {
    this.show();
  },
};
