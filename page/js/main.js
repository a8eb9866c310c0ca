// Starts Python, then shows one step at a time.
import { alertOf, h, number, say } from "./dom.js";
import { atRisk, begin, dossier, erase, keptOnes, take } from "./store.js";
import * as engine from "./engine.js";
import { closeToDrops } from "./files.js";
import { keepOffline } from "./offline.js";
import { ask } from "./steps/ask.js";
import { carry } from "./steps/carry.js";
import { check } from "./steps/check.js";
import { draft } from "./steps/draft.js";
import { fill } from "./steps/fill.js";
import { inventory } from "./steps/inventory.js";
import { measure } from "./steps/measure.js";
import { plan } from "./steps/plan.js";
import { noZone } from "./steps/shared.js";
import { showStrip } from "./strip.js";
import { start } from "./steps/start.js";
import { tables } from "./steps/tables.js";

// the way of most people, then what goes further
const WAY = [start, ask, draft, carry];
const FURTHER = [tables, inventory, check, measure, plan, fill];
const STEPS = [...WAY, ...FURTHER];
const main = document.getElementById("contenu");

async function boot() {
  const loading = document.getElementById("loading");
  loading.hidden = false;
  const bar = document.getElementById("progress");
  const loaded = document.getElementById("loaded");
  try {
    await engine.open(keepOffline, (done, all) => {
      bar.value = done / all;
      loaded.textContent = `${number(done / 1e6, 1)} Mo sur ${number(all / 1e6, 1)}`;
    });
  } catch (error) {
    loading.append(
      alertOf("Le calculateur n’a pas pu démarrer : rechargez la page ; si cela se répète, prenez une version récente du navigateur."),
      h("p", {}, String(error.message ?? error)),
    );
    return;
  }
  loading.remove();
  for (const step of STEPS) {
    step.section = h("section", { id: step.id, hidden: true }, h("h1", { tabindex: "-1" }, step.title));
    main.append(step.section);
    step.build(step.section);
  }
  const nav = document.getElementById("steps");
  const link = (step) => h("li", {}, h("a", { href: `#${step.id}`, onclick: () => step === current() && step.show?.() }, step.title));
  nav.append(h("ol", {}, WAY.map(link)), h("ul", { "aria-label": "Aller plus loin" }, FURTHER.map(link)));
  nav.hidden = false;
  document.getElementById("bar").hidden = false;
  // its address is that of no step: followed, it would show the first one
  document.querySelector(".skip").addEventListener("click", (event) => (event.preventDefault(), main.focus()));
  addEventListener("hashchange", () => go(true));
  document.addEventListener("snr-dossier", () => current().changed?.());
  // an edit that ends after the person has left its step: what is shown now is computed again
  document.addEventListener("snr-merged", () => current().edits || current().show?.());
  // what is undone is drawn again, whatever is shown
  document.addEventListener("snr-undone", () => current().show?.());
  showStrip();
  await begin();
  go(false);
  document.documentElement.dataset.ready = "yes";
  window.snr = { dossier, engine, erase, keptOnes, take }; // for whoever drives the page by a program: the tests do
}

const current = () => STEPS.find((step) => `#${step.id}` === location.hash) ?? STEPS[0];

function go(moved) {
  // a link may name an authority: its dossier is made, the address is then that of a step
  if (start.asked(location.hash)) history.replaceState(null, "", `#${start.id}`);
  const step = current();
  for (const each of STEPS) each.section.hidden = each !== step;
  for (const link of document.querySelectorAll("#steps a")) {
    if (link.hash === `#${step.id}`) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  document.title = `${step.title} — snr`;
  if (moved) step.section.querySelector("h1").focus();
  say("");
  document.getElementById("again").hidden = true;
  step.show?.();
}

function watchWork() {
  const stop = document.getElementById("stop");
  const again = document.getElementById("again");
  again.addEventListener("click", () => {
    again.hidden = true;
    document.getElementById("contenu").focus();
    current().show?.();
  });
  let timer;
  document.addEventListener("snr-work", () => {
    clearTimeout(timer);
    if (!engine.busy()) {
      if (stop === document.activeElement) document.getElementById("contenu").focus();
      stop.hidden = true;
      return;
    }
    // what takes an instant shows nothing
    timer = setTimeout(() => {
      stop.hidden = false;
    }, 400);
  });
  stop.addEventListener("click", () => {
    engine.stop();
    say("Arrêté. Votre dossier est toujours là.");
    again.hidden = false;
    again.focus();
  });
}

addEventListener("beforeunload", (event) => {
  if (atRisk()) event.preventDefault();
});

closeToDrops(window, noZone);
if (window.snrAble) {
  watchWork();
  boot();
}
