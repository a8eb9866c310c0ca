"""What the source of a page must hold, read by Python's own parser: one function a requirement, faults out.

RGAA numbers are those of version 4.1; RGESN those of 2024.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
PARTS = 4  # a document of so few needs no contents
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass
class Node:
    """An element: its attributes, its children and its pieces of text in order."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: "Node | None" = None
    children: "list[Node | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Node]":
        """Yield the elements below, in the order of the source."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def all(self, *tags: str) -> "list[Node]":
        """Return the elements below that have one of these names."""
        return [node for node in self.walk() if node.tag in tags]

    def elements(self) -> "list[Node]":
        """Return the direct children that are elements."""
        return [child for child in self.children if isinstance(child, Node)]

    def ancestors(self) -> "Iterator[Node]":
        """Yield the elements around, from the nearest."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def raw(self) -> str:
        """The text below, as written."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        """The text below, spaces folded."""
        return " ".join(self.raw.split())

    def __str__(self) -> str:
        return f"line {self.line}: <{self.tag}>"


class Tree(HTMLParser):
    """A page as a tree; what does not nest is kept in `unbalanced`."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.root = Node("", {}, 0)
        self.unbalanced: list[str] = []
        self.repeated: list[str] = []
        self._open = self.root
        self.feed(source)
        self.close()
        self.unbalanced += [f"{node} is not closed" for node in (self._open, *self._open.ancestors()) if node.tag]

    def _add(self, tag: str, attributes: list[tuple[str, str | None]]) -> Node:
        line = self.getpos()[0]
        self.repeated += [
            f"line {line}: {name} twice" for name, count in Counter(n for n, _ in attributes).items() if count > 1
        ]
        node = Node(tag, {name: value or "" for name, value in attributes}, line, self._open)
        self._open.children.append(node)
        return node

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = self._add(tag, attrs)
        if tag not in VOID:
            self._open = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._open.tag == tag and self._open.parent is not None:
            self._open = self._open.parent
        else:
            self.unbalanced.append(f"line {self.getpos()[0]}: </{tag}> does not close {self._open}")

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    @property
    def css(self) -> str:
        """Every rule of the page: style elements, then style attributes; comments left out."""
        sheets = [node.raw for node in self.root.all("style")]
        inline = [node.attributes["style"] for node in self.root.walk() if "style" in node.attributes]
        return re.sub(r"/\*.*?\*/", "", "\n".join(sheets + inline), flags=re.S)

    @property
    def ids(self) -> list[str]:
        """The id of every element that has one."""
        return [node.attributes["id"] for node in self.root.walk() if "id" in node.attributes]


def doctype(tree: Tree) -> list[str]:
    """Ask for the doctype and balanced tags (RGAA 8.1, 8.2)."""
    start = [] if re.match(r"<!doctype html>\s*<html\b", tree.source, re.I) else ["no doctype at the very start"]
    return start + tree.unbalanced + tree.repeated


def language(tree: Tree) -> list[str]:
    """Ask for French on the root (RGAA 8.3, 8.4)."""
    found = [node.attributes.get("lang") for node in tree.root.all("html")]
    return [] if found == ["fr"] else [f"lang of html: {found}"]


def title(tree: Tree) -> list[str]:
    """Ask for one title, « document — territoire — année » (RGAA 8.5, 8.6)."""
    texts = [node.text for head in tree.root.all("head") for node in head.all("title")]
    if len(texts) != 1:
        return [f"{len(texts)} titles"]
    return [] if re.search(r"\S — \S.* — .*\b\d{4}\b", texts[0]) else [f"title: {texts[0]!r}"]


def headings(tree: Tree) -> list[str]:
    """Ask for one h1, first, and no level skipped (RGAA 9.1)."""
    nodes = tree.root.all(*HEADINGS)
    levels = [int(node.tag[1]) for node in nodes]
    faults = [] if levels.count(1) == 1 and levels[0] == 1 else [f"h1: {levels.count(1)}, first level: {levels[:1]}"]
    faults += [
        f"{node} after h{before}"
        for before, node in zip(levels, nodes[1:], strict=False)
        if int(node.tag[1]) > before + 1
    ]
    return faults + [f"{node} is empty" for node in nodes if not node.text]


