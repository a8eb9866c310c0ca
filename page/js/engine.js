// One worker that runs Python: started, asked, stopped. It is given the dossier anew when it starts again.
import { fetchParts } from "./parts.js";

/** What snr refused, in French; `wrong` when it is for what the dossier says. */
export class Refusal extends Error {
  constructor(text, { wrong = false } = {}) {
    super(text);
    this.wrong = wrong;
  }
}
export class Stopped extends Error {}

// from here on, this page and its worker can fetch nothing, not even from where the page came
const SEALED = "script-src blob: 'wasm-unsafe-eval'; connect-src blob:; worker-src data:";

let parts;
let code; // of the worker, as an address: its origin is nobody's, so what the page's origin keeps is closed to it
let worker;
let ready;
let last = 0;
let files = new Map();
let put = null; // the files that the worker holds
const waiting = new Map();

/**
 * Fetch all that the page needs, close the door, and start Python.
 * @param {() => Promise<void>} beforeSealed the last that may ask the server something
 */
export async function open(beforeSealed, told) {
  parts = await fetchParts(told);
  code = `data:text/javascript;charset=utf-8,${encodeURIComponent(await parts.worker.text())}`;
  await beforeSealed();
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = SEALED;
  document.head.append(policy);
  start();
  await ready;
}

function start() {
  worker = new Worker(code, { type: "module" });
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (data.fault !== undefined) reject?.(new Error(data.fault));
    else resolve?.(data.value);
    document.dispatchEvent(new Event("snr-work"));
  };
  worker.onerror = (event) => fail(new Error(event.message || "Python n’a pas démarré"));
  put = null;
  const { worker: _, ...given } = parts;
  ready = send({ does: "start", parts: given });
  ready.catch(() => {});
}

function send(message) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, ...message });
    document.dispatchEvent(new Event("snr-work"));
  });
}

function fail(error) {
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
  document.dispatchEvent(new Event("snr-work"));
}

/** Whether the worker has something to do. */
export const busy = () => waiting.size > 0;

/** End what runs, whatever it is; the dossier is the page's and stays. Python starts again by itself. */
export function stop() {
  worker.terminate();
  fail(new Stopped("arrêté"));
  start();
}

/** Say which files the dossier is made of from now on. */
export function setFiles(next) {
  files = next;
}

/** Say so when the worker has written itself what the files now are: they are not sent back to it. */
export function setFilesAsWorker(next) {
  if (put === files) put = next;
  files = next;
}

async function ask(message) {
  await ready;
  if (put !== files) {
    put = files;
    await send({ does: "put", files });
  }
  return send(message);
}

/**
 * Run a command of snr on the dossier (`dossier`, as it is named on the command line).
 * @returns {{code: number, out: Uint8Array, err: string, refused: object, files: Map<string, Uint8Array>, dossier: Map | null}}
 */
export const run = (args, { keep = false } = {}) => ask({ does: "run", args, keep });

const accepted = ({ refused, ...answer }) => {
  if (refused) throw new Refusal(refused.text, refused);
  return answer;
};

/** Run a command that makes files: a Map of name → bytes; refused as snr refuses it. */
export const made = async (args) => accepted(await run(args)).files;

/** Call a function of the bridge that takes and gives JSON. */
export const call = async (name, given = []) => accepted(await ask({ does: "call", name, given }));

/** Open a zip: a Map of path → bytes; refused in French when it is not to be opened. */
export async function unzip(bytes) {
  await ready;
  return accepted(await send({ does: "call", name: "unzip", given: ["/given.zip"], bytes })).files;
}

/** Bytes of UTF-8 → text. */
export const text = (bytes) => new TextDecoder().decode(bytes);
