"""What an officer takes away, with which words in it, and why."""

from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.core.forms import CheckboxesField, OfficerForm, TextField, choice
from surveys.responses.exports.files import FileKind

WITH_WORDS: Final = "with-words"
AS_WRITTEN: Final = "as-written"


class Words(StrEnum):
    """What the files hold of what people wrote, as the README and the audit say it."""

    OUT = "left out"
    MASKED = "personal details replaced"
    AS_WRITTEN = "as they were written"


class ExportForm(OfficerForm):
    """One ZIP: which files, whether with words, and what for."""

    files = CheckboxesField(
        _l("Which files do you need?"),
        required=_l("Choose at least one file"),
        choices=[
            choice(
                FileKind.EXCEL,
                _l("Excel workbook"),
                hint=_l("Answers as they are stored, the same as numbers, and the codebook."),
            ),
            choice(FileKind.SPSS, _l("SPSS"), hint=_l("With all labels and missing values.")),
            choice(FileKind.RAW, _l("CSV, answers as they are stored")),
            choice(FileKind.CODED, _l("CSV, answers as numbers")),
        ],
        default=list(FileKind),
    )
    words = CheckboxesField(
        _l("What people wrote, and places they gave"),
        hint=_l("They are left out unless you ask for them."),
        choices=[
            choice(
                WITH_WORDS,
                _l("Put them in"),
                hint=_l(
                    "Phone numbers, names and the like are replaced where they are found. Some "
                    "are not found."
                ),
            )
        ],
    )
    unmasked = CheckboxesField(
        _l("Personal details in what people wrote"),
        hint=_l("Only where you cannot do your work without them. It is recorded."),
        choices=[choice(AS_WRITTEN, _l("Leave the words exactly as people wrote them"))],
    )
    reason = TextField(
        _l("Why do you need these files?"),
        hint=_l(
            "It is recorded, and stands in the README. For example: report to the board, autumn."
        ),
        required=_l("Say why you need these files"),
        max_length=300,
    )

    def validate(self, *args: object, **kwargs: object) -> bool:
        fine = bool(super().validate(*args, **kwargs))
        if self.unmasked.data and not self.words.data:
            self.unmasked.reject(
                _l("Choose “Put them in” as well, or leave this box empty: no words are in it")
            )
            return False
        return fine

    @property
    def kinds(self) -> list[FileKind]:
        """The files that were chosen."""
        return [FileKind(one) for one in self.files.data]

    @property
    def said(self) -> Words:
        """Which words go with them."""
        if not self.words.data:
            return Words.OUT
        return Words.AS_WRITTEN if self.unmasked.data else Words.MASKED
