"""The load generator, a process of its own so that it doesn't measure itself: `python -m bench.load < plan.json`.

The plan: {"address", "at_once", "requests": [[method, path, headers, body], …]} and either "seconds" (the requests are
sent round and round for so long, on kept connections) or not (each is sent once, on a connection of its own, as phones
do). The answer, as JSON: seconds in all; of each request how long it took and its status, 0 where there was none; and
the errors behind those. It speaks just enough HTTP to be cheap beside the server.
"""

import json
import socket
import sys
import threading
import time
from itertools import cycle
from typing import Any


class Connection:
    """One kept connection; opened again when the server closes it."""

    def __init__(self, address: str) -> None:
        host, port = address.rsplit(":", 1)
        self.address = (host, int(port))
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> int:
        """Send a request and read its answer; returns the status.

        A server may close a kept connection just when a page is asked for: then it is asked again, as browsers do.
        """
        if self.socket is not None and request.startswith(b"GET "):
            try:
                return self._ask(request)
            except ConnectionError:
                self.close()
        return self._ask(request)

    def _ask(self, request: bytes) -> int:
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _end, body = received.partition(b"\r\n\r\n")
        fields = head.lower()
        length = int(fields.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        left = length - len(body)
        while left > 0:
            left -= len(self._receive())
        if b"connection: close" in fields:
            self.close()
        return int(head[9:12])

    def _receive(self) -> bytes:
        assert self.socket is not None
        part = self.socket.recv(65_536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry the plan out."""
    requests = [_request(plan["address"], *parts) for parts in plan["requests"]]
    seconds = plan.get("seconds")
    feed = cycle(requests) if seconds else iter(requests)
    feed_lock, answers, errors = threading.Lock(), [], []
    start = threading.Barrier(plan["at_once"] + 1)
    stop_at = [float("inf")]

    def work() -> None:
        connection = Connection(plan["address"])
        start.wait()
        while time.perf_counter() < stop_at[0]:
            with feed_lock:
                request = next(feed, None)
            if request is None:
                break
            sent = time.perf_counter()
            try:
                status = connection.ask(request)
            except (OSError, ValueError, IndexError) as error:
                status = 0
                errors.append(repr(error))
                connection.close()
            answers.append((time.perf_counter() - sent, status))
            if not seconds:
                connection.close()
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(plan["at_once"])]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    if seconds:
        stop_at[0] = began + seconds
    start.wait()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - began, "answers": answers, "errors": errors}


def _request(address: str, method: str, path: str, headers: dict[str, str], body: str) -> bytes:
    content = body.encode()
    fields = {"Host": address, "Accept-Encoding": "gzip, deflate, br", "Accept": "text/html", **headers}
    if method == "POST":
        fields |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(content))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
