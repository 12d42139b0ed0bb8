"""The three ways a command or query says no; each has one handler in core.http."""


class NotFound(Exception):
    """What was asked for does not exist, or not for this person."""


class NotAllowed(Exception):
    """The actor's role or scope does not cover the action."""


class Rejected(Exception):
    """The values given cannot be accepted; the message says what to do about it.

    `field` names the form field the message belongs to, or None for the whole form.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
