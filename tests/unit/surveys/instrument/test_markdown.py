"""Labels may hold Markdown; nothing that stands in one, or is put into one, can run or mislead."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument.markdown import Inserted, block, line, plain

LINK = '<a class="govuk-link" href="https://a.org/" rel="noreferrer noopener">a</a>'
ALLOWED = {
    "html",
    "head",
    "body",
    "a",
    "em",
    "strong",
    "br",
    "p",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
}
SIGNS = st.text(st.sampled_from("*_[]()<>&\"'#-\\`!:/ \n1.ahjsx\ue000\ue001%E0"), max_size=60)


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("How *safe* are **you**?", "How <em>safe</em> are <strong>you</strong>?"),
        ("first\nsecond", "first<br>second"),
        ("first<br/>second", "first<br>second"),
        ("# A heading in a label", "A heading in a label"),
        ("1. not a list", "1. not a list"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("[a](https://a.org/)", LINK),
        (
            "[call](tel:101)",
            '<a class="govuk-link" href="tel:101" rel="noreferrer noopener">call</a>',
        ),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("[a](http://a.org/)", "[a](http://a.org/)"),
        ("[a](/accounts/sign-out)", "[a](/accounts/sign-out)"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b onclick=x>b</b> & c", "&lt;b onclick=x&gt;b&lt;/b&gt; &amp; c"),
        ('<span style="color:red">red</span>', "red"),
    ],
)
def test_a_label_in_markdown(written: str, made: str) -> None:
    assert line(written) == made


def test_a_note_has_paragraphs_lists_and_headings_below_the_pages_own() -> None:
    made = block("Before\n\n### Where\n\n# What\n- a\n- b\n\n1. c")

    assert made == (
        '<p class="govuk-body">Before</p>\n'
        '<h2 class="govuk-heading-m">Where</h2>\n'
        '<h2 class="govuk-heading-m">What</h2>\n'
        '<ul class="govuk-list govuk-list--bullet">\n<li>a</li>\n<li>b</li>\n</ul>\n'
        '<ol class="govuk-list govuk-list--number">\n<li>c</li>\n</ol>'
    )


def test_a_heading_under_another_steps_down_by_one() -> None:
    made = block("# One\n### Three\n###### Six")

    assert [tag in made for tag in ("<h2", "<h3", "<h4", "<h5")] == [True, True, True, False]


def test_a_value_put_in_is_text_and_no_markdown() -> None:
    made = line("You said **", Inserted("*a* <b> [x](https://evil.org)"), "**")

    assert made == "You said <strong>*a* &lt;b&gt; [x](https://evil.org)</strong>"


def test_a_value_within_an_address_cannot_leave_its_place() -> None:
    made = line("[go](https://a.org/?q=", Inserted('"><script>&x=1'), ")")

    assert 'href="https://a.org/?q=%22%3E%3Cscript%3E%26x%3D1"' in made


def test_a_value_cannot_be_the_address() -> None:
    assert "<a" not in line("[go](", Inserted("https://evil.org"), ")")


def test_a_link_of_the_web_can_open_beside_the_form_and_says_so() -> None:
    made = line("[a](https://a.org/) [b](mailto:a@b.org)", new_tab="opens in a new tab")

    assert 'target="_blank">a (opens in a new tab)</a>' in made
    assert made.count("_blank") == 1


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("How *safe* are **you**?", "How safe are you?"),
        ("un**believ**able\nthings", "unbelievable things"),
        ("a < b & [c](https://a.org/)", "a < b & c"),
    ],
)
def test_the_words_alone_have_no_marks(written: str, words: str) -> None:
    assert plain(written) == words


def test_the_words_alone_hold_values_as_they_are() -> None:
    assert plain("You said ", Inserted("<i>*x*</i> &amp;")) == "You said <i>*x*</i> &amp;"


@given(words=SIGNS, value=SIGNS, after=SIGNS)
def test_whatever_is_written_only_our_own_elements_come_of_it(
    words: str, value: str, after: str
) -> None:
    pieces = (words, Inserted(value), after)

    for made in (line(*pieces), block(*pieces)):
        root = html5lib.parse(made, namespaceHTMLElements=False)
        found = list(root.iter())
        assert {element.tag for element in found} <= ALLOWED
        for element in found:
            assert set(element.attrib) <= {"class", "href", "rel", "start"}
            assert element.attrib.get("href", "tel:").startswith(("https:", "mailto:", "tel:"))
    plain(*pieces)
