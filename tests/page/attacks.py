"""What a hostile program would try from inside the worker: each must be refused. Runs in any browser."""

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
    await attempt(`synchronous XHR ${where}`, () => { const asked = new XMLHttpRequest(); asked.open("GET", at + "a.js", false); asked.send(); return asked.status; });
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
  // a worker within the worker inherits: what it reaches is what counts
  const inner = `onmessage = async ({data}) => { const told = {};
    for (const [where, at] of Object.entries(data)) { try { await fetch(at + "a.js", {mode: "no-cors"}); told[where] = "PASSED"; } catch { told[where] = "refused"; } }
    try { (0, eval)("1"); told.eval = "PASSED"; } catch { told.eval = "refused"; }
    postMessage(told); }`;
  try {
    const told = await within(new Promise((yes, no) => {
      const one = new Worker(URL.createObjectURL(new Blob([inner], {type: "text/javascript"})), {type: "module"});
      one.onmessage = ({data}) => yes(data); one.onerror = no; one.postMessage({other, own});
    }), 5);
    for (const [name, said] of Object.entries(told)) tried[`inner ${name}`] = said;
  } catch { tried.inner = "refused"; }
  return tried;
}
"""

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