def landmarks(tree: Tree) -> list[str]:
    """Ask for header, main and footer once each, and one nav with a name where there is something to list (RGAA 9.2, 12.6)."""
    counts = {tag: len(tree.root.all(tag)) for tag in ("header", "nav", "main", "footer")}
    if counts["nav"] == 0 and len(tree.root.all("h2")) <= PARTS:
        del counts["nav"]
    faults = [f"{count} {tag}" for tag, count in counts.items() if count != 1]
    return faults + [
        f"{nav} has no name"
        for nav in tree.root.all("nav")
        if not {"aria-label", "aria-labelledby"} & set(nav.attributes)
    ]


def skip_link(tree: Tree) -> list[str]:
    """Ask that the first thing the keyboard reaches leads to main (RGAA 12.7)."""
    able = (
        n
        for n in tree.root.walk()
        if (n.tag == "a" and "href" in n.attributes)
        or n.tag in ("summary", "button")
        or n.attributes.get("tabindex") == "0"
    )
    first = next(able, None)
    targets = [f"#{node.attributes.get('id')}" for node in tree.root.all("main")]
    good = first is not None and first.attributes.get("href") in targets
    return [] if good else [f"the first focusable is {first}, main is {targets}"]


def tables(tree: Tree) -> list[str]:
    """Ask that a table be simple: caption, scopes, no empty cell, no merged cell, no nesting (RGAA 5.1 to 5.7)."""
    faults = []
    for table in tree.root.all("table"):
        first = table.elements()[:1]
        if not (first and first[0].tag == "caption" and first[0].text):
            faults.append(f"{table} has no caption")
        if table.all("table"):
            faults.append(f"{table} holds a table")
        headers = table.all("th")
        faults += [f"{th} has no scope" for th in headers if th.attributes.get("scope") not in ("col", "row")]
        if not any(th.attributes.get("scope") == "col" for th in headers):
            faults.append(f"{table} has no header of column")
        cells = table.all("th", "td")
        faults += [f"{cell} is empty" for cell in cells if not cell.text]
        faults += [f"{cell} is merged" for cell in cells if {"colspan", "rowspan"} & set(cell.attributes)]
        widths = {len([cell for cell in row.elements() if cell.tag in ("th", "td")]) for row in table.all("tr")}
        if len(widths) > 1:
            faults.append(f"{table} has rows of {sorted(widths)} cells")
    return faults


def ids(tree: Tree) -> list[str]:
    """Ask that an id be there once, and that what is pointed to exist (RGAA 8.2)."""
    counts = Counter(tree.ids)
    faults = [f"id {name!r}: {count} times" for name, count in counts.items() if count > 1 or not name.strip()]
    for node in tree.root.walk():
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "for"):
            faults += [
                f"{node} {name}: no id {word!r}" for word in node.attributes.get(name, "").split() if word not in counts
            ]
        href = node.attributes.get("href", "")
        if href.startswith("#") and href[1:] not in counts:
            faults.append(f"{node} href: no id {href[1:]!r}")
        for value in node.attributes.values():
            faults += [
                f"{node}: no id {each!r}"
                for each in re.findall(r"url\(\s*['\"]?#([^)'\"]+)", value)
                if each not in counts
            ]
    faults += [
        f"style: no id {each!r}" for each in re.findall(r"url\(\s*['\"]?#([^)'\"]+)", tree.css) if each not in counts
    ]
    return faults


