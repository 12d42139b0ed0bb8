"""Scripts that build, start and check; none of them travels in the wheel."""
