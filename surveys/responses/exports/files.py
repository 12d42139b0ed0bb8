"""The ZIP that leaves: the files that were asked for, the codebook, and what they are."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final

from engagement.reports.exports.files import zip_bytes
from engagement.reports.exports.texts import csv_bytes
from surveys.responses.exports.about import CODEBOOK, About, about_lines, codebook_rows
from surveys.responses.exports.descriptor import descriptor_bytes, path_of
from surveys.responses.exports.spss import spss_bytes
from surveys.responses.exports.tables import FileTable
from surveys.responses.exports.workbook import workbook_bytes


class FileKind(StrEnum):
    """In which form responses leave."""

    RAW = "raw"
    CODED = "coded"
    EXCEL = "xlsx"
    SPSS = "sav"


def export_zip(tables: Sequence[FileTable], about: About, kinds: Collection[FileKind]) -> bytes:
    """All of it in one file; Rejected where a form cannot hold so much."""
    files: dict[str, bytes] = {"codebook.csv": csv_bytes(CODEBOOK, codebook_rows(tables))}
    for kind in FileKind:
        if kind in kinds:
            files |= _MAKERS[kind](tables, about)
    readme = "\r\n".join([*about_lines(about, len(tables[0].raw)), ""])
    described = descriptor_bytes(about, tables, files)
    return zip_bytes({"README.txt": readme.encode(), "datapackage.json": described, **files})


_MAKERS: Final[Mapping[FileKind, Callable[[Sequence[FileTable], About], Mapping[str, bytes]]]] = {
    FileKind.RAW: lambda tables, about: {
        path_of(one, "raw"): csv_bytes(one.names, one.raw) for one in tables
    },
    FileKind.CODED: lambda tables, about: {
        path_of(one, "coded"): csv_bytes(one.names, one.coded) for one in tables
    },
    FileKind.EXCEL: lambda tables, about: {"responses.xlsx": workbook_bytes(tables, about)},
    FileKind.SPSS: lambda tables, about: {
        f"spss/{one.name}.sav": spss_bytes(one, title=about.survey) for one in tables
    },
}
