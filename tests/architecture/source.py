"""Our own source code as data: files, syntax trees, imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("geo", "engagement", "surveys")
OTHERS = ("tools", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, path, text and tree."""

    name: str
    path: Path
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def roles(self) -> set[str]:
        """The parts that a feature's file plays (views, commands...), below its package."""
        return set(self.name.split(".")[2:])

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node


def _module(path: Path) -> Module:
    relative = path.relative_to(ROOT).with_suffix("")
    parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
    text = path.read_text(encoding="utf-8")
    return Module(".".join(parts), path, text, ast.parse(text, str(path)))


@cache
def product() -> tuple[Module, ...]:
    """What is installed: the floors and the door."""
    files = [file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py"))]
    return tuple(_module(file) for file in [*files, ROOT / "wsgi.py"])


@cache
def workshop() -> tuple[Module, ...]:
    """What is ours and stays behind: build scripts and benchmarks."""
    files = [file for folder in OTHERS for file in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(_module(file) for file in files)


@cache
def suite() -> tuple[Module, ...]:
    """The tests themselves."""
    return tuple(_module(file) for file in sorted((ROOT / "tests").rglob("*.py")))


@cache
def templates() -> dict[str, str]:
    """Every template by its name."""
    folder = ROOT / "templates"
    return {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.*"))
        if file.is_file()
    }


def imports(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    """Dotted names that a module imports anywhere, each with its statement."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Last names of what is called below a node: `session.commit()` gives `commit`."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            function = call.func
            if isinstance(function, ast.Attribute):
                yield function.attr, call
            elif isinstance(function, ast.Name):
                yield function.id, call
