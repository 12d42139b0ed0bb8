"""The lazy doors of this package: compilers and readers of files, which no answering page needs."""

from importlib import import_module
from types import ModuleType


def pyxform() -> ModuleType:
    """`pyxform.xls2xform`, for `convert`."""
    return import_module("pyxform.xls2xform")


def pyxform_errors() -> ModuleType:
    """`pyxform.errors`, for `PyXFormError`."""
    return import_module("pyxform.errors")


def excel() -> ModuleType:
    """`surveys.instrument.excel`, for `sheets_of`: it loads `python_calamine`."""
    return import_module("surveys.instrument.excel")


def xlsxwriter() -> ModuleType:
    """`xlsxwriter`."""
    return import_module("xlsxwriter")


def markdown() -> ModuleType:
    """`markdown_it`."""
    return import_module("markdown_it")
