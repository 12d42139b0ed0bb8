"""A load generator small enough not to be what is measured: raw sockets, kept alive."""

import multiprocessing
import socket
import time
from multiprocessing.queues import Queue
from typing import Final

PROCESSES: Final = 2
CONNECTIONS: Final = 2
BUFFER: Final = 1 << 18


class Connection:
    """One kept-alive connection that reads whole responses with a Content-Length."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        """Send a request; `receive` takes its answer."""
        self.socket.sendall(request)

    def receive(self) -> int:
        """Read one response to its end; its status."""
        data = self.socket.recv(BUFFER)
        while (head := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        length = _content_length(data[:head].lower())
        left = head + 4 + length - len(data)
        while left > 0:
            left -= len(self._more())
        return int(data[9:12])

    def _more(self) -> bytes:
        data = self.socket.recv(BUFFER)
        if not data:
            raise ConnectionError("the server closed the connection within a response")
        return data


def _content_length(head: bytes) -> int:
    _, found, rest = head.partition(b"\r\ncontent-length:")
    if not found:
        raise ValueError("a response without Content-Length cannot be measured by this client")
    return int(rest.partition(b"\r\n")[0])


def get_request(path: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n".encode()


def _drive(port: int, path: str, seconds: float, answers: "Queue[int]") -> None:
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    request, done = get_request(path), 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for connection in connections:
            connection.send(request)
        for connection in connections:
            status = connection.receive()
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            done += 1
    answers.put(done)


def requests_per_second(port: int, path: str, seconds: float) -> float:
    """GET a path as fast as it answers, over a few connections; only 200 counts."""
    answers: Queue[int] = multiprocessing.Queue()
    drivers = [
        multiprocessing.Process(target=_drive, args=(port, path, seconds, answers))
        for _ in range(PROCESSES)
    ]
    for driver in drivers:
        driver.start()
    for driver in drivers:
        driver.join()
    if any(driver.exitcode for driver in drivers):
        raise RuntimeError(f"{path} did not answer 200 each time")
    return sum(answers.get() for _ in drivers) / seconds
