"""Signed, dated links with a ceiling, for a class or an event."""
