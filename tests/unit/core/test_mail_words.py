"""What may stand in a mail, and what of it a page turns into links."""

import pytest

from engagement.core.mail.words import Part, check_words, links, parts

BASE = "https://safer.example"


def test_links_end_before_the_full_stop_of_their_sentence() -> None:
    body = f"Open {BASE}/a/b-c. Or ({BASE}/d)! Not safer.example/e"
    assert links(body) == [f"{BASE}/a/b-c", f"{BASE}/d"]


def test_a_page_links_our_own_addresses_only_and_loses_no_word() -> None:
    body = f"One {BASE}/x?y=1, two https://elsewhere.example/z and\nthree {BASE}"
    found = list(parts(body, BASE))
    assert "".join(part.text for part in found) == body
    assert [part for part in found if part.href] == [
        Part(f"{BASE}/x?y=1", "/x?y=1"),
        Part(BASE, "/"),
    ]


@pytest.mark.parametrize(
    "link",
    [
        "http://safer.example/x",
        "https://safer.example:444/x",
        "https://safer.example.elsewhere.example/x",
        "https://safer.example@elsewhere.example/x",
        "https://elsewhere.example/https://safer.example/",
        "https://safer.example\\@elsewhere.example",
        "ftp://safer.example/x",
        "javascript://safer.example/%0aalert(1)",
        "HTTPS://ELSEWHERE.EXAMPLE",
    ],
)
def test_a_link_to_anywhere_else_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="nowhere else"):
        check_words(to="a@example.org", subject="Hello", body=f"Open {link} now", base_url=BASE)


def test_our_own_links_pass_however_they_are_written() -> None:
    body = f"{BASE} {BASE}/ HTTPS://Safer.Example/x {BASE}/y#z"
    check_words(to="a@example.org", subject="Hello", body=body, base_url=f"{BASE}/")
