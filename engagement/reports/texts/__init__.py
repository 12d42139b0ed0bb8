"""The sender's own words: switched on by an administrator, read and removed by officers."""
