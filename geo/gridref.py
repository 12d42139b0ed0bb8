"""Ordnance Survey grid references, such as TF 325 437, in plain Python."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""The letters of the squares, row by row from the north-west: there is no I."""
SQUARES_EAST, SQUARES_NORTH = 7, 13
"""The National Grid in squares of 100 km."""
SQUARE_M = 100_000
MOST_DIGITS = 10

_REFERENCE = re.compile(r"([A-Za-z]{2})\s*([0-9\s]*)")


class GridReferenceError(ValueError):
    """Text that is not a grid reference, with a message that says what to type."""


@dataclass(frozen=True, slots=True)
class GridReference:
    """A square of the National Grid: its south-west corner and its side, in metres."""

    easting: int
    northing: int
    precision_m: int

    @property
    def centre(self) -> tuple[float, float]:
        """Easting and northing of the middle of the square, metres."""
        half = self.precision_m / 2
        return self.easting + half, self.northing + half


def parse_grid_reference(text: str) -> GridReference:
    """Read a reference of two letters and 2, 4, 6, 8 or 10 digits; spaces and case do not matter.

    Six digits are a square of 100 m. Raises `GridReferenceError`.
    Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", section 7.
    """
    match = _REFERENCE.fullmatch(text.strip()[:60])
    if match is None:
        raise GridReferenceError("Enter a grid reference as two letters and figures: TF 325 437")
    column, row = _square(match[1].upper())
    easting, northing, precision = _within_square(match[2].split())
    return GridReference(column * SQUARE_M + easting, row * SQUARE_M + northing, precision)


def format_grid_reference(easting: float, northing: float, digits: int = 6) -> str:
    """The reference, with `digits` figures in all, of the square that holds the point (metres).

    The square is cut, not rounded. Raises `GridReferenceError` off the grid, ValueError for an
    impossible number of digits.
    """
    if digits % 2 or not 2 <= digits <= MOST_DIGITS:
        raise ValueError("A grid reference has 2, 4, 6, 8 or 10 digits")
    if not (math.isfinite(easting) and math.isfinite(northing)):
        raise GridReferenceError("A grid reference needs two numbers")
    column, row = math.floor(easting) // SQUARE_M, math.floor(northing) // SQUARE_M
    if not (0 <= column < SQUARES_EAST and 0 <= row < SQUARES_NORTH):
        raise GridReferenceError("This point is not on the National Grid")
    half = digits // 2
    side = 10 ** (5 - half)
    across = math.floor(easting) % SQUARE_M // side
    up = math.floor(northing) % SQUARE_M // side
    return f"{_letters(column, row)} {across:0{half}d} {up:0{half}d}"


def square_reference(easting: float, northing: float, side_m: int) -> str:
    """The reference of a square of `side_m` metres by its south-west corner (metres).

    As few digits as name that corner; off the National Grid its two numbers.
    """
    digits = next((d for d in (2, 4, 6, 8) if side_m % 10 ** (5 - d // 2) == 0), 10)
    try:
        return format_grid_reference(easting, northing, digits)
    except GridReferenceError:
        return f"{easting:.0f}, {northing:.0f}"


def _square(letters: str) -> tuple[int, int]:
    """Column and row of a square of 100 km, counted from the false origin."""
    if "I" in letters:
        raise GridReferenceError("Grid references do not use the letter I: check the letters")
    first, second = (LETTERS.index(letter) for letter in letters)
    column = (first - 2) % 5 * 5 + second % 5
    row = 19 - first // 5 * 5 - second // 5
    if not (column < SQUARES_EAST and 0 <= row < SQUARES_NORTH):
        raise GridReferenceError(f"{letters} is not a square in Great Britain: check the letters")
    return column, row


def _letters(column: int, row: int) -> str:
    first = (19 - row) // 5 * 5 + (column + 10) // 5
    second = (19 - row) % 5 * 5 + column % 5
    return LETTERS[first] + LETTERS[second]


def _within_square(groups: list[str]) -> tuple[int, int, int]:
    """Metres east and north inside the square of 100 km, and the side of the square named."""
    digits = "".join(groups)
    if not digits:
        raise GridReferenceError("Add figures after the letters: TF 325 437")
    if len(digits) > MOST_DIGITS:
        raise GridReferenceError("Enter at most 10 figures after the letters")
    if len(digits) % 2 or (len(groups) == 2 and len(groups[0]) != len(groups[1])):
        raise GridReferenceError("Enter as many figures for east as for north: TF 325 437")
    half = len(digits) // 2
    side = 10 ** (5 - half)
    return int(digits[:half]) * side, int(digits[half:]) * side, side
