"""The lazy door of imports: the reader of workbooks, which no web page needs."""

from importlib import import_module
from types import ModuleType


def calamine() -> ModuleType:
    """`python_calamine`."""
    return import_module("python_calamine")
