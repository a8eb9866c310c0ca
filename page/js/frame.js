// Shows a document in a frame that runs no script and reaches nothing (docs/page.md).
import { say } from "./dom.js";

/** Put the text of an HTML document in a frame whose own page, document.html, sets what it may do. */
export function show(frame, html) {
  const inside = frame.contentDocument;
  const parsed = new frame.contentWindow.DOMParser().parseFromString(html, "text/html");
  for (const each of parsed.querySelectorAll("script, meta, base, link, iframe, object, embed")) each.remove();
  const policy = inside.querySelector("meta[http-equiv]");
  inside.head.replaceChildren(policy, ...parsed.head.childNodes);
  inside.documentElement.lang = parsed.documentElement.lang || "fr";
  inside.body.replaceWith(inside.adoptNode(parsed.body));
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
