"""The styles that kept sections of an .odt need, brought to the new one: those of a person by their names, the others under new ones."""

import copy
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError
from snr_cli.documents.formats.odt.carried import CarriedParts
from snr_cli.documents.formats.odt.elements import DRAW_NS, OFFICE_NS, STYLE_NS, TEXT_NS, XLINK_HREF
from snr_cli.documents.formats.odt.families import (
    STYLE_NAME,
    STYLE_SHOWN,
    StyleKey,
    family_named,
    name_attribute,
    shown_name,
    styles_by_key,
)
from snr_cli.documents.formats.odt.returned import ReturnedOdt

_MASTER, _LAYOUT = f"{STYLE_NS}master-page", f"{STYLE_NS}page-layout"
_LINKS: Final = (f"{TEXT_NS}a", f"{DRAW_NS}a")  # addresses that are shown, and not fetched
_DEEPEST: Final = 50  # styles based on one another


class BroughtStyles:
    """Styles of one file being brought to another."""

    def __init__(self, came: ReturnedOdt, fresh: ReturnedOdt, carried: CarriedParts) -> None:
        """Take the file that came back, the new one, which is changed, and what copies pictures."""
        self._came, self._fresh, self._carried = came, fresh, carried
        self._automatic = styles_by_key(came.content.root, "automatic-styles")
        self._common = styles_by_key(came.styles.root, "styles")
        self._own = styles_by_key(fresh.styles.root, "styles")
        self._shown = {(family, shown_name(each)): name for (family, name), each in self._own.items()}
        self._pages = {each.get(STYLE_NAME, ""): each for each in came.styles.root.iter(_MASTER)}
        self._given: dict[StyleKey, str] = {}
        self._depth = 0

    def adapt(self, block: Element, place: str) -> None:
        """Name in an element the styles and the pictures of the new file in the place of those of the old one.

        Raises:
            EditError: it shows what cannot be copied.
        """
        for each in block.iter():
            for attribute, value in each.items():
                family = family_named(each, attribute)
                if family:
                    name = self._name(family, value, place)
                    if name:
                        each.set(attribute, name)
                    else:
                        del each.attrib[attribute]
                elif attribute == XLINK_HREF and each.tag not in _LINKS:
                    each.set(attribute, self._carried.address(each.tag, value, place))

    def _name(self, family: str, name: str, place: str) -> str:
        """Return the name of a style in the new file; one that is not there is brought. Empty for none."""
        key = (family, name)
        if key not in self._given:
            if family == "font":
                self._font(name)
                self._given[key] = name
            elif family == "master":
                self._page(name, place)
            elif family == "layout":
                self._given[key] = ""
            elif key in self._automatic:
                self._given[key] = f"garde{len(self._given) + 1}"
                self._bring(self._automatic[key], self._given[key], "content", place)
            elif key in self._common:
                self._bring_common(key, place)
            else:
                self._given[key] = name if key in self._own else ""
        return self._given[key]

    def _bring_common(self, key: StyleKey, place: str) -> None:
        """Bring a style that a person sees, unless the new file has one of its name."""
        style = self._common[key]
        shown = (key[0], shown_name(style))
        if shown in self._shown:
            self._given[key] = self._shown[shown]
            return
        own = next(each for each in _numbered(key[1]) if (key[0], each) not in self._own)
        self._given[key] = self._shown[shown] = own
        self._own[key[0], own] = style
        self._bring(style, own, "styles", place)

    def _bring(self, style: Element, name: str, part: str, place: str) -> None:
        brought = copy.deepcopy(style)
        brought.set(name_attribute(brought), name)
        for each in brought.findall(f"{STYLE_NS}map"):  # what it would look like elsewhere
            brought.remove(each)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise EditError([f"{place} : styles fondés les uns sur les autres sans fin"])
        self.adapt(brought, place)
        self._depth -= 1
        root, within = (
            (self._fresh.content.root, "automatic-styles") if part == "content" else (self._fresh.styles.root, "styles")
        )
        found = root.find(f"{OFFICE_NS}{within}")
        assert found is not None  # the writer always writes it
        found.append(brought)

    def _page(self, name: str, place: str) -> None:
        """Bring pages that a person made, with the head and the foot of the new file."""
        pages = next(self._fresh.styles.root.iter(f"{OFFICE_NS}master-styles"))
        layouts = self._fresh.styles.root.find(f"{OFFICE_NS}automatic-styles")
        theirs = self._pages.get(name)
        own = {shown_name(each): each.get(STYLE_NAME, "") for each in pages.iter(_MASTER)}
        if theirs is None or layouts is None or shown_name(theirs) in own:
            self._given["master", name] = own.get(shown_name(theirs), "") if theirs is not None else ""
            return
        new = next(each for each in _numbered(name) if each not in own.values())
        self._given["master", name] = new
        wanted = theirs.get(f"{STYLE_NS}page-layout-name", "")
        layout = next(
            (each for each in self._came.styles.root.iter(_LAYOUT) if each.get(STYLE_NAME) == wanted),
            theirs.makeelement(_LAYOUT, {}),
        )
        layout = copy.deepcopy(layout)
        layout.set(STYLE_NAME, f"garde{len(self._given)}")
        self.adapt(layout, place)
        layouts.append(layout)
        page = theirs.makeelement(
            _MASTER,
            {
                STYLE_NAME: new,
                STYLE_SHOWN: shown_name(theirs),
                f"{STYLE_NS}page-layout-name": layout.get(STYLE_NAME, ""),
            },
        )
        first = pages.find(_MASTER)
        page.extend(
            copy.deepcopy(each)
            for each in (first if first is not None else ())
            if each.tag in (f"{STYLE_NS}header", f"{STYLE_NS}footer")
        )
        pages.append(page)
        following = theirs.get(f"{STYLE_NS}next-style-name", "")
        if following and following != name:
            page.set(f"{STYLE_NS}next-style-name", self._name("master", following, place) or new)

    def _font(self, name: str) -> None:
        """Declare a font in both parts; one that the file holds is not copied."""
        face = next(
            (each for each in self._came.content.root.iter(f"{STYLE_NS}font-face") if each.get(STYLE_NAME) == name),
            None,
        )
        for tree in (self._fresh.content, self._fresh.styles):
            faces = tree.root.find(f"{OFFICE_NS}font-face-decls")
            if face is not None and faces is not None and all(each.get(STYLE_NAME) != name for each in faces):
                faces.append(face.makeelement(face.tag, dict(face.attrib)))


def _numbered(name: str) -> list[str]:
    """Return names for what is brought, the first of which may be free."""
    return [name, *(f"{name}_{rank}" for rank in range(2, 10_000))]
