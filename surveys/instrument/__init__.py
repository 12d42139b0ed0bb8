"""Questionnaires: XLSForm in, XForm compiled, an Instrument to ask from. Pure."""
