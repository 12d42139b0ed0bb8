"""Forms of the boundary page: the file, its layer, its fields."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.areas.models import AreaKind
from engagement.areas.uploads.queries import Chosen
from engagement.core.forms import (
    FileField,
    OfficerForm,
    RadiosField,
    SelectField,
    TextField,
    choice,
)
from engagement.core.seal import Json

KINDS: Final[Mapping[AreaKind, LazyString]] = {
    AreaKind.DISTRICT: _l("Districts"),
    AreaKind.WARD: _l("Wards"),
    AreaKind.PARISH: _l("Parishes"),
    AreaKind.LSOA: _l("Small areas (LSOA)"),
}
LONGEST_LABEL: Final = 120
_ENDINGS: Final = {"code": ("cd", "code", "id"), "name": ("nm", "name")}


class FileForm(OfficerForm):
    """The file of boundaries."""

    file = FileField(
        _l("File"),
        hint=_l("GeoPackage, GeoJSON, KML, or a ZIP with the parts of one Shapefile."),
        required=_l("Choose a file"),
        accept=".gpkg,.geojson,.json,.kml,.zip",
    )


class LayerForm(OfficerForm):
    """Which layer of the file."""

    layer = RadiosField(_l("Layer"), required=_l("Choose a layer"))


class ButtonForm(OfficerForm):
    """A form of one button."""


class FieldsForm(OfficerForm):
    """What kind of areas these are, and which fields name them."""

    kind = RadiosField(
        _l("What are these areas?"),
        required=_l("Choose what these areas are"),
        choices=[choice(kind.value, text) for kind, text in KINDS.items()],
    )
    code = SelectField(
        _l("Field with the code of each area"), required=_l("Choose the field with the codes")
    )
    name = SelectField(
        _l("Field with the name of each area"), required=_l("Choose the field with the names")
    )
    parent = SelectField(
        _l("Field with the code of the district that holds the area"),
        hint=_l("Not for districts. Without it the boundaries of the districts tell."),
    )
    label = TextField(
        _l("What should this version be called?"),
        hint=_l("For example: ONS boundaries, May 2024."),
        required=_l("Enter what this version should be called"),
        max_length=LONGEST_LABEL,
    )

    @classmethod
    def for_file(cls, chosen: Chosen, file_name: str) -> "FieldsForm":
        """The form with the fields of the file, and what was chosen or is likely."""
        names = chosen.layers[chosen.layer]
        offered = [choice(name, name) for name in names]
        return cls(
            choices={
                "code": [choice("", _("Choose a field")), *offered],
                "name": [choice("", _("Choose a field")), *offered],
                "parent": [choice("", _("No field")), *offered],
            },
            data={
                "kind": chosen.kind,
                "code": chosen.code or _likely(names, "code"),
                "name": chosen.name or _likely(names, "name"),
                "parent": chosen.parent,
                "label": chosen.label or file_name.rpartition(".")[0][:LONGEST_LABEL],
            },
        )

    def said(self) -> dict[str, Json]:
        """The answers, for the command."""
        return {
            name: self._fields[name].data for name in ("kind", "code", "name", "parent", "label")
        }


def _likely(names: Sequence[str], wanted: str) -> str:
    """The only field whose name ends as fields of this sort do; nothing where in doubt."""
    found = [name for name in names if name.casefold().endswith(_ENDINGS[wanted])]
    return found[0] if len(found) == 1 else ""
