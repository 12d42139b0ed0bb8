"""Every event that can be recorded has its words in the audit, and every word its event."""

import ast
from collections.abc import Iterator

from engagement.audit.words import WORDS
from tests.architecture.source import Module, called, product

RECORDERS = ("record", "record_view")


def events(module: Module) -> Iterator[str]:
    """The names of events that a module makes: members of a class of events."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Event"):
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    yield str(line.value.value)


def actions(module: Module) -> Iterator[ast.expr]:
    """What a module gives as the action of what it records."""
    for name, call in called(module.tree):
        if name in RECORDERS:
            yield from (one.value for one in call.keywords if one.arg == "action")


def constants(action: ast.expr) -> Iterator[str]:
    """The name of an event that is written where it is recorded, without a class."""
    for node in ast.walk(action):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def owners(action: ast.expr) -> Iterator[str]:
    """The classes whose members are recorded: `Event` of `Event.VIEWED`."""
    for node in ast.walk(action):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr.isupper():
                yield name


def test_every_event_has_words_and_every_word_its_event() -> None:
    named = [event for module in product() for event in events(module)]
    written = [
        text for module in product() for action in actions(module) for text in constants(action)
    ]

    assert len(named) > 40
    assert sorted(WORDS) == sorted({*named, *written})


def test_what_is_recorded_comes_from_a_class_of_events() -> None:
    """Else the test above would not see a new one."""
    found = {
        (module.name, owner)
        for module in product()
        for action in actions(module)
        for owner in owners(action)
    }

    assert found
    assert {one for one in found if not one[1].endswith("Event")} == set()
