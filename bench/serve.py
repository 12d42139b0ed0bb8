"""The web server of the product around any module's `app`: `python -m bench.serve MODULE`."""

import sys
from functools import partial

from engagement.core import web

if __name__ == "__main__":
    load = partial(web.load_application, sys.argv[1])
    web.server().serve(target_loader=load, wrap_loader=False)
