"""The Markdown of labels and notes: emphasis, links, line breaks, lists and headings; no HTML.

A value that a person typed and a label repeats is put in after the rendering: it is escaped, and
no sign in it is Markdown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Inserted:
    """A value put into a label: text, and nothing but text."""

    text: str


Piece: TypeAlias = str | Inserted

PLACE: Final = "\ue000{}\ue001"
"""Holds the place of a value while the words around it are rendered; no text of ours has it."""
PLACED: Final = re.compile("\ue000([0-9]{1,6})\ue001|%EE%80%80([0-9]{1,6})%EE%80%81")
PRIVATE: Final = re.compile("[\ue000\ue001]")
SCHEMES: Final = ("https://", "mailto:", "tel:")
COLOURS: Final = re.compile(r"</?span\b[^<>]*>", re.IGNORECASE)
"""Tags that XLSForm allows for colours; the words within stay."""
BREAKS: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
HASHES: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+", re.MULTILINE)
TAGS: Final = re.compile(r"<[^<>]*>")
SIZES: Final = {2: "m", 3: "s", 4: "s"}
CLASSES: Final = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
}
KEPT: Final = 4096
"""Rendered words that a process keeps."""


def line(*pieces: Piece, new_tab: str = "") -> Markup:
    """A label or a hint: emphasis, links and line breaks, in one element.

    `new_tab` is said in a link of the web, which then opens beside the form.
    """
    return _put_in(_line(_with_places(pieces), new_tab), pieces)


def block(*pieces: Piece, new_tab: str = "") -> Markup:
    """A note: paragraphs, lists, and headings that begin below the page's own."""
    return _put_in(_block(_with_places(pieces), new_tab), pieces)


def plain(*pieces: Piece) -> str:
    """The words alone, for titles and files: no mark-up, no Markdown, on one line."""
    html = _line(_with_places(pieces), "")
    text = unescape(TAGS.sub("", html.replace("<br>", " ")))
    return " ".join(PLACED.sub(lambda found: _inserted(pieces, found).text, text).split())


def _parser(*rules: str) -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False, "breaks": True})
    made.enable(["newline", "escape", "emphasis", "link", "entity", *rules])
    made.validateLink = lambda url: url.lower().startswith(SCHEMES)  # type: ignore[method-assign]
    return made


_LINES: Final = _parser()
_BLOCKS: Final = _parser("list", "heading")


@lru_cache(maxsize=KEPT)
def _line(text: str, new_tab: str) -> str:
    tokens = _LINES.parseInline(HASHES.sub("", text))
    return _rendered(_LINES, tokens, new_tab).replace("\n", "")


@lru_cache(maxsize=KEPT)
def _block(text: str, new_tab: str) -> str:
    tokens = _BLOCKS.parse(text)
    _demote([one for one in tokens if one.type in ("heading_open", "heading_close")])
    for token in tokens:
        if token.type in CLASSES:
            token.attrSet("class", CLASSES[token.type])
    return _rendered(_BLOCKS, tokens, new_tab)


def _rendered(parser: MarkdownIt, tokens: Sequence[Token], new_tab: str) -> str:
    for token in tokens:
        _mark_links(token, new_tab)
    rendered: str = parser.renderer.render(tokens, parser.options, {})
    return rendered.strip()


def _demote(headings: Sequence[Token]) -> None:
    """Headings begin with h2 and never step down by more than one."""
    ranks = sorted({one.tag for one in headings})
    before = 1
    for one in headings:
        if one.type == "heading_open":
            before = min(ranks.index(one.tag) + 2, before + 1, max(SIZES))
            one.attrSet("class", f"govuk-heading-{SIZES[before]}")
        one.tag = f"h{before}"


def _mark_links(token: Token, new_tab: str) -> None:
    """Links look like ours and tell nobody where they were followed."""
    if token.type != "inline":
        return
    open_beside = False
    children = []
    for child in token.children or []:
        if child.type == "link_open":
            web = str(child.attrs["href"]).lower().startswith("https://")
            open_beside = bool(new_tab) and web
            beside: dict[str, Any] = {"target": "_blank"} if open_beside else {}
            href = child.attrs["href"]
            child.attrs = {
                "class": "govuk-link",
                "href": href,
                "rel": "noreferrer noopener",
            } | beside
        if child.type == "link_close" and open_beside:
            said = Token("text", "", 0, content=f" ({new_tab})")
            children.append(said)
        children.append(child)
    token.children = children


def _with_places(pieces: Sequence[Piece]) -> str:
    """The words to render, with a place held for each value."""
    words = [
        PLACE.format(number) if isinstance(piece, Inserted) else PRIVATE.sub("", piece)
        for number, piece in enumerate(pieces)
    ]
    return BREAKS.sub("\n", COLOURS.sub("", "".join(words)))


def _put_in(html: str, pieces: Sequence[Piece]) -> Markup:
    def value(found: re.Match[str]) -> str:
        text = _inserted(pieces, found).text
        return quote(text, safe="") if found.group(2) else str(escape(text))

    return Markup(PLACED.sub(value, html))  # noqa: S704  rendered without HTML, values escaped


def _inserted(pieces: Sequence[Piece], found: re.Match[str]) -> Inserted:
    number = int(found.group(1) or found.group(2))
    piece = pieces[number] if number < len(pieces) else ""
    return piece if isinstance(piece, Inserted) else Inserted("")
