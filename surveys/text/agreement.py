"""How far a machine's tones agree with a person's, and shares corrected for where they do not."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Final

from engagement.core.intervals import Share
from surveys.text.tone import Tone

Pair = tuple[Tone, Tone]
"""The tone that a person gave, and the one that was scored."""

CHANCE: Final = 1.0
"""Sensitivity and specificity together must be above this: at it, the score is a coin."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `n` texts: the share that agrees, kappa (None where all are of one tone), macro-F1."""

    n: int
    observed: float
    kappa: float | None
    macro_f1: float


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """How far `pairs` agree; ValueError without any."""
    if not pairs:
        raise ValueError("Agreement needs at least one text")
    observed = fmean(hand is scored for hand, scored in pairs)
    return Agreement(len(pairs), observed, cohen_kappa(pairs), macro_f1(pairs))


def cohen_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa: (p_o - p_e) / (1 - p_e), with p_e = Σ_k p(hand = k) · p(scored = k).

    None when chance alone agrees always. Source: J. Cohen, "A coefficient of agreement for nominal
    scales", Educational and Psychological Measurement 20 (1960).
    """
    n = len(pairs)
    by_hand, by_score = (Counter(side) for side in zip(*pairs, strict=True))
    observed = fmean(hand is scored for hand, scored in pairs)
    expected = sum(by_hand[tone] * by_score[tone] for tone in Tone) / (n * n)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def macro_f1(pairs: Sequence[Pair]) -> float:
    """The mean over the tones of F1 = 2·TP / (2·TP + FP + FN); a tone that never occurs is out."""
    values = []
    for tone in Tone:
        both = sum(hand is tone and scored is tone for hand, scored in pairs)
        either = sum((hand is tone) + (scored is tone) for hand, scored in pairs)
        if either:
            values.append(2 * both / either)
    return fmean(values)


def corrected_share(
    pairs: Sequence[Pair], tone: Tone, *, scored: int, n: int, level: float = 0.95
) -> Share:
    """The share of `tone` among `n` texts, corrected for misclassification, with its interval.

    `scored` of the `n` texts were given the tone; `pairs` are the texts that a person coded too,
    drawn at random from the same texts. Sensitivity Se = P(scored = k | hand = k) and specificity
    Sp = P(scored ≠ k | hand ≠ k) come from them, each tone against the others, so the corrected
    shares of the three tones need not make up 1.

    Value: p = (q + Sp - 1) / (Se + Sp - 1) with q = scored / n, kept within 0-1 (W. Rogan and
    B. Gladen, "Estimating prevalence from the results of a screening test", American Journal of
    Epidemiology 107, 1978). Interval: with q' = (nq + z²/2) / (n + z²), Se' and Sp' with one added
    to hits and to misses, p' from these and a = Se'(1-Se')/n_Se', b = Sp'(1-Sp')/n_Sp':
    p' + 2z²(p'a - (1-p')b) ± z·√(q'(1-q')/(n+z²) + p'²a + (1-p')²b) / (Se' + Sp' - 1), kept within
    0-1 and made to hold the value (Z. Lang and J. Reiczigel, "Confidence limits for prevalence of
    disease adjusted for estimated sensitivity and specificity", Preventive Veterinary Medicine 113,
    2014). Raises ValueError where the pairs have no text of the tone, or none of another, where the
    score tells no more than a coin, and where the whole interval lies outside 0-1: then the pairs
    are not of the same texts.
    """
    if not 0 <= scored <= n or n < 1:
        raise ValueError("A count lies between 0 and its base, which is at least 1")
    of_tone = [given is tone for hand, given in pairs if hand is tone]
    of_others = [given is not tone for hand, given in pairs if hand is not tone]
    if not of_tone or not of_others:
        raise ValueError("The coded texts need some of the tone and some of others")
    value = _prevalence(scored / n, fmean(of_tone), fmean(of_others))
    low, high = _ends(scored, n, of_tone, of_others, NormalDist().inv_cdf((1 + level) / 2))
    if low >= 1 or high <= 0:
        raise ValueError(
            "The coded texts do not fit the scored ones: draw them from the same texts"
        )
    value = _within(value)
    return Share(value, min(_within(low), value), max(_within(high), value))


def _ends(
    scored: int, n: int, of_tone: Sequence[bool], of_others: Sequence[bool], z: float
) -> tuple[float, float]:
    size = n + z * z
    share = (scored + z * z / 2) / size
    sensitivity, a = _one_added(of_tone)
    specificity, b = _one_added(of_others)
    p = _prevalence(share, sensitivity, specificity)
    middle = p + 2 * z * z * (p * a - (1 - p) * b)
    spread = math.sqrt(share * (1 - share) / size + p * p * a + (1 - p) ** 2 * b)
    half = z * spread / (sensitivity + specificity - 1)
    return middle - half, middle + half


def _one_added(right: Sequence[bool]) -> tuple[float, float]:
    """The share of True with one added to either side, and its variance."""
    size = len(right) + 2
    share = (sum(right) + 1) / size
    return share, share * (1 - share) / size


def _prevalence(share: float, sensitivity: float, specificity: float) -> float:
    if sensitivity + specificity <= CHANCE:
        raise ValueError("The score tells no more than a coin: nothing can be corrected")
    return (share + specificity - 1) / (sensitivity + specificity - 1)


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)
