"""The lazy door of responses: numpy, which no page that people answer on needs."""

from importlib import import_module
from types import ModuleType


def numpy() -> ModuleType:
    """`numpy`."""
    return import_module("numpy")
