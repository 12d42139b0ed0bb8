"""The words of a mail: what may not stand in them, and where their links lead. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_LINK: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s<>\"]+", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_AFTER_LINK: Final = ".,;:!?)"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a body; `href` is the path on our own address that it links to."""

    text: str
    href: str | None = None


def check_words(*, to: str, subject: str, body: str, base_url: str) -> None:
    """ValueError when a header would break its line, or a link would lead elsewhere."""
    for name, text in (("address", to.strip()), ("subject", subject)):
        if not text or _CONTROL.search(text):
            raise ValueError(f"the {name} of a mail is one line of text")
    if any(_path(link, base_url) is None for link in links(f"{subject}\n{body}")):
        raise ValueError("a mail links to PUBLIC_BASE_URL and nowhere else")


def links(body: str) -> list[str]:
    """The addresses in a body, without the full stop that ends their sentence."""
    return [found.group().rstrip(_AFTER_LINK) for found in _LINK.finditer(body)]


def parts(body: str, base_url: str) -> Iterator[Part]:
    """A body as text and links, for a page that shows it; only our own addresses are links."""
    end = 0
    for found in _LINK.finditer(body):
        link = found.group().rstrip(_AFTER_LINK)
        href = _path(link, base_url)
        if href is not None:
            yield Part(body[end : found.start()])
            yield Part(link, href)
            end = found.start() + len(link)
    yield Part(body[end:])


def _path(link: str, base_url: str) -> str | None:
    """What follows our address in a link of ours; None for a link to anywhere else."""
    there, ours = urlsplit(link), urlsplit(base_url)
    if (there.scheme.lower(), there.netloc.lower()) != (ours.scheme, ours.netloc.lower()):
        return None
    return there._replace(scheme="", netloc="", path=there.path or "/").geturl()
