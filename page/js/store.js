// The dossier: its files by path, what they were before each change, and where this browser keeps them.
// One tab at a time writes a dossier; the others read it, or take it over.
import * as base from "./base.js";
import { slug } from "./dom.js";
import * as engine from "./engine.js";

const MOST_STEPS = 200;
const MOST_BYTES = 50_000_000; // of what the history alone holds
const SOON = 800; // ms
const READS = "Ce dossier est ouvert dans un autre onglet : ici, il se lit. Pour le changer ici, prenez la main en haut de la page.";
const TAB = `tab ${Date.now()} ${Math.random()}`;

export const dossier = {
  files: new Map(), // path → Uint8Array
  name: "dossier",
  version: 0, // one more at each change
  saved: true, // nothing here is nowhere else
};
/** The questions that the person put aside: kept with the dossier, and no part of it. */
export const aside = new Set();
// where it is kept: its head as `base.js` writes it, and what came of it; another object for another dossier
let held = { ...base.headOf(dossier) };
const past = []; // {files, label}: `label` is the change that made it so
const next = [];
let now = { files: dossier.files, label: "" };
const pending = new Set(); // edits that the worker has not made yet
let line = Promise.resolve(); // one change after the other
let saving = Promise.resolve();
let soon;
let release; // gives back the slot that this tab holds
let broken = "";

/** Each page of the tab's history remembers which dossier it showed: loaded again, it has it back. */
const mark = () => history.replaceState(held.slot, "");

const tell = (name) => document.dispatchEvent(new Event(name));

/** Whether there is something to work on. */
export const present = () => dossier.files.size > 0;

/** What the strip of the page says of it. */
export const state = () => ({
  title: held.title,
  when: held.when,
  reading: held.reading,
  apart: held.apart,
  unkept: broken || (held.erased ? "pas gardé dans ce navigateur" : ""),
  undo: past.length && !held.reading ? now.label : null,
  redo: next.length && !held.reading ? next.at(-1).label : null,
});

/** Whether leaving the page now would lose work: what this browser keeps is written at the last moment. */
export const atRisk = () => present() && !dossier.saved && Boolean(state().unkept);

// ---------------------------------------------------------------- changes

function set(files, { worker = false } = {}) {
  dossier.files = files;
  dossier.version += 1;
  if (worker) engine.setFilesAsWorker(files);
  else engine.setFiles(files);
}

const inOrder = (files) => new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));

/** Open another dossier; `changed` when it holds work that is nowhere else, so that it is kept from now on. */
export function take(files, { name = dossier.name, title = name, changed = true, head = {}, history = {} } = {}) {
  if (!head.slot) release?.();
  held = { ...base.headOf({ name, title, base: slug(name) || "dossier" }), ...head };
  dossier.name = name;
  set(inOrder(files));
  aside.clear();
  for (const each of history.aside ?? []) aside.add(each);
  past.splice(0, past.length, ...(history.past ?? []));
  next.splice(0, next.length, ...(history.next ?? []));
  now = { files: dossier.files, label: history.label ?? "" };
  dossier.saved = !changed;
  if (changed) later();
  mark();
  tell("snr-dossier");
}

/** Change the files of the dossier that is open. */
export function replace(files, label) {
  if (held.reading) throw new engine.Refusal(READS);
  set(inOrder(files));
  stepped(label);
  tell("snr-dossier");
}

function stepped(label) {
  past.push(now);
  now = { files: dossier.files, label };
  next.length = 0;
  bound();
  dossier.saved = false;
  later();
}

/** Keep the history within its bounds; files that did not change are the same in every step, and count once. */
function bound() {
  const seen = new Set(now.files.values());
  let bytes = 0;
  let kept = 0;
  for (const { files } of past.toReversed()) {
    for (const each of files.values()) if (!seen.has(each)) bytes += seen.add(each) && each.length;
    if (kept === MOST_STEPS || bytes > MOST_BYTES) break;
    kept += 1;
  }
  past.splice(0, past.length - kept);
}

