"""What we use of regex, which publishes no types."""

from typing import AnyStr, Generic

VERSION0: int

class error(Exception): ...

class Match(Generic[AnyStr]): ...

class Pattern(Generic[AnyStr]):
    def fullmatch(self, string: AnyStr, *, timeout: float | None = None) -> Match[AnyStr] | None: ...

def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]: ...
