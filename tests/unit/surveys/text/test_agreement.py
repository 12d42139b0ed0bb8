"""Agreement of machine and person, and shares corrected for what the machine gets wrong."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.text.agreement import Pair, agreement, cohen_kappa, corrected_share, macro_f1
from surveys.text.tone import Tone

NEG, NEU, POS = Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE


def pairs_of(table: dict[Pair, int]) -> list[Pair]:
    return [pair for pair, count in table.items() for _ in range(count)]


def test_kappa_of_two_tones_is_that_of_the_textbook() -> None:
    """p_o = 35/50, p_e = 0.5 · 0.6 + 0.5 · 0.4."""
    pairs = pairs_of({(POS, POS): 20, (POS, NEG): 5, (NEG, POS): 10, (NEG, NEG): 15})

    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_kappa_of_three_tones() -> None:
    """By hand: p_o = 0.7, p_e = 0.5 · 0.45 + 0.3 · 0.3 + 0.2 · 0.25 = 0.365."""
    table = {(NEG, NEG): 38, (NEG, NEU): 8, (NEG, POS): 4, (NEU, NEG): 5, (NEU, NEU): 18}
    pairs = pairs_of({**table, (NEU, POS): 7, (POS, NEG): 2, (POS, NEU): 4, (POS, POS): 14})

    assert cohen_kappa(pairs) == pytest.approx((0.7 - 0.365) / (1 - 0.365))


def test_there_is_no_kappa_where_all_are_alike() -> None:
    assert agreement([(NEG, NEG)] * 5).kappa is None


def test_chance_agreement_has_kappa_zero() -> None:
    table = {(hand, scored): 4 for hand in Tone for scored in Tone}

    assert cohen_kappa(pairs_of(table)) == pytest.approx(0)


def test_macro_f1_is_the_mean_over_tones_however_rare() -> None:
    """F1: negative 2·8/(2·8+0+2), neutral 2·1/(2·1+2+1), positive 0 of 1."""
    pairs = pairs_of({(NEG, NEG): 8, (NEG, NEU): 2, (NEU, NEU): 1, (NEU, POS): 1, (POS, NEG): 1})

    assert macro_f1(pairs) == pytest.approx((16 / 19 + 2 / 5 + 0) / 3)


def test_a_tone_that_never_occurs_is_not_in_the_mean() -> None:
    assert macro_f1([(NEG, NEG), (POS, POS)]) == 1


def test_agreement_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one text"):
        agreement([])


def test_a_share_is_corrected_as_rogan_and_gladen_do() -> None:
    """Se 0.8, Sp 0.9, q 0.45: (0.45 + 0.9 - 1) / (0.8 + 0.9 - 1) = 0.5."""
    pairs = pairs_of({(NEG, NEG): 80, (NEG, NEU): 20, (POS, POS): 90, (POS, NEG): 10})

    share = corrected_share(pairs, NEG, scored=450, n=1000)

    assert share.value == pytest.approx(0.5)
    assert (share.low, share.high) == pytest.approx((0.41, 0.60), abs=0.015)


def test_a_perfect_score_is_left_as_it_is_with_an_interval() -> None:
    share = corrected_share(pairs_of({(NEG, NEG): 50, (POS, POS): 50}), NEG, scored=30, n=100)

    assert share.value == pytest.approx(0.3)
    assert share.low < 0.3 < share.high


def test_a_larger_sample_makes_the_interval_narrower() -> None:
    table = {(NEG, NEG): 8, (NEG, NEU): 2, (POS, POS): 9, (POS, NEG): 1}
    many = {pair: count * 20 for pair, count in table.items()}
    few_share = corrected_share(pairs_of(table), NEG, scored=450, n=1000)
    many_share = corrected_share(pairs_of(many), NEG, scored=450, n=1000)

    assert many_share.high - many_share.low < few_share.high - few_share.low


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = random.Random(3)
    truth, se, sp, held = 0.3, 0.8, 0.85, 0

    def scored(negative: bool) -> Tone:  # noqa: FBT001
        right = rng.random() < (se if negative else sp)
        return NEG if negative is right else POS

    for _ in range(400):
        hand = [rng.random() < truth for _ in range(200)]
        pairs = [(NEG if negative else POS, scored(negative)) for negative in hand]
        count = sum(scored(rng.random() < truth) is NEG for _ in range(800))
        share = corrected_share(pairs, NEG, scored=count, n=800)
        held += share.low <= truth <= share.high

    assert 0.92 <= held / 400 <= 0.99


@given(st.integers(6, 50), st.lists(st.sampled_from([(NEG, NEG), (NEG, POS), (POS, POS)])))
def test_a_share_and_its_interval_lie_between_nothing_and_all(
    scored: int, more: list[Pair]
) -> None:
    pairs = [(NEG, NEG)] * 30 + [(POS, POS)] * 30 + more[:10]

    share = corrected_share(pairs, NEG, scored=scored, n=60)

    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.low < share.high


@pytest.mark.parametrize(
    ("pairs", "scored", "n", "why"),
    [
        ([(NEG, NEG)] * 9, 3, 10, "some of the tone and some of others"),
        ([(POS, POS)] * 9, 3, 10, "some of the tone and some of others"),
        ([(NEG, POS)] * 9 + [(POS, NEG)] * 9, 3, 10, "no more than a coin"),
        ([(NEG, NEG)] * 30 + [(NEG, POS)] * 70 + [(POS, POS)] * 99, 99, 100, "draw them from the"),
        ([(NEG, NEG)] * 99 + [(POS, NEG)] * 60 + [(POS, POS)] * 39, 0, 100, "draw them from the"),
        ([(NEG, NEG), (POS, POS)], 11, 10, "between 0 and its base"),
        ([(NEG, NEG), (POS, POS)], 0, 0, "between 0 and its base"),
    ],
)
def test_what_cannot_be_corrected_is_refused(
    pairs: list[Pair], scored: int, n: int, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        corrected_share(pairs, NEG, scored=scored, n=n)
