"""Retention: what is due goes every day, and a certificate says what went."""
