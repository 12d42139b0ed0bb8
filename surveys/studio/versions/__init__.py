"""Versions of a survey's questionnaire: uploaded, compared, published, taken away again."""
