"""Kinds of question: one class each."""