/** Have the worker make edits: the answer of the bridge, whose changed files (`{path, text}`) are then the dossier's. */
export function edit(name, given, label) {
  if (held.reading) return Promise.reject(new engine.Refusal(READS));
  const one = { name, given, label };
  pending.add(one);
  const done = inLine(async () => {
    const { value } = await engine.call(name, given);
    const files = new Map(dossier.files);
    for (const { path, text } of value.changed) {
      const at = path.replace(/^dossier\//, "");
      if (!files.has(at) || engine.text(files.get(at)) !== text) files.set(at, new TextEncoder().encode(text));
    }
    if (value.refusals.length || [...files].every(([at, bytes]) => bytes === dossier.files.get(at))) return value;
    set(files, { worker: true });
    stepped(label);
    tell("snr-merged");
    return value;
  }).finally(() => pending.delete(one));
  return done;
}

function inLine(work) {
  const done = line.then(work);
  line = done.catch(() => {});
  return done;
}

const step = (from, to) =>
  inLine(() => {
    if (!from.length || held.reading) return "";
    const { label } = from === past ? now : from.at(-1);
    to.push(now);
    now = from.pop();
    set(now.files);
    dossier.saved = false;
    later();
    tell("snr-undone");
    return label;
  });

/** Take back the last change, or make it again; answers which. */
export const undo = () => step(past, next);
export const redo = () => step(next, past);

/** Say that the work is safe in the person's hands. */
export function markSaved() {
  dossier.saved = true;
}

// ---------------------------------------------------------------- keeping

function later() {
  clearTimeout(soon);
  soon = setTimeout(keep, SOON);
  tell("snr-kept");
}

const body = () => ({ files: now.files, label: now.label, past: [...past], next: [...next], pending: [...pending], aside: [...aside] });

/** Keep what is open, now; one after the other. */
export function keep() {
  clearTimeout(soon);
  saving = saving.then(write).then(() => tell("snr-kept"));
  return saving;
}

async function write() {
  const one = held;
  if (!present() || one.reading || one.erased || one.written === dossier.version || (dossier.saved && !one.slot && !past.length)) return;
  try {
    if (!one.slot && !one.known) await name(one);
    if (one !== held) return;
    const { version } = dossier;
    const told = await base.keep(base.headOf(one), body(), pending.size ? "" : TAB);
    const first = !one.slot;
    Object.assign(one, told, { written: version });
    broken = "";
    if (one !== held) return;
    if (dossier.version === version) dossier.saved = true;
    if (!first) return;
    mark();
    await hold(one.slot);
  } catch (error) {
    if (error instanceof base.Late) return apart(one);
    broken = "ce navigateur ne peut pas garder ce dossier : téléchargez son zip avant de partir";
  }
}

/** The name of a file that is handed: it begins with the authority's. */
export async function called(file) {
  if (!held.known) await name(held);
  return `${slug(held.title) || dossier.name}${file}`;
}

/** Whose dossier it is: its slot bears the SIREN, its title the name. */
async function name(one) {
  const { value } = await engine.call("identity", []).catch(() => ({ value: {} }));
  one.known = true;
  one.base = value.siren || slug(value.name ?? "") || one.base;
  one.title = value.name || one.title;
  tell("snr-kept");
}

/** Another tab has written meanwhile: what is here goes in a slot of its own. */
function apart(one) {
  Object.assign(one, { slot: "", rev: 0, reading: false, apart: true });
  return one === held && write();
}

/** Hold the slot, unless another tab does; without Web Locks (plain http), the revision alone protects. */
function hold(slot, steal = false) {
  release?.();
  release = null;
  if (!navigator.locks) return true;
  return new Promise((done) => {
    const how = steal ? { steal } : { ifAvailable: true };
    const asked = navigator.locks.request(`snr ${slot}`, how, (lock) => {
      done(Boolean(lock));
      return lock && new Promise((free) => (release = free));
    });
    asked.catch(() => {
      // another tab took it over
      release = null;
      if (held.slot !== slot) return;
      if (held.written === dossier.version) held.reading = true;
      else apart(held);
      tell("snr-kept");
    });
  });
}

const channel = new BroadcastChannel("snr tabs");
channel.onmessage = async ({ data }) => {
  if (data.writes !== held.slot || held.reading) return;
  channel.postMessage({ hears: data.writes });
  typed();
  await line;
  await keep();
  channel.postMessage({ written: data.writes });
};

/** Have the tab that holds a slot write what it has: one that hears is waited for, half a minute at most; another, a second. */
function askedToWrite(slot) {
  const heard = new BroadcastChannel("snr tabs");
  return new Promise((done) => {
    let end = setTimeout(done, 1000);
    heard.onmessage = ({ data }) => {
      if (data.written === slot) done();
      else if (data.hears === slot) {
        clearTimeout(end);
        end = setTimeout(done, 30_000);
      }
    };
    heard.postMessage({ writes: slot });
  }).finally(() => heard.close());
}

/** Whether the open dossier may be left for another: it is kept, or the person says so. */
export async function left() {
  await line;
  if (!dossier.saved) await keep();
  return dossier.saved || !present() || held.reading || confirm("Le dossier ouvert a des changements qui ne sont ni gardés ni téléchargés. Le remplacer ?");
}

/** Open a dossier that is kept, as it was left, with its history; `steal` from the tab that holds it. */
export async function resume(slot, { steal = false } = {}) {
  if (steal) await askedToWrite(slot);
  const reading = !(await hold(slot, steal));
  const [head, { files, pending: left = [], ...history }] = await base.read(slot);
  take(files, { ...head, changed: false, head: { ...head, known: true, reading }, history });
  held.written = dossier.version;
  tell("snr-kept");
  if (!reading) for (const { name: does, given, label } of left) await edit(does, given, label).catch(() => {});
}

/** Change here a dossier that another tab holds. */
export const takeOver = () => resume(held.slot, { steal: true });

/** The dossiers kept, the last first: `{slot, title, when, count, open}`; `open` in a tab, this one included. */
export async function keptOnes() {
  if (broken) return [];
  const names = await lockNames();
  return (await base.heads()).map((each) => ({ ...each, here: each.slot === held.slot && present(), open: names.has(`snr ${each.slot}`) }));
}

const lockNames = async () => new Set((await navigator.locks?.query())?.held.map((each) => each.name) ?? []);

/** Forget a dossier. When it is the one open, it stays so, and is kept no more until the person asks. */
export async function erase(slot = held.slot) {
  await saving;
  if (slot) await base.erase(slot);
  if (slot !== held.slot) return;
  release?.();
  Object.assign(held, { slot: "", rev: 0, when: null, erased: true, written: null });
  dossier.saved = false;
  mark();
  tell("snr-kept");
}

/** Keep it again. */
export function keepAgain() {
  held.erased = false;
  dossier.saved = false;
  return keep();
}

/** What is being typed in a field of the dossier is typed: a browser says so when the field is left, and a tab may close before. */
function typed() {
  const at = document.activeElement;
  if (at?.closest?.(".field")?.where) at.dispatchEvent(new Event("change"));
}

function leaving() {
  typed();
  if (!present() || held.reading || held.erased || broken || (held.written === dossier.version && !pending.size) || (dossier.saved && !held.slot && !pending.size)) return;
  base.draft(TAB, base.headOf(held), body());
  keep();
}

/** Open what this browser keeps; what tabs closed in haste had typed is kept first. */
export async function begin() {
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leaving());
  const mine = history.state;
  addEventListener("hashchange", mark);
  navigator.locks?.request(`snr ${TAB}`, () => new Promise(() => {}));
  try {
    await base.open();
    const alive = await lockNames();
    await base.adopt((tab) => alive.has(`snr ${tab}`));
    if (mine && !present() && (await keptOnes()).some((each) => each.slot === mine)) await resume(mine);
  } catch {
    broken = "ce navigateur ne garde rien (navigation privée ?) : téléchargez le zip avant de partir";
    tell("snr-kept");
  }
}
