"""Words that people wrote: their tone, their themes, and what must not be shown. Pure."""
