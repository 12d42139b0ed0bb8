"""Where sign-in may go on to: our own pages only."""

import pytest

from engagement.accounts.access import safe_next


@pytest.mark.parametrize("target", ["/", "/reports/", "/audit/?page=2&action=x", "/a//b", "/é"])
def test_our_own_paths_are_kept(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "reports/", "https://elsewhere.example/", "//elsewhere.example", "///elsewhere",
        "/\\elsewhere.example", "\\\\elsewhere", "/\t/elsewhere.example", "/\n/elsewhere.example",
        "javascript:alert(1)", "/a\\b", "http:/elsewhere", "/\x00",
    ],
)  # fmt: skip
def test_anything_else_is_dropped(target: str | None) -> None:
    assert safe_next(target) is None
