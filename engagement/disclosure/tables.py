"""A table of counts that is published together: what of it may be.

One shape of table, which is that of "what you told us, what was done": groups (districts), each a
whole (told) and a part of it (done); the total of both; reasons, of which each report names one or
none. METHODS section 3, rule 4: every hidden cell stays feasible over the whole of 0-9 from
everything that is published, now and before.

What is left out must itself tell nothing, for whoever knows this code asks why. So a total stands
exactly when none of its cells is hidden, which one sees from the cells (where one is, some total
would always narrow it); reasons are counted in groups that have a number, so they say nothing of
the others. A report may name none of them, so they need not reach the number of reports, and what
is hidden among them can be zero.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from engagement.disclosure.policy import Policy
from engagement.disclosure.rounding import HELD, Kind, Published, publish_count, publish_part


@dataclass(frozen=True, slots=True)
class Group:
    """The true counts of a group: a whole, a part of it, and how many named each reason.

    The reasons are not all there are: what stands for "something else" is left out.
    """

    whole: int
    part: int
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A whole and its part as they are published."""

    whole: Published
    part: Published

    @property
    def is_shown(self) -> bool:
        """Whether the whole is a number."""
        return self.whole.kind is Kind.ROUNDED


NOT_SAID: Final = Row(HELD, HELD)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is published."""

    groups: Mapping[str, Row]
    total: Row = NOT_SAID
    reasons: Mapping[str, Published] = field(default_factory=dict)


def total_of(groups: Collection[Group]) -> Group:
    """All groups together."""
    reasons: dict[str, int] = {}
    for one in groups:
        for name, count in one.reasons.items():
            reasons[name] = reasons.get(name, 0) + count
    return Group(sum(one.whole for one in groups), sum(one.part for one in groups), reasons)


def publish_row(group: Group, policy: Policy) -> Row:
    """A group's whole and part, each by its rule."""
    return Row(publish_count(group.whole, policy), publish_part(group.part, group.whole, policy))


def publish_table(groups: Mapping[str, Group], policy: Policy) -> Sheet:
    """Everything of a table that may be published together, all of it counted on one day."""
    rows = {name: publish_row(group, policy) for name, group in groups.items()}
    shown = [groups[name] for name, row in rows.items() if row.is_shown]
    counted = total_of(shown).reasons
    reasons = {name: publish_count(count, policy) for name, count in counted.items()}
    total = publish_total(groups.values(), rows.values(), policy)
    return Sheet(rows, total, reasons)


def publish_total(groups: Collection[Group], rows: Collection[Row], policy: Policy) -> Row:
    """The total of wholes when no whole is hidden; the total of parts when no part is, too."""
    if not all(row.is_shown for row in rows):
        return NOT_SAID
    total = publish_row(total_of(groups), policy)
    if all(row.part.kind is Kind.ROUNDED for row in rows):
        return total
    return Row(total.whole, HELD)
