"""How often an officer may take files away, all kinds together."""

from typing import Final

EXPORTS: Final = "30/hour"
SCOPE: Final = "exports"
