"""The one way a backup says no."""


class BackupError(Exception):
    """The backup, the key or the database cannot be used; the message says what to do about it."""
