"""What every page of ours must be: read strictly, as a browser and a screen reader would."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib

ERROR = re.compile("^(?:Error|Błąd|Klaida|Eroare|Erro): ")
UNSEEN = ("hidden", "submit", "button", "image", "reset")
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")


class PageError(AssertionError):
    """The page is not what a page must be; says everything that is wrong with it."""


@dataclass(frozen=True)
class Page:
    """A parsed page."""

    root: Element
    parse_errors: tuple[str, ...] = ()

    @cached_property
    def title(self) -> str:
        return words(self.root.find("head/title"))

    @cached_property
    def heading(self) -> str:
        return words(next(self.all("h1"), None))

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(
            element.attrib["id"] for element in self.root.iter() if "id" in element.attrib
        )

    @cached_property
    def text(self) -> str:
        """The words of the page's main part."""
        return words(next(self.all("main"), None))

    @cached_property
    def summary(self) -> dict[str, str]:
        """The error summary: text and the address of each link ("" for a line without one)."""
        lines = [e for e in self.all("li") if in_class(self.parents.get(e), "error-summary__list")]
        links = [(words(line), line.find("a")) for line in lines]
        return {text: "" if link is None else link.attrib["href"] for text, link in links}

    @cached_property
    def parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element with one of these tags, in the order of the page."""
        return (element for element in self.root.iter() if element.tag in tags)

    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [link.attrib["href"] for link in self.all("a") if "href" in link.attrib]

    def within(self, element: Element, tag: str) -> Element | None:
        """The nearest element around with this tag."""
        around = self.parents.get(element)
        while around is not None and around.tag != tag:
            around = self.parents.get(around)
        return around


def words(element: Element | None) -> str:
    """The text of an element with single spaces, scripts and styles left out."""
    if element is None:
        return ""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag not in ("script", "style"):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def in_class(element: Element | None, part: str) -> bool:
    """Whether one of the element's classes ends with `part`."""
    classes = "" if element is None else element.attrib.get("class", "")
    return any(one.endswith(part) for one in classes.split())


def parse(html: str) -> Page:
    """A page from its HTML, with the complaints of a strict parser."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    errors = tuple(f"line {place[0]}: {code} {facts}" for place, code, facts in parser.errors)
    return Page(root, errors)


def check_page(html: str) -> Page:
    """The parsed page; PageError lists everything that is wrong with it."""
    page = parse(html)
    problems = [*page.parse_errors, *(problem for check in CHECKS for problem in check(page))]
    if problems:
        raise PageError(f"{page.title!r}: " + "; ".join(problems))
    return page


def _names_itself(page: Page) -> Iterator[str]:
    if not page.root.attrib.get("lang"):
        yield "the page has no language"
    headings = list(page.all("h1"))
    if len(headings) != 1:
        yield f"{len(headings)} h1 headings instead of one"
    elif not page.heading:
        yield "the h1 is empty"
    elif not ERROR.sub("", page.title).startswith(page.heading):
        yield f"the title {page.title!r} does not begin with the h1 {page.heading!r}"
    if len(list(page.all("main"))) != 1:
        yield "not one main part"


def _steps_down_by_one(page: Page) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    main = levels[levels.index(1) :] if 1 in levels else levels
    for before, after in pairwise(main):
        if after > before + 1:
            yield f"an h{after} stands under an h{before}"


def _ids_and_references(page: Page) -> Iterator[str]:
    yield from (f"the id {id!r} stands twice" for id, count in page.ids.items() if count > 1)
    for element in page.root.iter():
        for name in REFERENCES:
            for id in element.attrib.get(name, "").split():
                if id not in page.ids:
                    yield f"{name}={id!r} leads nowhere"
        href = element.attrib.get("href", "")
        if element.tag == "a" and href.startswith("#") and href[1:] not in page.ids:
            yield f"the link {href!r} leads nowhere"


def _inputs_have_labels(page: Page) -> Iterator[str]:
    labelled = {label.attrib.get("for") for label in page.all("label") if words(label)}
    for element in page.all("input", "select", "textarea"):
        kind = element.attrib.get("type", "")
        if kind in UNSEEN:
            continue
        named = element.attrib.get("aria-label") or element.attrib.get("aria-labelledby")
        if not named and element.attrib.get("id") not in labelled:
            yield f"the input {element.attrib.get('name')!r} has no label"
        fieldset = page.within(element, "fieldset")
        if kind in ("radio", "checkbox") and (fieldset is None or fieldset.find("legend") is None):
            yield f"the {kind} {element.attrib.get('name')!r} stands in no fieldset with a legend"


def _everything_has_a_name(page: Page) -> Iterator[str]:
    for element in page.all("a", "button", "th", "legend", "caption", "summary", "option"):
        if not (words(element) or element.attrib.get("aria-label")) and element.tag != "option":
            yield f"a {element.tag} without words"
    yield from ("an image without alt" for img in page.all("img") if "alt" not in img.attrib)
    for element in page.all(
        "td", "th", "dd", "dt", "p", "li", "h1", "h2", "h3", "strong", "option"
    ):
        if words(element) in ("None", "Undefined") or "{{" in words(element):
            yield f"a {element.tag} says {words(element)!r}"


def _tables_have_headers(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        if table.find("caption") is None:
            yield "a table has no caption"
        if any("scope" not in header.attrib for header in table.iter("th")):
            yield "a table header has no scope"


def _scripts_carry_the_nonce(page: Page) -> Iterator[str]:
    nonces = {e.attrib.get("nonce") for e in page.all("script", "style")}
    if None in nonces or "" in nonces:
        yield "a script or style without a nonce"
    if len(nonces) > 1:
        yield "more than one nonce"
    for element in page.root.iter():
        if "style" in element.attrib:
            yield f"a {element.tag} with a style attribute"
        if any(re.match("on[a-z]+$", name) for name in element.attrib):
            yield f"a {element.tag} with an inline handler"
        source = element.attrib.get("src", "")
        if re.match("(https?:)?//", source):
            yield f"a {element.tag} from another host: {source}"


CHECKS = (
    _names_itself,
    _steps_down_by_one,
    _ids_and_references,
    _inputs_have_labels,
    _everything_has_a_name,
    _tables_have_headers,
    _scripts_carry_the_nonce,
)
