"""Who acts: plain values that commands receive, free of sessions and requests."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an officer is trusted with."""

    OFFICER = "officer"
    ANALYST = "analyst"
    PARTNER = "partner"
    ADMINISTRATOR = "administrator"
    DATA_PROTECTION_OFFICER = "data-protection-officer"


@dataclass(frozen=True, slots=True)
class Actor:
    """An officer, or the system itself when `id` is None.

    `districts` is the scope: district codes, or None for the whole county.
    """

    id: UUID | None
    name: str
    organisation_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    districts: frozenset[str] | None = None


SYSTEM = Actor(id=None, name="system", roles=frozenset(Role))
