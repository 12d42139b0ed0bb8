"""Who may open the pages of the journey: everybody."""

from engagement.accounts.permissions import PUBLIC, Access

JOURNEY_ACCESS: dict[str, Access] = {
    "journey.start": PUBLIC,
    "journey.what": PUBLIC,
    "journey.where": PUBLIC,
    "journey.with_link": PUBLIC,
    "journey.resume": PUBLIC,
    "journey.answer": PUBLIC,
    "journey.send": PUBLIC,
    "journey.receipt": PUBLIC,
    "journey.follow": PUBLIC,
    "journey.withdraw": PUBLIC,
    "journey.places": PUBLIC,
}
