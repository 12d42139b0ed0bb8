"""Backups: one encrypted file for both databases, made while the service writes."""
