"""Which pages a form has, in which order, and what stands on each."""

from surveys.instrument.model import Bind, Expression
from surveys.instrument.pages import Page, is_hub, pages_of, questions_asked
from tests.unit.surveys.answering.forms import (
    READ_ONLY,
    Said,
    form,
    group,
    question,
    repeat,
    yes_no,
)


def keys(pages: tuple[Page, ...]) -> list[str]:
    return [page.key for page in pages]


def stands(page: Page) -> list[str]:
    return [item.address for item in page.items]


def test_a_question_is_a_page_and_what_cannot_be_seen_is_none() -> None:
    made = form(question("a"), question("b", "calculate"), question("c", "integer"))

    assert keys(pages_of(made, Said())) == ["a", "c"]
    assert questions_asked(made) == 2


def test_a_note_stands_with_the_next_question_and_alone_where_none_follows() -> None:
    made = form(question("hello", "note"), question("a"), question("bye", "note"))

    first, last = pages_of(made, Said())

    assert (first.key, stands(first)) == ("a", ["hello", "a"])
    assert (last.key, stands(last), last.asked) == ("bye", ["bye"], ())


def test_a_note_at_the_end_of_a_section_does_not_slip_into_the_next_one() -> None:
    made = form(
        group("one", question("one/a"), question("one/help", "note"), label="One"),
        group("two", question("two/b"), label="Two"),
    )

    pages = pages_of(made, Said())

    assert keys(pages) == ["one/a", "one/help", "two/b"]
    assert [page.section for page in pages] == ["one", "one", "two"]


def test_what_is_only_to_be_read_is_not_asked() -> None:
    made = form(question("a", bind=READ_ONLY), question("b"))

    (page,) = pages_of(made, Said())

    assert stands(page) == ["a", "b"]
    assert [one.address for one in page.asked] == ["b"]


def test_a_field_list_is_one_page_with_headings_for_the_groups_inside() -> None:
    made = form(
        group(
            "g",
            question("g/a"),
            group("g/in", question("g/in/b"), label="Inner"),
            question("g/n", "note"),
            look="field-list",
        )
    )

    (page,) = pages_of(made, Said())

    assert page.key == "g"
    assert stands(page) == ["g/a", "g/in", "g/in/b", "g/n"]
    assert [one.address for one in page.asked] == ["g/a", "g/in/b"]


def test_a_matrix_is_one_item_and_asks_all_its_rows() -> None:
    rows = [question(f"t/{name}", "select_one", choices=yes_no()) for name in "ab"]
    made = form(group("t", *rows, look="table-list"))

    (page,) = pages_of(made, Said())

    assert stands(page) == ["t"]
    assert [one.address for one in page.asked] == ["t/a", "t/b"]


def test_a_matrix_of_which_a_row_is_not_asked_falls_into_questions() -> None:
    rows = [question(f"t/{name}", "select_one", choices=yes_no()) for name in "abc"]
    made = form(group("t", *rows, look="table-list"))

    (page,) = pages_of(made, Said(hidden=lambda address: address == "t/b"))

    assert stands(page) == ["t/a", "t/c"]


def test_a_place_has_a_page_of_its_own_after_the_others_of_its_group() -> None:
    made = form(
        group("g", question("g/p", "geopoint"), question("g/a"), look="field-list", label="G")
    )

    first, second = pages_of(made, Said())

    assert (stands(first), stands(second)) == (["g/a"], ["g/p"])
    assert second.is_place


def test_what_is_not_relevant_has_no_page() -> None:
    made = form(question("a"), group("g", question("g/b"), question("g/c")), question("d"))

    assert keys(pages_of(made, Said(hidden=lambda address: address == "g"))) == ["a", "d"]


def test_instances_of_a_repeat_follow_each_other_and_end_with_the_offer_of_another() -> None:
    made = form(repeat("kid", question("kid/name"), question("kid/age", "integer")), question("z"))

    pages = pages_of(made, Said(counts={"kid": 2}))

    assert keys(pages) == [
        "kid[1]/name",
        "kid[1]/age",
        "kid[2]/name",
        "kid[2]/age",
        "kid+",
        "z",
    ]
    assert [item.address for item in pages[2].within] == ["kid[2]"]


def test_a_repeat_whose_number_the_form_says_offers_no_other_one() -> None:
    made = form(repeat("kid", question("kid/name"), counted=True))

    assert keys(pages_of(made, Said(counts={"kid": 2}))) == ["kid[1]/name", "kid[2]/name"]


def test_repeats_within_repeats_have_the_address_of_each_instance() -> None:
    made = form(repeat("home", repeat("home/pet", question("home/pet/name"))))

    pages = pages_of(made, Said(counts={"home": 2, "home[2]/pet": 0}))

    assert keys(pages) == ["home[1]/pet[1]/name", "home[1]/pet+", "home[2]/pet+", "home+"]


def test_the_question_that_leads_is_asked_first_whatever_stands_before_it() -> None:
    made = form(
        question("intro", "note"),
        question("a"),
        group("you", question("you/age", "select_one", choices=yes_no()), label="You"),
    )

    pages = pages_of(made, Said(), first="you/age")

    assert keys(pages) == ["you/age", "a"]
    assert pages[0].section == ""


def test_a_form_is_answered_by_sections_when_its_style_says_so() -> None:
    sections = (
        group("one", question("one/a"), label="One"),
        group("two", question("two/b"), label="Two"),
    )

    assert is_hub(form(*sections, style="pages hub"))
    assert not is_hub(form(*sections, style="pages"))
    assert not is_hub(form(sections[0], question("x"), style="hub"))


def test_what_stands_between_two_sections_belongs_to_the_one_before() -> None:
    made = form(
        question("first"),
        group("one", question("one/a"), label="One"),
        question("between"),
        group("two", question("two/b"), label="Two"),
    )

    assert [page.section for page in pages_of(made, Said())] == ["", "one", "one", "two"]


def test_the_text_of_an_other_stands_with_its_question_and_any_other_text_does_not() -> None:
    asks = Bind(relevant=Expression("selected(../mode, 'other')", "x"))
    bus = Bind(relevant=Expression("selected(../mode, 'bus')", "x"))
    mode = question("mode", "select_one", choices=yes_no())
    with_other = form(mode, question("mode_other", bind=asks), question("z"))
    without = form(mode, question("mode_other", bind=bus), question("z"))

    page, _last = pages_of(with_other, Said(hidden=lambda address: address == "mode_other"))

    assert [one.address for one in page.asked] == ["mode", "mode_other"]
    assert stands(page) == ["mode"]
    assert keys(pages_of(without, Said())) == ["mode", "mode_other", "z"]
