"""Where an officer can go: features say it, the menu and the first page after sign-in show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import current_app, request, url_for

from engagement.accounts.permissions import SIGNED_IN, Access, Action, holds
from engagement.core.actor import Actor

EXTENSION: Final = "destinations"


@dataclass(frozen=True, slots=True)
class Destination:
    """A page that officers start from; `text` and `hint` are lazy strings."""

    endpoint: str
    text: object
    hint: object
    access: Access = SIGNED_IN


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A destination as the menu draws it."""

    href: str
    text: str
    hint: str
    current: bool


def menu(actor: Actor) -> Sequence[MenuItem]:
    """What this officer may open, in the order in which the features were registered."""
    destinations: Sequence[Destination] = current_app.extensions[EXTENSION]
    return [
        MenuItem(
            href=url_for(one.endpoint),
            text=str(one.text),
            hint=str(one.hint),
            current=request.endpoint == one.endpoint,
        )
        for one in destinations
        if not isinstance(one.access, Action) or holds(actor, one.access)
    ]
