"""Scripts that build, start and check; standard library only, none of them travels in the wheel."""
