"""The lazy door of this package: TextBlob, which no public page needs.

TextBlob loads nltk. What uses it stands in `surveys.text.blob`, and is reached by this door alone.
"""

from importlib import import_module
from types import ModuleType


def textblob() -> ModuleType:
    """`textblob`, for `TextBlob(text, analyzer=...)`."""
    return import_module("textblob")


def blob() -> ModuleType:
    """`surveys.text.blob`: `ToneAnalyzer`, `stock_polarity` and `stock_word`."""
    return import_module("surveys.text.blob")
