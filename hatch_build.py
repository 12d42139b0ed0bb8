"""Build hook: what stands beside the packages travels in the wheel, under engagement/shipped/."""

from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS: Final = ("templates", "static", "migrations", "partnership", "translations")
LEFT_OUT: Final = ("__pycache__", ".made-from")


class ShippedFolders(BuildHookInterface[Any]):
    """Adds the folders that are not packages."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add every file of the folders; without front-end packages there is no wheel to build."""
        root = Path(self.root)
        if version == "editable":
            return
        if not (root / "static" / "vendor").is_dir():
            raise FileNotFoundError("static/vendor is not there: run `make assets` before building")
        if not list((root / "translations").glob("*/LC_MESSAGES/*.mo")):
            raise FileNotFoundError("no catalogue is compiled: run `make assets` before building")
        for folder in FOLDERS:
            for file in sorted((root / folder).rglob("*")):
                name = file.relative_to(root)
                if file.is_file() and not set(name.parts) & set(LEFT_OUT):
                    build_data["force_include"][str(file)] = f"engagement/shipped/{name}"
