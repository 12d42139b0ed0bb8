"""The XML of a form: parsed without entities, DTDs or the network, and the names that it uses."""

from typing import Final, TypeAlias

from lxml import etree

from surveys.instrument.model import NAMESPACE, Path
from surveys.instrument.notices import FormRefused

Element: TypeAlias = etree._Element  # noqa: SLF001  the only name of its type

XFORMS: Final = "{http://www.w3.org/2002/xforms}"
XHTML: Final = "{http://www.w3.org/1999/xhtml}"
JAVAROSA: Final = "{http://openrosa.org/javarosa}"
ODK: Final = "{http://www.opendatakit.org/xforms}"
OURS: Final = f"{{{NAMESPACE}}}"

LARGEST: Final = 20 * 1024 * 1024
"""Characters of an XForm."""
_NOT_ONE: Final = "This is not an XForm that can be read."


def parsed(xform: str) -> Element:
    """The root of a form; FormRefused for what is no XML, or more than XML."""
    if len(xform) > LARGEST:
        raise FormRefused("The form is larger than we read. Split it.")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xform.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
        raise FormRefused(_NOT_ONE) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormRefused("An XForm has no document type. Take it out.")
    return root


def found(above: Element, path: str) -> Element:
    """The element at a path; FormRefused where there is none."""
    element = above.find(path)
    if element is None:
        raise FormRefused(f"{_NOT_ONE} It has no “{path.rpartition('}')[2]}”.")
    return element


def tag_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def path_of(reference: str) -> Path:
    """The path below the form of an absolute reference: "/data/g/a" gives "g/a"."""
    return reference.strip().removeprefix("/").partition("/")[2]
