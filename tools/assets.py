"""Fetch front-end packages with npm and copy what pages load to `static/vendor/`.

What is copied loads nothing from elsewhere: fonts that we may not use and pictures that we do not
ship are taken out of the style sheets, references to source maps from everything.
"""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.environment import BIN, ROOT, fail, pip_install

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".made-from"
NODE_LOCK = ROOT / "tools" / "requirements-node.lock"
OLDEST_NODE = 18

GOVUK = MODULES / "govuk-frontend"
LEAFLET = MODULES / "leaflet"
PROTOMAPS = MODULES / "protomaps-leaflet"
TEXT_FILES = {
    "govuk-frontend.min.css": GOVUK / "dist/govuk/govuk-frontend.min.css",
    "govuk-frontend.min.js": GOVUK / "dist/govuk/govuk-frontend.min.js",
    "leaflet/leaflet.css": LEAFLET / "dist/leaflet.css",
    "leaflet/leaflet.js": LEAFLET / "dist/leaflet.js",
    "protomaps-leaflet/protomaps-leaflet.js": PROTOMAPS / "dist/protomaps-leaflet.js",
}
OTHER_FILES = {
    "leaflet/LICENSE": LEAFLET / "LICENSE",
    "protomaps-leaflet/LICENSE": PROTOMAPS / "LICENSE",
    **{
        f"leaflet/images/{name}.png": LEAFLET / f"dist/images/{name}.png"
        for name in ("layers", "layers-2x", "marker-icon", "marker-icon-2x", "marker-shadow")
    },
}

COPYRIGHT = re.compile(r"Copyright \(c\).*")
GOVUK_COPYRIGHT = "Copyright (C) 2017 Crown Copyright (Government Digital Service)"

SOURCE_MAP = re.compile(r"\s*(?:/\*|//)# sourceMappingURL=\S+(?: ?\*/)?\s*$")
FONT_NOTICE = re.compile(r"/\*!.*?GDS Transport.*?\*/|/\*!.*?Margaret Calvert.*?\*/", re.DOTALL)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
FONT_NAME = re.compile(r"[\"']?GDS Transport[\"']?\s*(,\s*)?")
DECLARATION_WITH_URL = re.compile(r"(?<=[{;])\s*[\w-]+\s*:\s*[^;{}]*?url\(([^)]*)\)[^;{}]*;?")
EMPTY_RULE = re.compile(r"(?<=[{};])[^{};@]+\{\s*\}")


def without_source_map(text: str) -> str:
    """Drop the closing reference to a source map, which is not shipped."""
    return SOURCE_MAP.sub("\n", text)


def own_font(css: str) -> str:
    """Replace the licensed GOV.UK typeface by arial, sans-serif."""
    css = FONT_FACE.sub("", FONT_NOTICE.sub("", css))
    css = re.sub(r"font-family:\s*GDS Transport\s*([;}])", r"font-family:arial,sans-serif\1", css)
    return FONT_NAME.sub("", css)


def only_shipped(css: str, shipped: frozenset[str]) -> str:
    """Drop declarations whose url() is no file that we ship, and rules that are empty then."""

    def keep(found: re.Match[str]) -> str:
        target = found.group(1).strip("\"' ")
        local = target in shipped or target.startswith(("data:", "#"))
        return found.group(0) if local else ""

    return EMPTY_RULE.sub("", DECLARATION_WITH_URL.sub(keep, css))


def shipped_beside(name: str) -> frozenset[str]:
    """Files that the style sheet `name` may refer to, as it would write them."""
    folder = name.rpartition("/")[0]
    start = f"{folder}/" if folder else ""
    return frozenset(n.removeprefix(start) for n in OTHER_FILES if n.startswith(start))


def prepared(name: str, text: str) -> str:
    """The text of a vendored file as we serve it."""
    text = without_source_map(text)
    return only_shipped(own_font(text), shipped_beside(name)) if name.endswith(".css") else text


def node_folder() -> Path:
    """The folder of a Node and npm that are new enough: from PATH, else installed into `.venv`."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _node_version(found) >= OLDEST_NODE:
        return Path(found).parent
    if not (BIN / "npm").exists():
        print("Node is not on PATH: installing it into .venv", flush=True)
        if pip_install(NODE_LOCK):
            fail("Node could not be installed; pip says why above. Install Node 18 or newer.")
    return BIN


def _node_version(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", done.stdout)
    return int(found.group(1)) if found else 0


def fetch() -> None:
    """Fill `node_modules` exactly as package-lock.json says, running none of its scripts."""
    folder = node_folder()
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(folder / "npm"), "ci", "--ignore-scripts", "--silent"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        fail("npm could not fetch the front-end packages. Is there a network?")


def copy() -> None:
    """Write `static/vendor/` anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in TEXT_FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(prepared(name, source.read_text(encoding="utf-8")), encoding="utf-8")
    for name, source in OTHER_FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    # govuk-frontend's package leaves its licence text out; it is the one of our own LICENSE.
    notice = COPYRIGHT.sub(GOVUK_COPYRIGHT, (ROOT / "LICENSE").read_text(encoding="utf-8"), count=1)
    (VENDOR / "govuk-frontend.LICENSE.txt").write_text(notice, encoding="utf-8")


def fingerprint() -> str:
    """What `static/vendor/` is made from: the lock file and this script."""
    sources = [ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def main() -> None:
    """Fetch and copy, unless that was done from the same lock file before."""
    made_from = fingerprint()
    if STAMP.exists() and STAMP.read_text() == made_from and MODULES.exists():
        return
    print("Fetching front-end packages (once)", flush=True)
    fetch()
    copy()
    STAMP.write_text(made_from)


if __name__ == "__main__":
    main()
