"""The functions that expressions may call: the table that rewriting and evaluating both read."""

from collections.abc import Mapping
from typing import Final

from surveys.instrument.logic import dates, nodesets, numerals, selects, strings
from surveys.instrument.logic.signature import Function

FUNCTIONS: Final[Mapping[str, Function]] = {
    function.name: function
    for table in (
        dates.FUNCTIONS,
        nodesets.FUNCTIONS,
        numerals.FUNCTIONS,
        selects.FUNCTIONS,
        strings.FUNCTIONS,
    )
    for function in table
}
"""By the name that forms write."""

ADVICE: Final[Mapping[str, str]] = {
    "pulldata": "put the rows into the choices sheet and read them with "
    "instance('list')/root/item[name = ${question}]/column",
    "jr:itext": "use jr:choice-name(${question}, '${question}')",
    "itext": "use jr:choice-name(${question}, '${question}')",
    "geofence": "use distance() from the middle of the place",
    "extract-signed": "leave it out; answers here carry no signatures",
    "search": "use choice_filter",
    "id": "write ${name}",
    "lang": "use translations of the labels",
    "namespace-uri": "leave it out; questions have no namespaces",
    "property": "leave it out; the device and its owner are not asked",
    "ceil": "use ceiling()",
    "substring": "use substr(), which counts from 0",
    "exp10": "use pow(10, x)",
    "version": "leave it out; a response names its version anyway",
}
"""What to write instead of a function that we do not have."""
