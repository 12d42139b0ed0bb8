"""The logic of instruments: XPath 1.0 as ODK means it, evaluated over one respondent's answers.

`rewriting.rewrite` reads an expression when a form is compiled or read, `evaluation.Evaluation`
evaluates a form for one respondent, `defaults` gives the answers that a form begins with.
"""

from surveys.instrument.logic.defaults import first_record, with_new_instances, with_one_more
from surveys.instrument.logic.evaluation import Evaluation, LogicExhausted
from surveys.instrument.logic.program import check_order
from surveys.instrument.logic.rewriting import rewrite
from surveys.instrument.logic.syntax import LogicRefused

__all__ = [
    "Evaluation",
    "LogicExhausted",
    "LogicRefused",
    "check_order",
    "first_record",
    "rewrite",
    "with_new_instances",
    "with_one_more",
]
