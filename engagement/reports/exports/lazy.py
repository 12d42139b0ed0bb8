"""The lazy door of exports: the writer of workbooks, which no public page needs."""

from importlib import import_module
from types import ModuleType


def xlsxwriter() -> ModuleType:
    """`xlsxwriter`."""
    return import_module("xlsxwriter")
