// The file of a section, as text, beside its form.
import { alertOf, h, say } from "../dom.js";
import * as engine from "../engine.js";

/** Show the YAML file of a section in a place; `change` as in fill.js. */
export async function showYaml(inside, section, change) {
  try {
    const { value } = await engine.call("yaml_text", [section || "fiche"]);
    const text = h("textarea", { id: "yaml", rows: "18", spellcheck: false, class: "code" });
    text.value = value.text;
    inside.replaceChildren(
      h(
        "p",
        { class: "field wide" },
        h("label", { for: "yaml" }, value.path.replace(/^dossier\//, "")),
        text,
      ),
      h("p", {}, h("button", { type: "button", class: "second", onclick: () => change("write_yaml", [value.path, text.value], { whole: true }).then(() => say("Fichier remplacé.")) }, "Appliquer")),
    );
  } catch (error) {
    inside.replaceChildren(alertOf(error.message));
  }
}
