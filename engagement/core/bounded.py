"""A bounded child process: files from outside are read where they can do no harm.

The child has a limit of memory and of processor time, no file of ours open, and is ended when its
time is over. A refusal (ValueError) comes back as itself; a child that died is a refusal too.
"""

import multiprocessing
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MEMORY_MB: Final = 2048
SECONDS: Final = 120
QUIET: Final = {"RUST_BACKTRACE": "0"}
"""A reader that ends for lack of memory has nothing to tell."""
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
    return run_for(SECONDS, function, *args, **kwargs)


def run_for(seconds: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same within so many seconds: for a person who waits for the page."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(
        target=_child, args=(sender, seconds, function, args, kwargs), daemon=True
    )
    child.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
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


@contextmanager
def spare(megabytes: int) -> Iterator[None]:
    """Leave this process so much memory more than it has: for a parser that may ask for anything.

    Meant for the inside of a bounded child: a parser that gets no memory may end its process.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:  # a system without /proc: the child's own limit holds
        yield
        return
    limit = pages * resource.getpagesize() + megabytes * 1024 * 1024
    limits = [limit, *(one for one in (soft, hard) if one != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _child(
    sender: Connection,
    seconds: int,
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> None:
    limit = MEMORY_MB * 1024 * 1024
    os.environ.update(QUIET)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        answer: tuple[bool, object] = (False, function(*args, **kwargs))
    except ValueError as error:
        answer = (True, error)
    except MemoryError:
        answer = (True, TooMuch())
    sender.send(answer)
    sender.close()
