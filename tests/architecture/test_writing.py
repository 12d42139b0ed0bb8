"""Who may commit, and what GET may write."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Function, Module, called, product

MAY_COMMIT = {"views", "cli", "jobs", "core", "wsgi"}
NAMED = {"engagement.audit.recording", "engagement.accounts.sessions"}
"""A look at a single report, recorded before it is shown; a session last seen, once a minute."""
COMMITS = {"commit", "transaction"}
RECORDS = {"record_view"}
GET_WRITES = {
    "engagement.reports.views.index": "a look at a page of reports",
    "engagement.reports.views.detail": "a look at a single report",
    "engagement.reports.queue.views.index": "a look at a page of the queue",
    "engagement.reports.queue.views.pass_on": "a look at the reports that were ticked",
    "engagement.reports.queue.views.similar": "a look at reports side by side",
    "engagement.reports.assignments.views.index": "a look at what an organisation was given",
    "engagement.reports.assignments.views.pass_on": "a look at a single report",
    "engagement.reports.assignments.views.answer": "a look at a single report",
    "engagement.reports.texts.views.words": "a look at the sender's own words",
    "engagement.reports.importing.views.detail": "a look at rows of an import",
    "engagement.reports.importing.views.rows": "an export",
    "engagement.reports.uploads.views.preview": "a look at rows of a file",
    "engagement.reports.maps.views.districts_csv": "an export",
    "engagement.reports.maps.views.hotspots_csv": "an export",
    "engagement.reports.done.views.csv": "an export",
    "surveys.results.views.texts": "a look at what people wrote",
}
"""GET views that write in a short transaction of their own, each with what it writes."""


def commits(node: ast.AST, names: set[str] = COMMITS) -> list[int]:
    return [call.lineno for name, call in called(node) if name in names]


def may_commit(module: Module) -> bool:
    """Whether a module is of a kind that decides when a piece of work is whole."""
    parts = {"core"} if module.name.startswith("engagement.core.") else module.roles
    return bool(parts & MAY_COMMIT) or module.name in NAMED | MAY_COMMIT


def methods(function: Function) -> set[str]:
    """The HTTP methods of a view, from its decorators; empty for what is no view."""
    found: set[str] = set()
    for decorator in function.decorator_list:
        if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)):
            continue
        verb = decorator.func.attr
        if verb in ("get", "post", "put", "delete"):
            found.add(verb.upper())
        elif verb == "route":
            given = [k.value for k in decorator.keywords if k.arg == "methods"]
            found |= set(ast.literal_eval(given[0])) if given else {"GET"}
    return found


def reached(function: Function, module: Module) -> Iterator[Function]:
    """A function and those of its module that it calls, however far."""
    by_name = {f.name: f for f in module.functions()}
    queue, seen = [function], {function.name}
    while queue:
        here = queue.pop()
        yield here
        for name in {n.id for n in ast.walk(here) if isinstance(n, ast.Name)} & set(by_name) - seen:
            seen.add(name)
            queue.append(by_name[name])


def views() -> Iterator[tuple[str, Function, Module]]:
    for module in product():
        for function in module.functions():
            if methods(function):
                yield f"{module.name}.{function.name}", function, module


def test_only_views_commands_of_the_command_line_and_jobs_commit() -> None:
    found = {module.name: commits(module.tree) for module in product()}
    allowed = {module.name for module in product() if may_commit(module)}

    assert any(found.values())
    assert {
        name: lines for name, lines in found.items() if lines and name not in allowed | NAMED
    } == {}


def test_within_the_kernel_only_named_modules_commit() -> None:
    named = {"db", "jobs", "cli", "migrating"}
    found = {
        module.name.rpartition(".")[2]
        for module in product()
        if module.name.startswith("engagement.core.") and commits(module.tree)
    }

    assert found
    assert found <= named


def test_get_changes_nothing_but_the_named_exceptions() -> None:
    readers = {
        name: [f.name for f in reached(function, module) if commits(f, COMMITS | RECORDS)]
        for name, function, module in views()
        if methods(function) == {"GET"}
    }

    assert readers
    assert {name for name, writes in readers.items() if writes} == set(GET_WRITES)


def asks_for_post(test: ast.expr) -> bool | None:
    """Whether a condition says "this is a POST" (True), "it is not" (False), or neither (None)."""
    words = ast.unparse(test)
    if "validate_on_submit" in words:
        return not words.startswith("not ")
    if "request.method" in words:
        return "'POST'" in words
    return None


def guarded(function: Function) -> set[int]:
    """Lines of a view that only a POST reaches."""
    lines: set[int] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.If):
            continue
        post = asks_for_post(node.test)
        if post:
            lines |= {
                n.lineno for part in node.body for n in ast.walk(part) if hasattr(n, "lineno")
            }
        elif post is False and isinstance(node.body[-1], ast.Return):
            lines |= set(range((node.end_lineno or 0) + 1, (function.end_lineno or 0) + 1))
    return lines


def loose(function: Function, module: Module) -> list[int]:
    """Lines where a view, itself or through its module, commits though it may be a GET."""
    by_name = {f.name: f for f in module.functions() if f is not function}
    lines = set(commits(function)) - guarded(function)
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            below = by_name.get(call.func.id)
            if below and call.lineno not in guarded(function) and loose(below, module):
                lines.add(call.lineno)
    return sorted(lines)


def test_a_view_of_both_get_and_post_writes_only_when_posted_to() -> None:
    mixed = [(name, f, m) for name, f, m in views() if methods(f) > {"GET"}]
    found = {name: loose(function, module) for name, function, module in mixed}

    assert mixed
    assert {name: lines for name, lines in found.items() if lines} == {}
