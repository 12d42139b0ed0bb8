"""Which district and LSOA a point is in: locators kept in memory per version of the boundaries."""

from dataclasses import dataclass
from threading import Lock
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from engagement.areas.models import AreaKind, AreaVersion
from engagement.areas.queries import areas_of, current_version
from geo.locate import Locator

NEAR_METRES: Final = 5_000
"""With approximate outlines, places up to this far outside are taken and marked."""

_lock = Lock()
_kept: dict[tuple[UUID, UUID | None], "AreaLocator"] = {}


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies. `district_code` is None only for a point near approximate outlines."""

    district_code: str | None
    lsoa_code: str | None
    version_id: UUID
    confirmed: bool


@dataclass(frozen=True, slots=True)
class AreaLocator:
    """The districts, and the LSOAs when they are loaded; everything in EPSG:27700, metres.

    `demonstration` is the mode in which approximate outlines count as confirmed.
    """

    version_id: UUID
    approximate: bool
    districts: Locator
    lsoas: Locator | None
    district_of_lsoa: dict[str, str]

    def locate(self, easting: float, northing: float, *, demonstration: bool) -> Located | None:
        """The areas of one point, by way of its LSOA; None when it is outside the county."""
        lsoa = self.lsoas.locate(easting, northing) if self.lsoas else None
        district = self.district_of_lsoa.get(lsoa or "") or self.districts.locate(easting, northing)
        if district is None and not self._near(easting, northing):
            return None
        confirmed = district is not None and (demonstration or not self.approximate)
        return Located(district, lsoa, self.version_id, confirmed)

    def locate_many(
        self, easting: NDArray[np.float64], northing: NDArray[np.float64]
    ) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """District and LSOA codes of n points, None where there is none: two object arrays of n."""
        district = _codes(self.districts, easting, northing)
        if self.lsoas is None:
            return district, np.full(len(easting), None, dtype=object)
        lsoa = _codes(self.lsoas, easting, northing)
        by_lsoa = np.array([self.district_of_lsoa.get(code or "") for code in lsoa], dtype=object)
        return np.where(by_lsoa == None, district, by_lsoa), lsoa  # noqa: E711  elementwise

    def near_many(
        self, easting: NDArray[np.float64], northing: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Whether points outside are close enough to approximate outlines: n booleans."""
        return np.array(
            [self._near(x, y) for x, y in zip(easting, northing, strict=True)], dtype=bool
        )

    def _near(self, easting: float, northing: float) -> bool:
        return (
            self.approximate and self.districts.distance_outside(easting, northing) <= NEAR_METRES
        )


def area_locator(session: Session) -> AreaLocator | None:
    """The locator of the current versions; None before any districts are there."""
    district = current_version(session, AreaKind.DISTRICT)
    lsoa = current_version(session, AreaKind.LSOA)
    if district is None:
        return None
    key = (district.id, lsoa.id if lsoa else None)
    with _lock:
        if key not in _kept:
            _kept.clear()
            _kept[key] = _make(session, district, lsoa)
        return _kept[key]


def _make(session: Session, district: AreaVersion, lsoa: AreaVersion | None) -> AreaLocator:
    small = areas_of(session, lsoa, boundaries=True) if lsoa else []
    return AreaLocator(
        version_id=district.id,
        approximate=district.is_approximate,
        districts=_locator(session, district),
        lsoas=_locator(session, lsoa) if lsoa else None,
        district_of_lsoa={area.code: area.parent_code for area in small if area.parent_code},
    )


def _locator(session: Session, version: AreaVersion) -> Locator:
    areas = areas_of(session, version, boundaries=True)
    return Locator([area.code for area in areas], [area.boundary for area in areas])


def _codes(
    locator: Locator, easting: NDArray[np.float64], northing: NDArray[np.float64]
) -> NDArray[np.object_]:
    codes = np.array([*locator.codes, None], dtype=object)
    found: NDArray[np.object_] = codes[locator.locate_many(easting, northing)]
    return found
