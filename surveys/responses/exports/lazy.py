"""The lazy door of exports of responses: pandas, pyreadstat and xlsxwriter, for officers alone."""

from importlib import import_module
from types import ModuleType


def pandas() -> ModuleType:
    """`pandas`."""
    return import_module("pandas")


def pyreadstat() -> ModuleType:
    """`pyreadstat`."""
    return import_module("pyreadstat")


def xlsxwriter() -> ModuleType:
    """`xlsxwriter`."""
    return import_module("xlsxwriter")
