"""Defence without shutting anyone out: what looks made by machine is held for a person to look at.

Nobody is ever refused. What is known of a network stays in memory; beside a report stands a random
number alone.
"""
