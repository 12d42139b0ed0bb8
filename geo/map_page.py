"""The page around a map, and the proof that it loads nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from string import Template

LEAFLET_JS = "leaflet/leaflet.js"
LEAFLET_CSS = "leaflet/leaflet.css"
_ADDRESS = re.compile(r"(?:https?:|[\"'(]\s*)//", re.IGNORECASE)
_LOADING = {"src", "href", "srcset", "data", "action", "formaction", "poster", "xlink:href"}


class UnsafeMapError(RuntimeError):
    """A page that a strict content security policy would block, or that would call elsewhere."""


@dataclass(frozen=True, slots=True)
class MapPage:
    """What a map's page says and where it lives.

    `asset_url` gives the address of an npm file, such as "leaflet/leaflet.js", on this site;
    `nonce` is that of the response's content security policy. `tiles_url` ("…/{z}/{x}/{y}.png") is
    the only address elsewhere that a page may hold, and only when it is given.
    """

    title: str
    asset_url: Callable[[str], str]
    nonce: str
    caption: str = ""
    attribution: str = ""
    demonstration: bool = False
    tiles_url: str | None = None


@dataclass(frozen=True, slots=True)
class Swatch:
    """A class of the legend: fill colour, opacity, outline colour and width, and what it means."""

    fill: str
    opacity: float
    line: str
    width: float
    label: str

    @property
    def path(self) -> dict[str, str | float]:
        """The options of a Leaflet path."""
        return {
            "fillColor": self.fill,
            "fillOpacity": self.opacity,
            "color": self.line,
            "weight": self.width,
            "opacity": 1.0,
        }


_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="stylesheet" href="$leaflet_css">
<style nonce="$nonce">
html, body { height: 100%; margin: 0; }
body, main { display: flex; flex-direction: column; }
main { flex: 1; }
body { color: #0b0c0c; background: #fff;
  font-family: arial, sans-serif; font-size: 1rem; line-height: 1.3; }
h1 { font-size: 1.2rem; margin: 0.5rem; }
p, ul { margin: 0.25rem 0.5rem; }
h2 { font-size: 1rem; margin: 0.5rem 0.5rem 0; }
.demonstration { background: #fd0; padding: 0.25rem 0.5rem; font-weight: bold; }
.map { flex: 1; min-height: 18rem; display: flex; }
.folium-map { flex: 1; background: #f3f2f1; }
.folium-map:focus-visible { outline: 3px solid #0b0c0c; outline-offset: -3px; }
.folium-map path:focus { outline: none; }
.folium-map path:focus-visible { stroke: #0b0c0c; stroke-width: 5px; stroke-opacity: 1; }
.leaflet-container { font-size: 1rem; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.swatch { display: inline-block; width: 1.5rem; height: 1rem; margin-right: 0.5rem;
  vertical-align: text-bottom; box-sizing: border-box; }
$swatch_styles
</style>
</head>
<body>
<main>
$banner$body</main>
$scripts</body>
</html>
""")

_BANNER = '<p class="demonstration">Demonstration data: made-up reports are on this map.</p>\n'
_BODY = Template("""<h1>$title</h1>
$caption<div class="map">
$map
</div>
<noscript><p>This map needs JavaScript. The table has the same numbers.</p></noscript>
<h2 id="legend">$legend_title</h2>
<ul class="legend" aria-labelledby="legend">
$legend
</ul>
$attribution""")


def render_page(
    page: MapPage, *, map_html: str, script: str, legend_title: str, swatches: Sequence[Swatch]
) -> str:
    """The complete HTML document around a map's element and script; checked before it is given.

    Raises `UnsafeMapError` as `check_page` does.
    """
    body = _BODY.substitute(
        title=escape(page.title),
        caption=f"<p>{escape(page.caption)}</p>\n" if page.caption else "",
        attribution=f"<p><small>{escape(page.attribution)}</small></p>\n"
        if page.attribution
        else "",
        map=map_html,
        legend_title=escape(legend_title),
        legend="\n".join(
            f'<li><span class="swatch swatch-{place}"></span>{escape(swatch.label)}</li>'
            for place, swatch in enumerate(swatches)
        ),
    )
    nonce = escape(page.nonce)
    scripts = (
        f'<script nonce="{nonce}" src="{escape(page.asset_url(LEAFLET_JS))}"></script>\n'
        f'<script nonce="{nonce}">\n{script}\n</script>\n'
    )
    html = _PAGE.substitute(
        title=escape(page.title),
        nonce=nonce,
        leaflet_css=escape(page.asset_url(LEAFLET_CSS)),
        swatch_styles="\n".join(map(_style, range(len(swatches)), swatches)),
        banner=_BANNER if page.demonstration else "",
        body=body,
        scripts=scripts,
    )
    check_page(html, page.nonce, page.tiles_url)
    return html


def _style(place: int, swatch: Swatch) -> str:
    return (
        f".swatch-{place} {{ background: {swatch.fill}; "
        f"border: {max(swatch.width, 1):g}px solid {swatch.line}; }}"
    )


def check_page(html: str, nonce: str, tiles_url: str | None = None) -> None:
    """Raise `UnsafeMapError` unless the page obeys a strict content security policy.

    No address of another host (but `tiles_url`), no style attribute, no inline event handler, the
    nonce on every script and style element.
    """
    audit = _Audit(nonce, tiles_url)
    audit.feed(html)
    audit.close()
    if audit.faults:
        raise UnsafeMapError("; ".join(sorted(set(audit.faults))))


class _Audit(HTMLParser):
    """Collects what a strict policy forbids."""

    def __init__(self, nonce: str, tiles_url: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._nonce = nonce
        self._tiles_url = tiles_url
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"} and given.get("nonce") != self._nonce:
            self.faults.append(f"<{tag}> without the nonce")
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.faults.append(f"attribute {name} on <{tag}>")
            if name in _LOADING and _elsewhere(value):
                self.faults.append(f"<{tag}> loads {value}")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style"}:
            text = data.replace(self._tiles_url, "") if self._tiles_url else data
            if _ADDRESS.search(text):
                self.faults.append(f"an address elsewhere in <{self._inside}>")


def _elsewhere(address: str) -> bool:
    plain = address.strip().lower()
    return plain.startswith(("//", "\\\\", "/\\")) or ":" in plain.split("/")[0]
