"""A model of LibreOffice (.odt, .ott): its styles, fonts, pages, heads, feet and logo take the place of those of snr.

The styles of snr that it lacks are added to its own. Nothing that runs, or that is fetched elsewhere, is copied.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.markup import is_address
from snr_cli.documents.formats.model import ModelError, ModelPackage, tree_of
from snr_cli.documents.formats.odt.edited import ENCRYPTED
from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    OASIS,
    OFFICE_NS,
    STYLE_NAME,
    STYLE_NS,
    SVG_NS,
    TEXT_NS,
    XLINK_HREF,
    StyleKey,
    family_named,
    name_attribute,
    shown_name,
    style_family,
    styles_by_key,
)
from snr_cli.documents.formats.odt.model_pages import ModelPages, dress_pages, model_pages, part_of
from snr_cli.documents.formats.odt.parts import MIMETYPE, OdtPicture
from snr_cli.documents.formats.odt.styles import FRENCH_NAMES, own_styles
from snr_cli.documents.formats.tree import Tree

_SCRIPT: Final = f"{{{OASIS}:script:1.0}}"
_FORM: Final = f"{{{OASIS}:form:1.0}}"
_MANIFEST: Final = "META-INF/manifest.xml"
_LINKS: Final = (f"{TEXT_NS}a", f"{DRAW_NS}a")
_PICTURES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
} | {
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}
# what runs, or reads something outside of the file
_REFUSED: Final = frozenset(
    (
        *(f"{DRAW_NS}{name}" for name in ("object", "object-ole", "control", "applet", "plugin", "floating-frame")),
        *(
            f"{TEXT_NS}{name}"
            for name in ("script", "execute-macro", "dde-connection", "section-source", "tracked-changes")
        ),
        *(f"{TEXT_NS}database-{name}" for name in ("display", "next", "row-select", "row-number", "name")),
        *(f"{OFFICE_NS}{name}" for name in ("event-listeners", "dde-source", "annotation", "forms")),
    )
)
# name of a style of snr, in small letters → other names that it has in models of other programs
_OTHER_NAMES: Final = {
    "standard": ("normal", "default paragraph style"),
    "text body": ("body text", "normal", "default paragraph style"),
    "internet link": ("hyperlink",),
    "strong emphasis": ("strong",),
    "quotations": ("quote",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OdtModel:
    """What is taken of a model.

    Attributes:
        styles: its styles.xml, which is changed when it is dressed.
        names: style of snr → its name in the model.
        created: the styles that it lacks.
        pages: its pages.
        pictures: those of its heads, feet and pages.
        notes: what is told of it.
    """

    styles: Tree
    names: Mapping[StyleKey, str]
    created: tuple[StyleKey, ...]
    pages: ModelPages
    pictures: tuple[OdtPicture, ...]
    notes: tuple[str, ...]

    def renamed(self, root: Element) -> None:
        """Name the styles of the model in an element of snr."""
        for each in root.iter():
            for attribute, value in each.items():
                name = self.names.get((family_named(each, attribute), value), "")
                if name:
                    each.set(attribute, name)

    def dress(self, own: Tree) -> None:
        """Add to the styles of the model what it lacks.

        Args:
            own: styles.xml of snr, which is changed.
        """
        root = self.styles.root
        mine, theirs = (each.find(f"{OFFICE_NS}styles") for each in (own.root, root))
        assert mine is not None and theirs is not None
        found = styles_by_key(root, "styles")
        for style in list(mine):
            key = (style_family(style), style.get(name_attribute(style), ""))
            if style.tag.startswith(DRAW_NS):
                if key in found:
                    theirs.remove(found[key])
                theirs.append(style)
            elif key in self.created:
                self.renamed(style)
                style.set(STYLE_NAME, self.names[key])
                theirs.append(style)
            elif not key[0] and theirs.find(style.tag) is None:
                theirs.append(style)
            elif style.tag == f"{STYLE_NS}default-style" and all(
                each.get(f"{STYLE_NS}family") != style.get(f"{STYLE_NS}family")
                for each in theirs.iterfind(f"{STYLE_NS}default-style")
            ):
                theirs.insert(0, style)
        self._faces(own)
        for each in own.root.iter(f"{STYLE_NS}master-page"):
            self.renamed(each)
        dress_pages(root, self.pages, own.root, {name: self.names["paragraph", name] for name in ("Header", "Footer")})
        self.styles.adopt(own)

    def _faces(self, own: Tree) -> None:
        faces = part_of(self.styles.root, "font-face-decls")
        there = {each.get(STYLE_NAME) for each in faces}
        faces.extend(each for each in own.root.iter(f"{STYLE_NS}font-face") if each.get(STYLE_NAME) not in there)


def odt_model(data: bytes) -> OdtModel:
    """Read a model.

    Raises:
        ModelError: it is none, or what it holds cannot be copied.
    """
    package = ModelPackage(data)
    _refuse(package)
    styles = _part(package, "styles")
    # a model of styles alone may have no text
    content = _part(package, "content").root if "content.xml" in package else styles.root.makeelement("none", {})
    if styles.root.find(f"{OFFICE_NS}styles") is None:
        raise ModelError("il n’a pas de styles")
    pages = model_pages(styles.root, content)
    part_of(styles.root, "master-styles")[:] = list(pages.styles)
    pictures = _pictures(styles.root, package)
    names, created = _fitted(styles.root)
    notes = []
    told = list(dict.fromkeys(FRENCH_NAMES.get(name := _plain(key), name) for key in created))
    if told:
        notes.append(f"style{'s' * (len(told) > 1)} créé{'s' * (len(told) > 1)} : {', '.join(told)}")
    if any("".join(each.itertext()).strip() for each in content.iterfind(f"{OFFICE_NS}body/{OFFICE_NS}text")):
        notes.append(
            "son texte n’est pas repris, seuls ses styles, ses marges, ses en-têtes et ses pieds de page le sont"
        )
    if pages.have("header"):
        notes.append("ses en-têtes remplacent ceux de snr (titre, mention « Projet »)")
    return OdtModel(
        styles=styles,
        names=names,
        created=created,
        pages=pages,
        pictures=pictures,
        notes=tuple(notes),
    )


def _part(package: ModelPackage, name: str) -> Tree:
    """Return styles.xml or content.xml.

    Raises:
        ModelError: it cannot be read, or is something else.
    """
    tree = tree_of(package.text(f"{name}.xml"), f"{name}.xml")
    if tree.root.tag != f"{OFFICE_NS}document-{name}":
        raise ModelError(f"« {name}.xml » : XML d’une écriture inattendue ; enregistrez-le de nouveau dans LibreOffice")
    return tree


def _refuse(package: ModelPackage) -> None:
    """Refuse what is no text of OpenDocument, or holds what runs.

    Raises:
        ModelError: it is none, a password protects it, or it holds macros.
    """
    if ENCRYPTED in package or (_MANIFEST in package and "encryption-data" in package.text(_MANIFEST)):
        raise ModelError("fichier protégé par un mot de passe")
    kind = package.data("mimetype").decode("ascii", "replace").strip() if "mimetype" in package else ""
    if kind not in (MIMETYPE, f"{MIMETYPE}-template"):
        raise ModelError("ce n’est pas un texte de LibreOffice (.odt, .ott)")
    if any(name.startswith(("basic/", "scripts/")) for name in package.names()):
        raise ModelError("il contient des macros : enregistrez-le en .odt ou .ott, sans macros")


def _pictures(styles: Element, package: ModelPackage) -> tuple[OdtPicture, ...]:
    """Return the pictures that the styles and the pages show, whose addresses are changed.

    Raises:
        ModelError: they show, or run, something that is not in the file, or that is not copied.
    """
    for around in list(styles.iter()):
        for each in list(around):
            if each.tag == f"{SVG_NS}font-face-src":  # fonts of the file, which are not copied
                around.remove(each)
    found: dict[str, OdtPicture] = {}
    for each in styles.iter():
        if each.tag in _REFUSED or each.tag.startswith((_SCRIPT, _FORM)):
            what = re.sub(r"\W", "", each.tag.rpartition("}")[2])[:40]
            raise ModelError(
                f"« styles.xml » : objet « {what} », qui ne se recopie pas ; ôtez-le de l’en-tête ou du pied de page"
            )
        target = each.get(XLINK_HREF, "")
        if not target or (each.tag in _LINKS and (is_address(target) or target.startswith("#"))):
            continue
        name = posixpath.normpath(target)
        if each.tag in _LINKS or ":" in target or target.startswith(("/", "../")):
            raise ModelError("« styles.xml » : lien vers un fichier extérieur ; ôtez-le, ou incorporez l’image")
        suffix = name.rpartition(".")[2].lower()
        if suffix not in _PICTURES:
            raise ModelError(f"« {name[-60:]} » : image d’un format qui n’est pas repris")
        if name not in found:
            found[name] = OdtPicture(f"Pictures/modele{len(found) + 1}.{suffix}", _PICTURES[suffix], package.data(name))
        each.set(XLINK_HREF, found[name].part)
    return tuple(found.values())


def _plain(key: StyleKey) -> str:
    """Return the name of a style of snr that a person sees."""
    return re.sub(r"_([0-9a-f]{1,4})_", lambda found: chr(int(found[1], 16)), key[1])


def _fitted(styles: Element) -> tuple[dict[StyleKey, str], tuple[StyleKey, ...]]:
    """Return the names in a model of the styles of snr, and those that it lacks."""
    found = styles_by_key(styles, "styles")
    shown: dict[StyleKey, str] = {}
    levels: dict[str, str] = {}
    for (family, name), style in found.items():
        shown.setdefault((family, shown_name(style).lower()), name)
        if family == "paragraph" and (level := style.get(f"{STYLE_NS}default-outline-level", "")):
            levels.setdefault(level, name)
    names: dict[StyleKey, str] = {}
    created = []
    for key in own_styles():
        family, plain = key[0], _plain(key).lower()
        taken = next(
            (shown[family, each] for each in (plain, *_OTHER_NAMES.get(plain, ())) if (family, each) in shown), ""
        )
        if not taken and family == "paragraph" and plain.startswith("heading "):
            taken = levels.get(plain[-1], "")
        if not taken:
            created.append(key)
            taken = key[1]
            while (family, taken) in found:
                taken += "snr"
        names[key] = taken
    return names, tuple(created)
