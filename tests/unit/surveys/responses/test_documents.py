"""A record is stored as one document and comes back; what people wrote stands apart."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.instrument.model import Record
from surveys.responses.documents import Document, document_of, record_of
from tests.unit.surveys.responses.forms import CLASH, HOUSEHOLD, instrument

FORM = instrument(HOUSEHOLD)
FULL = Record(
    {
        "name": "High Street",
        "where": "53.234400 -0.540600 12 4.5",
        "home/member[1]/age": "34",
        "home/member[1]/likes": "tea milk",
        "home/member[2]/age": "5",
        "home/member[2]/pet[1]/called": "Rex",
        "when": "2025-06-13T14:37:59.123+01:00",
        "half": "2.5",
    },
    {"home/member": 2, "home/member[2]/pet": 1},
)


def test_answers_and_texts_are_two_documents_of_one_shape() -> None:
    document = document_of(FORM, FULL)

    assert document.answers == {
        "member": [{"age": 34, "likes": ["tea", "milk"]}, {"age": 5, "pet": [{}]}],
        "half": 2.5,
    }
    texts: dict[str, Any] = dict(document.texts)
    texts.pop("where"), texts.pop("when")
    assert texts == {"name": "High Street", "member": [{}, {"pet": [{"called": "Rex"}]}]}


def test_a_document_comes_back_as_the_record_that_it_was_made_from() -> None:
    back = record_of(FORM, document_of(FORM, FULL))

    assert back.counts == FULL.counts
    exact = {name: value for name, value in FULL.values.items() if name != "where"}
    assert {name: value for name, value in back.values.items() if name != "where"} == exact


def test_where_nothing_was_written_in_a_repeat_the_sealed_document_does_not_name_it() -> None:
    document = document_of(FORM, Record({"home/member[1]/age": "3"}, {"home/member": 1}))

    assert document == Document({"member": [{"age": 3}]}, {})


def test_how_many_instances_there_were_stays_also_when_all_are_blank() -> None:
    record = Record({}, {"home/member": 3, "home/member[3]/pet": 2})

    assert record_of(FORM, document_of(FORM, record)) == record


def test_a_repeat_that_is_called_like_a_question_has_its_path_as_key() -> None:
    form = instrument(CLASH)
    record = Record({"a/member": "2", "b/member[1]/age": "7"}, {"b/member": 1})

    document = document_of(form, record)

    assert document.answers == {"member": 2, "b-member": [{"age": 7}]}
    assert record_of(form, document) == record


@pytest.mark.parametrize("lexical", ["NaN", "Infinity", "-", "1e999", "ten"])
def test_a_number_that_is_none_is_a_blank_answer_and_no_failure(lexical: str) -> None:
    record = Record({"half": lexical, "home/member[1]/age": lexical}, {"home/member": 1})

    assert document_of(FORM, record).answers == {"member": [{}]}


def test_what_the_form_worked_out_is_stored_and_was_not_said() -> None:
    first = document_of(FORM, FULL)
    later = document_of(FORM, Record({**FULL.values, "when": "2026-01-01T00:00:00"}, FULL.counts))

    assert first.texts["when"] != later.texts["when"]
    assert first.said() == later.said()


lexicals = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text("abc é", min_size=1).map(str.strip).filter(bool),
        "half": st.integers(-999, 999).map(lambda n: str(n / 4).removesuffix(".0")),
    },
)
members = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 120)),
        st.lists(st.sampled_from(["tea", "milk"]), unique=True),
        st.lists(st.one_of(st.none(), st.sampled_from(["Rex", "Mo"])), max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(lexicals, members)
def test_any_record_comes_back(top: dict[str, str], people: list[Any]) -> None:
    values, counts = dict(top), {}
    if people:
        counts["home/member"] = len(people)
    for number, (age, likes, pets) in enumerate(people, start=1):
        here = f"home/member[{number}]"
        values |= {f"{here}/age": str(age)} if age is not None else {}
        values |= {f"{here}/likes": " ".join(likes)} if likes else {}
        counts |= {f"{here}/pet": len(pets)} if pets else {}
        for place, pet in enumerate(pets, start=1):
            values |= {f"{here}/pet[{place}]/called": pet} if pet else {}
    record = Record(values, counts)

    assert record_of(FORM, document_of(FORM, record)) == record
