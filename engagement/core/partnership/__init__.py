"""Everything local comes from the partnership file: read once, checked, frozen."""

from engagement.core.partnership.facts import (
    PROCESSINGS,
    TO_BE_CONFIRMED,
    Controller,
    District,
    HelpLine,
    Label,
    Partnership,
    Processing,
    SafePlace,
    Signpost,
    Targets,
)
from engagement.core.partnership.loading import load_partnership
from engagement.core.partnership.tables import PartnershipError
from geo.places import Place

__all__ = [
    "PROCESSINGS",
    "TO_BE_CONFIRMED",
    "Controller",
    "District",
    "HelpLine",
    "Label",
    "Partnership",
    "PartnershipError",
    "Place",
    "Processing",
    "SafePlace",
    "Signpost",
    "Targets",
    "load_partnership",
]
