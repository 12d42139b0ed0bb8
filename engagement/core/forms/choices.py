"""Fields answered from a list: radios, checkboxes and a select."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from engagement.core.forms.fields import Adapted


def choice(
    value: str, label: object, *, hint: object = "", exclusive: bool = False
) -> SelectChoice:
    """One thing to choose; an `exclusive` one ("None of these") goes with no other."""
    return SelectChoice(value, label, render_kw={"hint": hint, "exclusive": exclusive})


@dataclass(frozen=True, slots=True)
class Item:
    """A choice as its component draws it."""

    id: str
    value: str
    text: str
    hint: str
    exclusive: bool
    checked: bool


class _ChoiceField(Adapted):
    def __init__(
        self,
        label: object = "",
        validators: Sequence[object] = (),
        *,
        choices: Iterable[SelectChoice] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.choices = list(choices)

    @property
    def chosen(self) -> Sequence[str]:
        """The values chosen."""
        return [self.data] if self.data else []

    @property
    def items(self) -> list[Item]:
        """The choices as the component draws them; the first input has the field's own id."""
        chosen = set(self.chosen)
        return [
            Item(
                id=f"{self.id}-{number}" if number > 1 else self.id,
                value=one.value,
                text=str(one.label),
                hint=str(one.render_kw.get("hint", "")),
                exclusive=bool(one.render_kw.get("exclusive")),
                checked=one.value in chosen,
            )
            for number, one in enumerate(self.choices, start=1)
        ]

    data: Any

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = self.sent(valuelist)

    def check(self) -> None:
        if not {one.value for one in self.choices}.issuperset(self.chosen):
            raise StopValidation(_("Choose from the answers on this page"))


class RadiosField(_ChoiceField):
    """One of a few; `data` is the value, or an empty str."""

    kind = "radios"


class SelectField(_ChoiceField):
    """One of many; `data` is the value, or an empty str. Put a blank choice first."""

    kind = "select"


class CheckboxesField(_ChoiceField):
    """Any number of a few; `data` is a list of values in the order of the choices."""

    kind = "checkboxes"

    @property
    def chosen(self) -> Sequence[str]:
        return list(self.data)

    def process_data(self, value: Any) -> None:
        self.data = [str(one) for one in value or ()]

    def process_formdata(self, valuelist: Sequence[object]) -> None:
        self.data = [value for value in dict.fromkeys(valuelist) if isinstance(value, str)]

    def check(self) -> None:
        super().check()
        alone = [one for one in self.items if one.exclusive and one.checked]
        if alone and len(self.data) > 1:
            raise StopValidation(
                _(
                    "Choose “%(answer)s” alone, or choose the others without it",
                    answer=alone[0].text,
                )
            )
        self.data = [one.value for one in self.items if one.checked]
