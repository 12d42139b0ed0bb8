"""Every setting, command and job stands in docs/operations.md."""

import re
from collections.abc import Iterator
from dataclasses import fields

import click
import pytest
from flask import Flask

from engagement.core.jobs import HANDLERS
from engagement.core.settings import Settings
from tests.architecture.source import ROOT, called, product

ENVIRON = re.compile(r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"([A-Z][A-Z_]+)\"")
OF_FLASK = {"run", "shell", "routes"}


@pytest.fixture(scope="module")
def operations() -> str:
    return (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def commands(group: click.Group, prefix: str = "flask") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def test_every_setting_is_documented(operations: str) -> None:
    of_settings = {field.name.upper() for field in fields(Settings)}
    read_directly = {name for module in product() for name in ENVIRON.findall(module.text)}
    missing = {name for name in of_settings | read_directly if f"`{name}`" not in operations}

    assert of_settings
    assert read_directly
    assert missing == set()


def test_every_documented_setting_exists(operations: str) -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", operations, re.MULTILINE))
    used = {field.name.upper() for field in fields(Settings)}
    texts = [module.text for module in product()]

    assert documented
    assert {name for name in documented - used if not any(name in text for text in texts)} == set()


def test_every_command_is_documented(whole_app: Flask, operations: str) -> None:
    ours = {name for name in commands(whole_app.cli) if name.split()[1] not in OF_FLASK}

    assert ours
    assert {name for name in ours if f"`{name}" not in operations} == set()


def test_every_job_is_documented_and_every_enqueued_job_exists(
    whole_app: Flask, operations: str
) -> None:
    enqueued = {
        argument.value
        for module in product()
        for name, call in called(module.tree)
        if name == "enqueue"
        for argument in call.args[1:2]
        if hasattr(argument, "value") and isinstance(argument.value, str)
    }

    assert HANDLERS
    assert enqueued <= set(HANDLERS)
    assert {name for name in HANDLERS if f"`{name}`" not in operations} == set()
