"""Finding a street by its name, alone or before the name of its town."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.places import Place, find_places, words_of

ENDINGS: Final = {
    "ave": "avenue",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "ln": "lane",
    "pl": "place",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "terr": "terrace",
}
"""How the last word of a street is shortened."""
SHORTEST_BEGINNING: Final = 4
MOST_ALIKE: Final = 6

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StreetSearch:
    """Streets of just this name; without any, those that are nearly called so."""

    exact: tuple[Place, ...] = ()
    alike: tuple[Place, ...] = ()


class Streets:
    """The streets of the places file by name and by town; where it lists none, nothing is found."""

    def __init__(self, streets: Iterable[Place]) -> None:
        self.listed = tuple(streets)
        self._by_name: dict[Words, list[Place]] = defaultdict(list)
        self._by_town: dict[Words, list[Place]] = defaultdict(list)
        for street in self.listed:
            self._by_name[_street_words(words_of(street.name))].append(street)
            self._by_town[words_of(street.within or street.district)].append(street)

    def __bool__(self) -> bool:
        return bool(self.listed)

    def find(self, text: str) -> StreetSearch:
        """Streets called `text`, or called its beginning in the town that is its end.

        House numbers and postcodes are passed over.
        """
        words = tuple(one for one in words_of(text.replace(",", " ")) if not _has_figure(one))
        if not words or not self.listed:
            return StreetSearch()
        if exact := self._by_name.get(_street_words(words)):
            return StreetSearch(exact=tuple(exact))
        for cut in range(1, len(words)):
            if inside := self._by_town.get(words[cut:]):
                return _in_town(_street_words(words[:cut]), inside)
        return StreetSearch(alike=self._beginning_with("".join(words)))

    def _beginning_with(self, wanted: str) -> tuple[Place, ...]:
        if len(wanted) < SHORTEST_BEGINNING:
            return ()
        named = sorted(name for name in self._by_name if "".join(name).startswith(wanted))
        return tuple(one for name in named for one in self._by_name[name])[:MOST_ALIKE]


def _in_town(name: Words, inside: Sequence[Place]) -> StreetSearch:
    exact = tuple(one for one in inside if _street_words(words_of(one.name)) == name)
    if exact:
        return StreetSearch(exact=exact)
    return StreetSearch(alike=tuple(find_places(inside, " ".join(name), limit=MOST_ALIKE)))


def _street_words(words: Words) -> Words:
    """The words of a street with its last one written out."""
    return (*words[:-1], ENDINGS.get(words[-1], words[-1])) if len(words) > 1 else words


def _has_figure(word: str) -> bool:
    return any(char.isdigit() for char in word)
