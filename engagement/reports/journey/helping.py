"""Who can help, said once: help lines with the web addresses of the signposts, then the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engagement.core.partnership import HelpLine, Partnership, Signpost

MOST_AT_ONCE: Final = 3
"""Help lines beside the emergency that somebody who is tired still reads."""


@dataclass(frozen=True, slots=True)
class Helpers:
    """Help lines to show at once, those to keep behind them, and signposts not among them.

    `sites` are the web addresses of the lines, by number.
    """

    lines: Sequence[HelpLine]
    more: Sequence[HelpLine]
    sites: Mapping[str, str]
    signposts: Sequence[Signpost]


def helpers_with_crime(partnership: Partnership, signposts: Sequence[Signpost]) -> Helpers:
    """For somebody with a crime to report: the lines marked so, or all that are no emergency."""
    calm = [line for line in partnership.help_lines if not line.emergency]
    lines = [line for line in calm if line.crime] or calm
    return _helpers(lines, (), signposts)


def helpers_afterwards(partnership: Partnership, signposts: Sequence[Signpost]) -> Helpers:
    """For somebody who told of a place: the emergency and what fits the concerns, then the rest.

    A line fits when a signpost for the concerns names its number; where none does, the first line
    for a crime is shown.
    """
    emergency = [line for line in partnership.help_lines if line.emergency][:1]
    numbers = {post.phone for post in signposts}
    calm = [line for line in partnership.help_lines if not line.emergency]
    fitting = [line for line in calm if line.number in numbers][:MOST_AT_ONCE]
    lines = emergency + (fitting or [line for line in calm if line.crime][:1])
    more = [line for line in partnership.help_lines if line not in lines]
    return _helpers(lines, more, signposts)


def _helpers(
    lines: Sequence[HelpLine], more: Sequence[HelpLine], signposts: Sequence[Signpost]
) -> Helpers:
    numbers = {line.number for line in lines}
    sites = {post.phone: post.url for post in signposts if post.phone in numbers and post.url}
    others = [post for post in signposts if post.phone not in numbers]
    return Helpers(lines, more, sites, others)
