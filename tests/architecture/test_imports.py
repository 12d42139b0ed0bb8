"""Who imports whom. The layers themselves are import-linter's contracts in pyproject.toml."""

import ast
import subprocess
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Function, Module, imports, product, workshop
from tools.environment import BIN

BUSINESS = {"models", "commands", "queries"}
WEB = ("flask", "flask_babel", "flask_login", "flask_wtf", "wtforms", "werkzeug")


def named(module: Module) -> str:
    return module.name


def test_the_contracts_hold() -> None:
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert done.returncode == 0, done.stdout


def test_there_is_no_import_cycle() -> None:
    names = {module.name for module in product()}

    def home(name: str) -> str | None:
        parent = name.rpartition(".")[0]
        return name if name in names else parent if parent in names else None

    graph = {m.name: {home(name) for name, _ in imports(m)} - {None, m.name} for m in product()}

    assert any(graph.values())
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", [*product(), *workshop()], ids=named)
def test_only_the_lazy_doors_import_inside_functions(module: Module) -> None:
    inside = {
        function.name
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert not inside or module.path.name == "lazy.py"


def test_business_code_knows_neither_requests_nor_forms() -> None:
    modules = [m for m in product() if m.roles & BUSINESS and m.name.startswith(("eng", "sur"))]
    found = {m.name: name for m in modules for name, _ in imports(m) if name.split(".")[0] in WEB}

    assert modules
    assert found == {}


def test_geo_knows_neither_the_web_nor_the_database_nor_other_floors() -> None:
    modules = [module for module in product() if module.name.split(".")[0] == "geo"]
    forbidden = {*WEB, "sqlalchemy", "engagement", "surveys", "wsgi"}
    found = {
        m.name: name for m in modules for name, _ in imports(m) if name.split(".")[0] in forbidden
    }

    assert modules
    assert found == {}


def test_feature_packages_are_not_deeper_than_two() -> None:
    deep = [m.name for m in product() if len(m.path.relative_to(ROOT).parts) > 4]

    assert deep == []


def test_every_package_says_what_it_is() -> None:
    packages = [module for module in product() if module.path.name == "__init__.py"]

    assert packages
    assert [module.name for module in packages if not ast.get_docstring(module.tree)] == []


def test_nothing_is_a_stub() -> None:
    """A function whose whole body is `pass`, or a promise to write it later."""

    def empty(function: Function) -> bool:
        body = [n for n in function.body if not isinstance(n, ast.Expr)]
        return bool(body) and all(isinstance(node, ast.Pass) for node in body)

    stubs = [
        f"{module.name}.{function.name}"
        for module in product()
        for function in module.functions()
        if empty(function)
    ]

    assert stubs == []


def test_the_lazy_doors_are_real() -> None:
    doors = [Path(module.path) for module in product() if module.path.name == "lazy.py"]

    assert doors
