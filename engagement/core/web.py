"""The web server process: granian serving `wsgi:app`, set up for one interpreter lock a worker."""

import gc
import os
from collections.abc import Callable
from importlib import import_module
from typing import Final

from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server.mp import MPServer

from engagement.core.supervisor import die_with_parent

Application = Callable[..., object]

LOG_CONFIG: Final = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{asctime}{levelname}{name}{message}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


def load_application(module: str = "wsgi") -> Application:
    """Import the application in the worker process, which may not outlive the main one.

    Nothing of what is imported is ever garbage: looking for some takes a sixth of a start, and
    freezing it spares every later collection the look.
    """
    die_with_parent()
    gc.disable()
    application: Application = import_module(module).app
    gc.freeze()
    gc.enable()
    return application


def server() -> MPServer:
    """The server as the environment describes it (HOST, PORT, WEB_WORKERS, WEB_THREADS)."""
    return MPServer(
        "wsgi:app",
        address=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("WEB_WORKERS", "1")),
        blocking_threads=int(os.environ.get("WEB_THREADS", "4")),
        runtime_threads=1,
        runtime_mode=RuntimeModes.st,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
        log_dictconfig=LOG_CONFIG,
    )


if __name__ == "__main__":
    server().serve(target_loader=load_application, wrap_loader=False)
