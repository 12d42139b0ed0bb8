"""How answers are counted: shares with intervals, cross-tabs. Pure; METHODS section 1."""
