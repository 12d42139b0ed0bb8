"""The public form of a finding: the one place where a `PublicFinding` is made."""

from typing import Final

from engagement.core.sources import Finding, PublicFinding, Unit
from engagement.disclosure.policy import SDC_1, Policy
from engagement.disclosure.rounding import Kind, publish_count, publish_part, publish_share

TOO_FEW: Final = "Too few reports stand behind this figure."
NOT_ROUNDED: Final = "It is made from counts that are not rounded: for officers only."
WEIGHTED: Final = "Weighted figures are published with the tables of their survey only."


def publish_finding(
    finding: Finding, policy: Policy = SDC_1, *, sensitive: bool = False
) -> PublicFinding:
    """A count, or a share of a plain count, as the public may see it; never the interval.

    Nothing is said on a base under the policy's least (rule 1). A share is made from the rounded
    counts (rule 3). A count stands without its base: beside it, it would tell how few are left.
    Medians and rates are held back: they come from counts that are not rounded.
    """
    held = _held_back(finding, policy)
    value, words = (None, "") if held else _said(finding, policy, sensitive=sensitive)
    return PublicFinding(
        kind=finding.kind,
        title=finding.title,
        value=value,
        unit=finding.unit,
        words=words,
        base=_base(finding, policy) if held is None else None,
        policy=policy.name,
        policy_version=policy.version,
        method=finding.method,
        caveat=finding.caveat,
        period=finding.period,
        link=finding.link,
        area=finding.area,
        theme=finding.theme,
        held_back=held,
        demonstration=finding.demonstration,
    )


def _base(finding: Finding, policy: Policy) -> int | None:
    is_share = finding.unit is Unit.SHARE
    return publish_count(finding.base_n, policy).value if is_share else None


def _held_back(finding: Finding, policy: Policy) -> str | None:
    """Why nothing is said; None when something may be."""
    if finding.weighted:
        return WEIGHTED
    if finding.base_n < policy.least_base:
        return TOO_FEW
    if finding.unit not in (Unit.COUNT, Unit.SHARE):
        return NOT_ROUNDED
    return None


def _said(finding: Finding, policy: Policy, *, sensitive: bool) -> tuple[int | None, str]:
    """A number, and the words that stand for it where no number may."""
    if finding.unit is Unit.COUNT:
        count = publish_count(finding.n, policy)
        hidden = count.kind is Kind.FEWER
        return count.value, f"fewer than {policy.small}" if hidden else f"about {count.value}"
    part = publish_part(finding.n, finding.base_n, policy)
    base = publish_count(finding.base_n, policy)
    share = publish_share(part, base, policy, sensitive=sensitive)
    return share.percent, f"{share.percent}% or more" if share.or_more else share.words
