"""What a hostile program would try from inside the worker: each must be refused. Runs in any browser.

Each attack has a limit of its own: a server that keeps silent holds none of them, so that the worker always answers.
"""

# given the address of another origin and of the page's own; answers {attack: what came of it}
ATTACKS = """
async ({other, own}) => {
  const tried = {};
  const within = (promise, seconds = 2) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("refused: nothing came")), seconds * 1000))]);
  const attempt = async (name, work) => {
    try { tried[name] = "PASSED: " + String(await within(Promise.resolve().then(work))); } catch (error) { tried[name] = "refused"; }
  };
  for (const [where, at] of [["other", other], ["own", own]]) {
    await attempt(`fetch ${where}`, () => fetch(at + "a.js").then(answer => answer.status));
    await attempt(`native fetch ${where}`, () => WorkerGlobalScope.prototype.fetch.call(self, at + "a.js").then(answer => answer.status));
    await attempt(`no-cors ${where}`, () => WorkerGlobalScope.prototype.fetch.call(self, at + "a.js", {mode: "no-cors"}).then(answer => answer.type));
    await attempt(`beacon ${where}`, () => { if (!navigator.sendBeacon?.(at + "a.js", "x")) throw new Error("refused"); return "sent"; });
    await attempt(`XHR ${where}`, () => new Promise((yes, no) => { const asked = new XMLHttpRequest(); asked.open("GET", at + "a.js"); asked.onload = () => yes(asked.status); asked.onerror = no; asked.send(); }));
    await attempt(`synchronous XHR ${where}`, () => { const asked = new XMLHttpRequest(); asked.open("GET", at + "a.js", false); asked.timeout = 2000; asked.send(); return asked.status; });
    await attempt(`WebSocket ${where}`, () => new Promise((yes, no) => { const socket = new WebSocket(at.replace("http", "ws")); socket.onopen = yes; socket.onerror = no; }));
    await attempt(`EventSource ${where}`, () => new Promise((yes, no) => { const source = new EventSource(at + "a.js"); source.onopen = yes; source.onerror = () => { source.close(); no(); }; }));
    await attempt(`import ${where}`, () => import(at + "a.js").then(() => "imported"));
    await attempt(`importScripts ${where}`, () => importScripts(at + "a.js"));
    await attempt(`worker ${where}`, () => new Promise((yes, no) => { const one = new Worker(at + "a.js", {type: "module"}); one.onmessage = yes; one.onerror = no; }));
  }
  await attempt("import data", () => import("data:text/javascript,export default 1").then(() => "imported"));
  await attempt("eval", () => (0, eval)("1 + 1"));
  await attempt("Function", () => new Function("return 1")());
  await attempt("setTimeout text", () => new Promise((yes, no) => { self.passed = () => yes("ran"); try { setTimeout("self.passed()", 0) } catch (error) { no(error) } setTimeout(no, 300); }));
  // what this origin keeps: a forged page put there would be read, without its policy, at the next visit
  const forged = () => new Response(`<!doctype html><title>forged</title><img src="${other}forged.png">`, {headers: {"Content-Type": "text/html"}});
  const asked = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = request.onblocked = no; });
  await attempt("caches put", async () => { const name = (await caches.keys())[0] ?? "forged"; await (await caches.open(name)).put(own + "index.html", forged()); return name; });
  await attempt("caches keys", () => caches.keys());
  await attempt("IndexedDB open", () => asked(indexedDB.open("forged")));
  await attempt("IndexedDB kept dossier", () => asked(indexedDB.open("snr")).then((base) => [...base.objectStoreNames]));
  await attempt("IndexedDB delete", () => asked(indexedDB.deleteDatabase("snr")));
  await attempt("IndexedDB list", () => indexedDB.databases());
  await attempt("OPFS", () => navigator.storage.getDirectory().then((folder) => folder.getFileHandle("forged", {create: true})));
  await attempt("storage persist", () => navigator.storage.persist().then((kept) => { if (!kept) throw new Error("refused"); }));
  await attempt("storage buckets", () => navigator.storageBuckets.open("forged").then((bucket) => bucket.caches.open("forged")));
  await attempt("file system", () => new Promise((yes, no) => webkitRequestFileSystem(0, 1000, yes, no)));
  await attempt("file system, synchronous", () => webkitRequestFileSystemSync(0, 1000));
  await attempt("locks request", () => navigator.locks.request("forged", () => "held"));
  await attempt("locks steal", () => navigator.locks.request("snr", {steal: true}, () => "held"));
  await attempt("locks query", () => navigator.locks.query());
  await attempt("cookieStore", () => cookieStore.set("forged", "1"));
  await attempt("cookie", () => { document.cookie = "forged=1"; });
  await attempt("localStorage", () => localStorage.setItem("forged", "1"));
  await attempt("service worker", () => navigator.serviceWorker.register(own + "keeper.js"));
  await attempt("shared worker", () => new Promise((yes, no) => { const one = new SharedWorker("data:text/javascript,onconnect=({ports})=>ports[0].postMessage(1)"); one.port.onmessage = yes; one.onerror = no; }));
  await attempt("RTC", () => new RTCPeerConnection().createDataChannel("forged").id);
  await attempt("WebTransport", () => new WebTransport(other.replace("http:", "https:")).ready);
  // a channel may be made by anyone: what counts is whether the page hears it, and is heard (the test looks at the page's side)
  await attempt("channel heard", () => new Promise((yes, no) => { const channel = new BroadcastChannel("snr"); channel.onmessage = yes; channel.postMessage("forged"); setTimeout(no, 1000); }));
  // a worker within the worker inherits: what it reaches is what counts
  const inner = `onmessage = async ({data: {other, own}}) => { const told = {};
    const within = (promise) => Promise.race([promise, new Promise((_, no) => setTimeout(no, 2000))]);
    const attempt = async (name, work) => { try { await within(Promise.resolve().then(work)); told[name] = "PASSED"; } catch { told[name] = "refused"; } };
    for (const at of [other, own]) {
      await attempt("fetch " + at, () => fetch(at + "a.js", {mode: "no-cors"}));
      await attempt("import " + at, () => import(at + "a.js"));
      await attempt("worker " + at, () => new Promise((yes, no) => { const one = new Worker(at + "a.js", {type: "module"}); one.onmessage = yes; one.onerror = no; setTimeout(no, 500); }));
    }
    await attempt("eval", () => (0, eval)("1"));
    await attempt("caches", () => caches.open("forged").then((kept) => kept.put(own + "index.html", new Response("forged"))));
    await attempt("IndexedDB", () => new Promise((yes, no) => { const asked = indexedDB.open("forged"); asked.onsuccess = yes; asked.onerror = no; }));
    await attempt("OPFS", () => navigator.storage.getDirectory());
    await attempt("locks", () => navigator.locks.query());
    new BroadcastChannel("snr").postMessage("forged");
    postMessage(told); }`;
  const script = {type: "text/javascript"};
  for (const [kind, at, type] of [
    ["blob", URL.createObjectURL(new Blob([inner], script)), "module"],
    ["data", "data:text/javascript," + encodeURIComponent(inner), "module"],
    ["classic data", "data:text/javascript," + encodeURIComponent(inner), "classic"],
  ]) {
    try {
      const told = await within(new Promise((yes, no) => {
        const one = new Worker(at, {type});
        one.onmessage = ({data}) => yes(data); one.onerror = no; one.postMessage({other, own});
      }), 30);
      for (const [name, said] of Object.entries(told)) tried[`inner ${kind}: ${name}`] = said;
    } catch { tried[`inner ${kind}`] = "refused"; }
  }
  return tried;
}
"""

# on the page's side: what it hears of the worker, while it speaks where the worker listens
LISTEN = """
() => {
  window.heard = [];
  const channel = new BroadcastChannel("snr");
  channel.onmessage = ({data}) => data === "forged" && window.heard.push(data);
  setInterval(() => channel.postMessage("of the page"), 100);
}
"""
STORAGES = ("caches put", "IndexedDB open", "OPFS", "locks steal", "channel heard")

# the same from Python, which holds the browser's own functions
PYTHON = """
import js
tried = {}
def attempt(name, work):
    try:
        tried[name] = "PASSED: " + str(work())
    except BaseException as error:
        tried[name] = "refused"
def synchronous(at):
    asked = js.XMLHttpRequest.new()
    asked.open("GET", at + "a.js", False)
    asked.send()
    return asked.status
for at in (OTHER, OWN):
    attempt("XHR " + at, lambda: synchronous(at))
attempt("eval", lambda: js.eval("1 + 1"))
attempt("Function", lambda: js.Function.new("return 1")())
import json
json.dumps(tried)
"""
