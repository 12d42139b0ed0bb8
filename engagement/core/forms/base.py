"""The two kinds of form: a resident's, without session or cookie, and an officer's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.fields import SelectChoice

from engagement.core.errors import Rejected
from engagement.core.forms.fields import Adapted


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of the error summary; without `href` the error belongs to no field."""

    text: str
    href: str | None


class _Adapter:
    """What both kinds of form share."""

    _fields: dict[str, Any]
    form_errors: list[str]

    def _offer(self, choices: Mapping[str, Iterable[SelectChoice]] | None) -> None:
        for name, offered in (choices or {}).items():
            self._fields[name].choices = list(offered)

    def reject(self, rejected: Rejected) -> None:
        """Put a command's refusal on its field, or on top when the form has no such field."""
        field = self._fields.get(rejected.field or "")
        if isinstance(field, Adapted) and field.kind != "hidden":
            field.reject(rejected.message)
        else:
            self.form_errors.append(rejected.message)

    @property
    def errors_summary(self) -> list[SummaryLine]:
        """Every error in the order of the page; each link lands on its field's first input."""
        lines = [SummaryLine(str(error), None) for error in self.form_errors]
        for field in self._fields.values():
            if isinstance(field, Adapted) and field.kind != "hidden":
                href = f"#{field.first_input_id}"
                lines += [SummaryLine(str(error), href) for error in field.errors]
            elif field.errors:
                lines.append(
                    SummaryLine(_("This page was open for too long. Send it again."), None)
                )
        return lines


class PublicForm(_Adapter, Form):  # type: ignore[misc]
    """A form for anyone: reads `formdata` (request.form, request.args), keeps nothing anywhere.

    `choices` offers the answers of its choice fields by field name; `data` prefills.
    """

    def __init__(
        self,
        formdata: Any = None,
        *,
        choices: Mapping[str, Iterable[SelectChoice]] | None = None,
        data: Mapping[str, object] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(formdata, data=data, **kwargs)
        self._offer(choices)


class OfficerForm(_Adapter, FlaskForm):  # type: ignore[misc]
    """A form for a signed-in officer: reads the request by itself and carries a CSRF token."""

    def __init__(
        self,
        *,
        choices: Mapping[str, Iterable[SelectChoice]] | None = None,
        data: Mapping[str, object] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data=data, **kwargs)
        self._offer(choices)
