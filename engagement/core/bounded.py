"""A bounded child process: files from outside are read where they can do no harm.

The child has a limit of memory and of processor time, no file of ours open, and is ended when its
time is over. A refusal (ValueError) comes back as itself; a child that died is a refusal too.
"""

import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MEMORY_MB: Final = 2048
SECONDS: Final = 120
TOO_MUCH: Final = (
    "This file needs more memory or time than we allow, or cannot be read at all. "
    "Check that it is what it says it is, or split it."
)


class TooMuch(ValueError):
    """The file needed more memory or time than a file of its kind may."""

    def __init__(self, message: str = TOO_MUCH) -> None:
        super().__init__(message)


def run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a module-level function in a bounded child and return what it returned (picklable).

    Raises the ValueError that the function raised, or TooMuch.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sender, function, args, kwargs), daemon=True)
    child.start()
    sender.close()
    try:
        if not receiver.poll(SECONDS):
            raise TooMuch
        refused, value = receiver.recv()
    except (EOFError, OSError):
        raise TooMuch from None
    finally:
        child.kill()
        child.join()
        receiver.close()
    if refused:
        raise value
    result: T = value
    return result


def _child(
    sender: Connection,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> None:
    limit = MEMORY_MB * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer: tuple[bool, object] = (False, function(*args, **kwargs))
    except ValueError as error:
        answer = (True, error)
    except MemoryError:
        answer = (True, TooMuch())
    sender.send(answer)
    sender.close()
