"""Who may open the pages of a survey: everybody."""

from engagement.accounts.permissions import PUBLIC, Access

ACCESS: dict[str, Access] = {
    "answering.index": PUBLIC,
    "answering.start": PUBLIC,
    "answering.by_link": PUBLIC,
    "answering.preview": PUBLIC,
    "answering.first": PUBLIC,
    "answering.first_of_preview": PUBLIC,
    "answering.answer": PUBLIC,
    "answering.saved": PUBLIC,
    "answering.resume": PUBLIC,
    "answering.receipt": PUBLIC,
    "answering.withdraw": PUBLIC,
}