def pictures(tree: Tree) -> list[str]:
    """Ask that a picture be told: role, title, desc, label or pattern, caption, table beside (RGAA 1.1, 1.6, 1.9, 3.1).

    A picture made of several drawings is told once, by the title and the desc of the first.
    """
    faults = []
    named: list[str] = []
    for svg in tree.root.all("svg"):
        if svg.attributes.get("aria-hidden") == "true":
            continue
        whole = next((node for node in (svg, *svg.ancestors()) if node.attributes.get("role") == "img"), svg)
        if whole.attributes.get("role") != "img":
            faults.append(f"{svg} has no role img")
        first = next(node for node in (whole, *whole.all("svg")) if node.tag == "svg")
        head = first.elements()[:2]
        labels = whole.attributes.get("aria-labelledby", "").split()
        if [node.tag for node in head] != ["title", "desc"] or not all(node.text for node in head):
            faults.append(f"{svg} does not start with a title and a desc")
        elif head[0].attributes.get("id") not in labels:
            faults.append(f"{svg} is not labelled by its title")
        elif svg is first:
            named.append(head[0].text)
        if not whole.all("text", "pattern"):
            faults.append(f"{svg} has neither label nor pattern: colour alone")
        figure = next((node for node in svg.ancestors() if node.tag == "figure"), None)
        if figure is None or not figure.all("table"):
            faults.append(f"{svg} has no table beside it")
        if figure is None or not any(node.text for node in figure.all("figcaption")):
            faults.append(f"{svg} has no caption")
    faults += [f"two pictures are named {name!r}" for name in set(named) if named.count(name) > 1]
    return faults + [f"{img} has no alt" for img in tree.root.all("img") if "alt" not in img.attributes]


def heaviest_picture(source: str) -> int:
    """Return the bytes of the heaviest drawing of a source."""
    return max((len(match[0].encode()) for match in re.finditer(r"<svg\b.*?</svg>", source, re.S | re.I)), default=0)


ACTIVE = frozenset(
    [
        "script",
        "noscript",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "form",
        "input",
        "textarea",
        "select",
        "base",
        "template",
        "portal",
        "audio",
        "video",
        "source",
        "track",
        "foreignobject",
        "animate",
        "animatetransform",
        "animatemotion",
        "set",
        "canvas",
    ]
)


def active(tree: Tree) -> list[str]:
    """Ask for no script, no handler, no form, no medium, no movement (RGAA 13.8; RGESN 2.4, 4.1)."""
    faults = [f"{node} is active" for node in tree.root.walk() if node.tag in ACTIVE]
    for node in tree.root.walk():
        faults += [f"{node} has {name}" for name in node.attributes if name.startswith("on")]
        for name in ("href", "xlink:href", "src", "action", "formaction"):
            value = re.sub(r"[\x00-\x20]", "", node.attributes.get(name, "")).lower()
            if value.startswith(("javascript:", "vbscript:")) or (value.startswith("data:") and node.tag != "img"):
                faults.append(f"{node} {name}: {value[:40]}")
        if node.tag == "meta" and node.attributes.get("http-equiv", "").lower() == "refresh":
            faults.append(f"{node} reloads the page")
    return faults + [
        f"style: {word}" for word in re.findall(r"@keyframes|\banimation[\w-]*\s*:|\btransition[\w-]*\s*:", tree.css)
    ]


def requests(tree: Tree) -> list[str]:
    """Ask that nothing be fetched: no sheet, picture, font or script of elsewhere (RGESN 2.3, 4.8, 6.7)."""
    faults = []
    for node in tree.root.walk():
        for name in ("src", "srcset", "poster", "data", "background", "ping", "manifest"):
            value = node.attributes.get(name, "")
            if value and not (value.startswith("data:image/") and name == "src"):
                faults.append(f"{node} {name}: {value[:60]}")
        if node.tag == "link":
            faults.append(f"{node} {node.attributes.get('rel', '')}: {node.attributes.get('href', '')[:60]}")
        if node.tag in ("use", "image", "pattern", "mask"):
            for name in ("href", "xlink:href"):
                value = node.attributes.get(name, "#")
                if not value.startswith(("#", "data:image/")):
                    faults.append(f"{node} {name}: {value[:60]}")
        for value in node.attributes.values():
            faults += [
                f"{node}: url({each[:60]})"
                for each in re.findall(r"url\(\s*['\"]?([^#)'\"][^)]*)", value)
                if not each.startswith("data:")
            ]
    faults += [f"style: {word}" for word in re.findall(r"@import|@font-face", tree.css)]
    return faults + [
        f"style: url({each[:60]})"
        for each in re.findall(r"url\(\s*['\"]?([^#)'\"\s][^)]*)", tree.css)
        if not each.startswith("data:image/")
    ]


