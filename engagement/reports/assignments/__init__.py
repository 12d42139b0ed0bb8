"""Reports as the work of organisations: passed on, answered, told about, withdrawn."""
