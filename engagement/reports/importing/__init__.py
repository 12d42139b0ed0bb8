"""Importing reports: files of places, read where they can do no harm, every row accounted for."""
