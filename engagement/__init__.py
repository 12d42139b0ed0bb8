"""First floor: the partnership and its people. Stands on geo; knows nothing of surveys."""
