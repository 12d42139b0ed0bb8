"""Templates and front-end files: nothing inline, nothing local, nothing from elsewhere."""

import re

import pytest

from tests.architecture.source import ROOT, product, templates
from tools.assets import VENDOR

INLINE_STYLE = re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")
SCRIPT = re.compile(r"<script\b(?![^>]*\b(?:src|nonce)=)", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"(?:src|action|srcset)\s*=\s*[\"'](?:https?:)?//|<link[^>]+href\s*=\s*[\"'](?:https?:)?//",
    re.IGNORECASE,
)
LOADS = re.compile(
    r"url\(\s*[\"']?(?:https?:)?//|@import|importScripts|(?:import|fetch)\(\s*[\"']https?:|"
    r"sourceMappingURL|\.src\s*=\s*[\"']https?:",
    re.IGNORECASE,
)
LOCAL = re.compile(r"lincoln|boston borough|kesteven|east lindsey|holland", re.IGNORECASE)
LOCAL_ALLOWED = "lincolnshire.toml"
"""The default of PARTNERSHIP_FILE, the one place where code names a county's file."""

RULES = {
    "no inline style": INLINE_STYLE,
    "no inline handler": INLINE_HANDLER,
    "nothing unescaped": UNESCAPED,
    "scripts have a nonce or a source": SCRIPT,
    "nothing from another host": ELSEWHERE,
}


@pytest.mark.parametrize("rule", RULES)
def test_templates_keep_the_rule(rule: str) -> None:
    pages = templates()

    assert pages
    assert {
        name: found.group() for name, t in pages.items() if (found := RULES[rule].search(t))
    } == {}


def test_code_and_templates_name_no_county() -> None:
    texts = {module.name: module.text for module in product()} | templates()
    own = [f for f in (ROOT / "static").rglob("*.*") if VENDOR not in f.parents and f.is_file()]
    texts |= {str(f): f.read_text(encoding="utf-8") for f in own if f.suffix in (".css", ".js")}
    cleaned = {name: text.replace(LOCAL_ALLOWED, "") for name, text in texts.items()}

    assert texts
    assert {name: m.group() for name, text in cleaned.items() if (m := LOCAL.search(text))} == {}


def vendored() -> dict[str, str]:
    files = [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]
    return {str(file.relative_to(VENDOR)): file.read_text(encoding="utf-8") for file in files}


def test_front_end_packages_load_nothing_from_elsewhere() -> None:
    files = vendored()

    assert set(files) >= {"govuk-frontend.min.css", "govuk-frontend.min.js", "leaflet/leaflet.js"}
    assert {name: m.group() for name, text in files.items() if (m := LOADS.search(text))} == {}


def test_what_style_sheets_refer_to_is_shipped() -> None:
    sheets = list(VENDOR.rglob("*.css"))
    targets = [
        sheet.parent / target
        for sheet in sheets
        for target in re.findall(r"url\([\"']?([^)\"']+)", sheet.read_text(encoding="utf-8"))
        if not target.startswith(("data:", "#"))
    ]

    assert targets
    assert [target for target in targets if not target.exists()] == []


def test_the_licensed_typeface_and_the_crest_are_gone() -> None:
    text = (VENDOR / "govuk-frontend.min.css").read_text(encoding="utf-8")

    assert "@font-face" not in text
    assert "GDS Transport" not in text
    assert "crest" not in text
    assert "font-family:arial,sans-serif" in text
