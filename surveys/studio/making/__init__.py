"""A new survey: from the library, as a copy of another one, or from an XLSForm."""
