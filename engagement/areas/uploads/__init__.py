"""Boundary files that officers send by a page: fields, check, load."""
