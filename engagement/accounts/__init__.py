"""Accounts: organisations, officers, roles, sign-in and the second factor."""
