// Shows a document in a frame that runs no script and reaches nothing (docs/page.md).
import { say } from "./dom.js";

const parsed = (frame, html) => {
  const made = new frame.contentWindow.DOMParser().parseFromString(html, "text/html");
  for (const each of made.querySelectorAll("script, meta, base, link, iframe, object, embed")) each.remove();
  return made;
};

/** Put the text of an HTML document in a frame whose own page, document.html, sets what it may do. */
export function show(frame, html) {
  const inside = frame.contentDocument;
  const next = parsed(frame, html);
  const policy = inside.querySelector("meta[http-equiv]");
  inside.head.replaceChildren(policy, ...next.head.childNodes);
  inside.documentElement.lang = next.documentElement.lang || "fr";
  inside.body.replaceWith(inside.adoptNode(next.body));
  inside.onclick = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    event.preventDefault();
    const target = link.getAttribute("href");
    if (target.startsWith("#")) inside.getElementById(decodeURIComponent(target.slice(1)))?.scrollIntoView();
    else say(`Ce lien sort de la page, qui reste close. Son adresse : ${target}`);
  };
  frame.contentWindow.scrollTo(0, 0);
}

/** Show another state of the document that a frame shows: what is read stays where it is. */
export function redraw(frame, html, prepare = () => {}) {
  const inside = frame.contentDocument;
  const next = parsed(frame, html);
  prepare(next);
  const read = inside.elementFromPoint(8, 8); // of a frame that shows nothing, none
  const top = read?.getBoundingClientRect().top;
  lay(inside.body, inside.adoptNode(next.body));
  if (read?.isConnected) frame.contentWindow.scrollBy(0, read.getBoundingClientRect().top - top);
}

/** Make a tree like another, and touch only what differs: what is equal keeps its selection, and what it has unfolded. */
function lay(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== next.nodeName) return old.replaceWith(next);
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of next.attributes) old.setAttribute(name, value);
  const [olds, nexts] = [[...old.childNodes], [...next.childNodes]];
  while (olds.length && nexts.length && olds[0].isEqualNode(nexts[0])) olds.shift(), nexts.shift();
  while (olds.length && nexts.length && olds.at(-1).isEqualNode(nexts.at(-1))) olds.pop(), nexts.pop();
  const shared = olds.length === nexts.length ? olds.length : 0;
  for (let rank = 0; rank < shared; rank++) lay(olds[rank], nexts[rank]);
  const before = olds.at(-1)?.nextSibling ?? old.childNodes[[...next.childNodes].indexOf(nexts[0])] ?? null;
  for (const each of nexts.slice(shared)) old.insertBefore(each, before);
  for (const each of olds.slice(shared)) each.remove();
}
