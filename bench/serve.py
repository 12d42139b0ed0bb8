"""The web server of the product around any module's `app`: `python -m bench.serve MODULE`."""

import sys
from functools import partial
from importlib import import_module

from engagement.core import web
from engagement.core.supervisor import die_with_parent


def load(module: str) -> web.Application:
    """Import the application in the worker process."""
    die_with_parent()
    application: web.Application = import_module(module).app
    return application


if __name__ == "__main__":
    web.server().serve(target_loader=partial(load, sys.argv[1]), wrap_loader=False)
