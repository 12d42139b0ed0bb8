"""What was answered: for officers as figures, for the public as one frozen file."""
