"""Reading a file that was sent: on disk for as long as a bounded child looks at it."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engagement.areas.reading import AreaFile, Wanted, read_here
from engagement.areas.uploads.formats import check_archive, ending_of, switch_off_others
from engagement.core import bounded
from geo.boundaries import Layer, describe_boundaries

SECONDS: Final = 20
"""A person waits for these pages; the command has more time."""
LONGEST_STEM: Final = 60


def layers_of(content: bytes, file_name: str) -> tuple[Layer, ...]:
    """What the file offers; AreasRefused, or another ValueError of the reader."""
    with TemporaryDirectory() as folder:
        return bounded.run_for(SECONDS, _layers, _kept(content, file_name, folder))


def area_file(content: bytes, file_name: str, wanted: Wanted) -> AreaFile:
    """The file read and checked as the command does it; AreasRefused or another ValueError."""
    with TemporaryDirectory() as folder:
        read = bounded.run_for(SECONDS, _areas, _kept(content, file_name, folder), wanted)
    return replace(read, name=file_name)


def _kept(content: bytes, file_name: str, folder: str) -> Path:
    """The file under its own name, as messages call it, with the ending of what it is."""
    stem = "".join(char for char in Path(file_name).stem if char.isalnum() or char in "-_ ")
    path = Path(folder) / f"{stem[:LONGEST_STEM] or 'boundaries'}{ending_of(content)}"
    path.write_bytes(content)
    return path


def _layers(path: Path) -> tuple[Layer, ...]:
    _guard(path)
    return describe_boundaries(path)


def _areas(path: Path, wanted: Wanted) -> AreaFile:
    _guard(path)
    return read_here(path, wanted)


def _guard(path: Path) -> None:
    switch_off_others()
    if path.suffix == ".zip":
        check_archive(path)
