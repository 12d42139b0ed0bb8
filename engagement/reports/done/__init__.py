"""What was done about reports: action rate, days it took, causes of the dark. For officers."""
