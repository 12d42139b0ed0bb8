"""Front page, privacy notice, accessibility statement, help."""