PRESENTATION = {
    "elements": frozenset(["basefont", "big", "blink", "center", "font", "marquee", "s", "strike", "tt"]),
    "attributes": frozenset(
        [
            "align",
            "alink",
            "background",
            "bgcolor",
            "border",
            "cellpadding",
            "cellspacing",
            "char",
            "charoff",
            "clear",
            "color",
            "compact",
            "frameborder",
            "hspace",
            "link",
            "marginheight",
            "marginwidth",
            "text",
            "valign",
            "vlink",
            "vspace",
        ]
    ),
}


def presentation(tree: Tree) -> list[str]:
    """Ask that the look be in the style sheet (RGAA 8.9, 10.1; list of the RGAA glossary)."""
    faults = []
    for node in tree.root.walk():
        if node.tag == "svg" or any(above.tag == "svg" for above in node.ancestors()):
            continue
        if node.tag in PRESENTATION["elements"]:
            faults.append(f"{node} is of presentation")
        sized = {"width", "height"} if node.tag not in ("img", "canvas", "object") else set()
        faults += [f"{node} has {name}" for name in node.attributes if name in PRESENTATION["attributes"] | sized]
    return faults


VAGUE = frozenset(
    ("ici", "cliquez ici", "lien", "lire", "lire la suite", "en savoir plus", "voir", "plus", "suite", "source")
)


def links(tree: Tree) -> list[str]:
    """Ask that a link say where it leads, out of context; one text, one outer target (RGAA 6.1, 6.2)."""
    faults, targets = [], {}
    for link in (node for node in tree.root.all("a") if "href" in node.attributes):
        words = link.attributes.get("aria-label") or link.text
        if not words or words.lower().strip(" .…") in VAGUE:
            faults.append(f"{link} says {words!r}")
        if re.match(r"(https?://|www\.)\S+$", words):
            faults.append(f"{link} is a bare address: {words[:60]}")
        href = link.attributes["href"]
        before = targets.setdefault(words, href) if re.match(r"https?:", href) else href
        if before != href:
            faults.append(f"{link} {words[:60]!r} leads to {href!r}, elsewhere to {before!r}")
        if link.attributes.get("target") == "_blank":
            faults.append(f"{link} opens a window")
    return faults


def lists(tree: Tree) -> list[str]:
    """Ask for real lists (RGAA 9.3)."""
    faults = [
        f"{li} is out of a list" for li in tree.root.all("li") if li.parent is None or li.parent.tag not in ("ul", "ol")
    ]
    for each in tree.root.all("ul", "ol"):
        faults += [f"{node} is in a list" for node in each.elements() if node.tag != "li"]
        if not each.elements():
            faults.append(f"{each} is empty")
    return faults


def focus_order(tree: Tree) -> list[str]:
    """Ask that the order of the keyboard be the order of the source; scroll regions have a name (RGAA 12.8)."""
    faults = []
    for node in tree.root.walk():
        if (index := node.attributes.get("tabindex")) not in (None, "0", "-1"):
            faults.append(f"{node} tabindex={index}")
        named = node.attributes.get("aria-label") or node.attributes.get("aria-labelledby")
        named = named or (node.attributes.get("role") == "note" and node.text)
        if index == "0" and not (node.attributes.get("role") and named):
            faults.append(f"{node} takes the focus and has no role or no name")
        if "accesskey" in node.attributes or "autofocus" in node.attributes:
            faults.append(f"{node} takes a key or the focus")
    return faults


CHECKS: dict[str, Callable[[Tree], list[str]]] = {
    check.__name__: check
    for check in (
        doctype, language, title, headings, landmarks, skip_link, tables, ids, pictures, active, requests, presentation,
        links, lists, focus_order,
    )
}  # fmt: skip
