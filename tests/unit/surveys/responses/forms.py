"""Forms for the tests of documents: repeats within repeats, places, what is worked out."""

from surveys.instrument.compiling import compile_form
from surveys.instrument.model import Instrument
from surveys.instrument.workbook import sheets_of_text

HOUSEHOLD = """
| survey |
| | type | name | label | calculation |
| | text | name | Name of the street? | |
| | geopoint | where | Where? | |
| | begin_group | home | Home | |
| | begin_repeat | member | Member | |
| | integer | age | Age? | |
| | select_multiple likes | likes | What do you like? | |
| | begin_repeat | pet | Pet | |
| | text | called | What is it called? | |
| | end_repeat | | | |
| | end_repeat | | | |
| | end_group | | | |
| | calculate | when | | now() |
| | decimal | half | Half? | |
| | note | thanks | Thank you | |
| choices |
| | list_name | name | label |
| | likes | tea | Tea |
| | likes | milk | Milk |
| settings |
| | form_title | form_id | version |
| | Household | household | 1 |
"""
CLASH = """
| survey |
| | type | name | label |
| | begin_group | a | A |
| | integer | member | How many members? |
| | end_group | | |
| | begin_group | b | B |
| | begin_repeat | member | Member |
| | integer | age | Age? |
| | end_repeat | | |
| | end_group | | |
"""


def instrument(form: str) -> Instrument:
    return compile_form(sheets_of_text(form)).instrument
