"""Sizes that keep files readable."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, Module, product, suite, templates, workshop

MODULE_LINES = 400
FUNCTION_LINES = 40
COMPLEXITY = 8
TEMPLATE_LINES = 150
TEST_MODULE_LINES = 600

OURS = [*product(), *workshop()]


def named(module: Module) -> str:
    return module.name


@pytest.mark.parametrize("module", OURS, ids=named)
def test_a_module_is_short(module: Module) -> None:
    assert module.lines <= MODULE_LINES


@pytest.mark.parametrize("module", suite(), ids=named)
def test_a_test_module_is_short(module: Module) -> None:
    assert module.lines <= TEST_MODULE_LINES


@pytest.mark.parametrize("module", OURS, ids=named)
def test_functions_are_short(module: Module) -> None:
    sizes = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in module.functions()}

    assert {name: size for name, size in sizes.items() if size > FUNCTION_LINES} == {}


def test_functions_are_simple() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "C901"]
    limit = ["--config", f"lint.mccabe.max-complexity={COMPLEXITY}", "--output-format", "concise"]
    files = [str(module.path) for module in [*OURS, *suite()]]

    done = subprocess.run(
        [*command, *limit, *files], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_templates_are_short() -> None:
    sizes = {name: text.count("\n") for name, text in templates().items()}

    assert sizes
    assert {name: size for name, size in sizes.items() if size > TEMPLATE_LINES} == {}
