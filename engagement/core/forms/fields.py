"""Fields that take any bytes a browser can send, and know what their component needs."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import Form
from wtforms.fields import Field
from wtforms.validators import StopValidation

# Control characters and half-pairs: no keyboard types them and PostgreSQL refuses NUL.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s<>(),;:\"\[\]\\]{1,64}@(?:[^@\s.<>(),;:\"\[\]\\/]+\.)+[^@\s.\d]{2,}")


def clean_line(text: str) -> str:
    """`text` on one line, without control characters or doubled spaces, in Unicode form C."""
    return " ".join(unicodedata.normalize("NFC", _UNWRITABLE.sub("", text)).split())


def clean_lines(text: str) -> str:
    """`text` with its line breaks as newlines, without control characters, in Unicode form C."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNWRITABLE.sub("", text)).strip()


class Adapted(Field):  # type: ignore[misc]
    """A field that a component can draw: its kind, hint, attributes and first input.

    `required` is the message for a blank answer; without it a blank answer is allowed and
    its validators do not run.
    """

    kind: ClassVar[str]

    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        required: object = None,
        hint: object = "",
        width: int | None = None,
        autocomplete: str | None = None,
        inputmode: str | None = None,
        spellcheck: bool | None = None,
        **bound: Any,
    ) -> None:
        super().__init__(label, list(validators), **bound)
        self.errors: Sequence[str] = ()
        self.required = required
        self.hint = hint
        self.width = width
        named = {
            "autocomplete": autocomplete,
            "inputmode": inputmode,
            "spellcheck": None if spellcheck is None else str(spellcheck).lower(),
        }
        self.attributes = {name: value for name, value in named.items() if value is not None}

    @property
    def title(self) -> str:
        """The label's text."""
        return str(self.label.text)

    @property
    def first_input_id(self) -> str:
        """Where a link from the error summary lands."""
        return str(self.id)

    @property
    def error(self) -> str:
        """The first error, or nothing."""
        return str(self.errors[0]) if self.errors else ""

    @property
    def described_by(self) -> str:
        """The ids of the hint and the error, for aria-describedby."""
        ids = [f"{self.id}-hint" if self.hint else "", f"{self.id}-error" if self.errors else ""]
        return " ".join(filter(None, ids))

    @property
    def value(self) -> str:
        """What the input shows: what was typed, also when it was wrong."""
        return str(self.data) if self.data else ""

    def blank(self) -> bool:
        """Whether nothing was answered."""
        return not self.data

    def check(self) -> None:
        """Raise StopValidation with what to do when the answer, not blank, has the wrong shape."""

    def pre_validate(self, form: Form) -> None:
        if self.process_errors:
            raise StopValidation
        if self.blank():
            raise StopValidation(str(self.required) if self.required else None)
        self.check()

    def reject(self, message: str) -> None:
        """Add an error, before or after validation."""
        self.errors = [*self.errors, message]

    def sent(self, values: Sequence[object]) -> str:
        """The first text among the values sent; a file sent in a text's place is no text."""
        return next((value for value in values if isinstance(value, str)), "")


class TextField(Adapted):
    """One line of text; `data` is always a str."""

    kind = "text"
    input_type: ClassVar[str] = "text"

    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        max_length: int = 200,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.max_length = max_length

    def process_data(self, value: object) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = clean_line(self.sent(valuelist))

    def check(self) -> None:
        if len(self.data) > self.max_length:
            raise StopValidation(
                _(
                    "“%(field)s” must be %(count)s characters or fewer",
                    field=self.title,
                    count=self.max_length,
                )
            )


class EmailField(TextField):
    """An e-mail address that could receive mail; letters keep their case."""

    input_type = "email"

    def __init__(
        self, label: object = "", validators: Sequence[object] = (), **kwargs: Any
    ) -> None:
        usual: dict[str, Any] = {"autocomplete": "email", "spellcheck": False, "max_length": 254}
        super().__init__(label, validators, **usual | kwargs)

    def check(self) -> None:
        super().check()
        if not _EMAIL.fullmatch(self.data):
            raise StopValidation(
                _("Enter an email address in the correct format, like name@example.com")
            )


class TextareaField(TextField):
    """Several lines of text."""

    kind = "textarea"

    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        rows: int = 5,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **{"max_length": 5000} | kwargs)
        self.rows = rows

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = clean_lines(self.sent(valuelist))


class PasswordField(TextField):
    """A password as it was typed, spaces and all; never sent back to the browser."""

    kind = "password"

    def __init__(
        self, label: object = "", validators: Sequence[object] = (), **kwargs: Any
    ) -> None:
        usual: dict[str, Any] = {"autocomplete": "current-password", "max_length": 512}
        super().__init__(label, validators, **usual | kwargs)

    @property
    def value(self) -> str:
        return ""

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = self.sent(valuelist)


class HiddenField(TextField):
    """A value the page carries; an officer or resident never sees it."""

    kind = "hidden"

    def __init__(
        self, label: object = "", validators: Sequence[object] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **{"max_length": 20_000} | kwargs)

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = _UNWRITABLE.sub("", self.sent(valuelist))


class FileField(Adapted):
    """An uploaded file; `data` is a FileStorage or None. `accept` lists what the picker offers."""

    kind = "file"

    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        accept: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.accept = accept

    @property
    def value(self) -> str:
        return ""

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        files = [value for value in valuelist if isinstance(value, FileStorage)]
        self.data = next((file for file in files if file.filename), None)
