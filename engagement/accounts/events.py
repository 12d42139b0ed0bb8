"""What the audit trail says about accounts."""

from enum import StrEnum


class Event(StrEnum):
    """The actions that accounts record."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    CODE_REFUSED = "sign-in-code-refused"
    SESSION_ENDED = "session-ended"
    PASSWORD_SET = "password-set"  # noqa: S105  the name of an event
    AUTHENTICATOR_ENROLLED = "authenticator-enrolled"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    ORGANISATION_ADDED = "organisation-added"
    OFFICER_INVITED = "officer-invited"
    OFFICER_CHANGED = "officer-changed"
    OFFICER_DEACTIVATED = "officer-deactivated"
    OFFICER_REACTIVATED = "officer-reactivated"
    LINK_MADE = "one-time-link-made"
