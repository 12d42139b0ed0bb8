"""A small survey in two versions, with everything that a file can get wrong, and its files."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from surveys.instrument.model import Record
from surveys.models import LinkChannel
from surveys.responses.documents import document_of
from surveys.responses.exports.about import About
from surveys.responses.exports.files import FileKind, export_zip
from surveys.responses.exports.tables import FileTable, Given, tables
from surveys.responses.queries import Version
from tests.unit.surveys.responses.forms import instrument

CHOICES = """
| choices |
| | list_name | name | label |
| | safety | safe | Safe |
| | safety | unsafe | Unsafe, "very" |
| | safety | dont_know | Don’t know |
| | safety | prefer_not_to_say | Prefer not to say |
| | reasons | dark | =Dark |
| | reasons | people | People |
| | reasons | dont_know | Don’t know |
| | wishes | lamps | Lamps |
| | wishes | police | Police |
"""
OLDER = f"""
| survey |
| | type | name | label |
| | select_one safety | safe | How safe? |
| | select_multiple reasons | reasons | Why? |
| | integer | to | How often? |
| | text | response_day | What day? |
{CHOICES}
| settings |
| | form_title | form_id | version |
| | Safety | safety | 1 |
"""
NEWER = f"""
| survey |
| | type | name | label | calculation |
| | select_one feeling | safe | How safe do you feel? | |
| | rank wishes | wishes | What first? | |
| | integer | to | How often? | |
| | decimal | cost | Cost? | |
| | date | since | Since when? | |
| | time | at | At what time? | |
| | dateTime | moment | When was it? | |
| | geopoint | place | Where? | |
| | acknowledge | agreed | Agreed? | |
| | text | comment | What else? | |
| | text | response_day | What day? | |
| | begin_repeat | member | Member of the household | |
| | integer | age | Age? | |
| | select_multiple reasons | afraid | Afraid of? | |
| | begin_repeat | pet | Pet | |
| | text | called | Called? | |
| | end_repeat | | | |
| | end_repeat | | | |
| | calculate | sum | | 1 + 1 |
{CHOICES}
| | feeling | very_safe | Very safe | |
| | feeling | safe | Safe | |
| | feeling | unsafe | Unsafe | |
| | feeling | dont_know | Don’t know | |
| settings |
| | form_title | form_id | version |
| | Safety | safety | 2 |
"""
VERSIONS = (
    Version(UUID(int=1), 1, instrument(OLDER)),
    Version(UUID(int=2), 2, instrument(NEWER)),
)
COMMENT = "+44 7700 900123 is my phone\nand “more”; =1+1"
Answers: TypeAlias = tuple[tuple[int, Mapping[str, str], Mapping[str, int]], ...]
"""Of each person: the version, the values and the counts of a record."""
ANSWERS: Answers = (
    (1, {"safe": "unsafe", "reasons": "dark people", "to": "-3", "response_day": "=1+1"}, {}),
    (1, {"safe": "prefer_not_to_say", "reasons": "dont_know"}, {}),
    (1, {}, {}),
    (
        2,
        {
            "safe": "very_safe",
            "wishes": "police lamps",
            "to": "7",
            "cost": "2.5",
            "since": "2024-02-29",
            "at": "19:30",
            "moment": "2025-06-13T14:05",
            "place": "53.234400 -0.540600 0 10",
            "agreed": "OK",
            "comment": COMMENT,
            "response_day": "-SUM(A1)",
            "member[1]/age": "34",
            "member[1]/afraid": "people",
            "member[2]/age": "5",
            "member[2]/pet[1]/called": "-Rex",
            "sum": "2",
        },
        {"member": 2, "member[2]/pet": 1},
    ),
    (2, {"safe": "dont_know", "member[1]/age": "80"}, {"member": 1}),
)
ABOUT = About(
    survey="Safety",
    controller="A council",
    partnership="A partnership",
    made_at=datetime(2025, 7, 1, 11, 30, tzinfo=UTC),
    officer="Test officer",
    organisation="A council",
    reason="=report to the board",
    districts="the whole county",
    words="left out",
    versions=(1, 2),
    languages=("en", "pl"),
    demonstration=False,
)


def given(answers: Answers = ANSWERS) -> list[Given]:
    found = []
    for number, values, counts in answers:
        version = VERSIONS[number - 1]
        document = document_of(version.instrument, Record(values, counts))
        found.append(
            Given(
                id=uuid4(),
                version_id=version.id,
                language="pl" if number == 1 else "en",
                channel=LinkChannel.EVENT if number == 1 else LinkChannel.OPEN,
                district_code="X1" if number == 1 else None,
                answered_on=date(2025, 6, 13),
                demonstration=False,
                answers=document.answers,
                texts=document.texts,
            )
        )
    return found


def made(*, texts: bool = True, masked: bool = True, **kwargs: Any) -> tuple[FileTable, ...]:
    return tables(VERSIONS, given(**kwargs), districts={"X1": "One"}, texts=texts, masked=masked)


def files(*, texts: bool = True, masked: bool = True, **kwargs: Any) -> dict[str, bytes]:
    """What is in the ZIP, by path."""
    packed = export_zip(made(texts=texts, masked=masked, **kwargs), ABOUT, list(FileKind))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
