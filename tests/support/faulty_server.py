"""A local file server that fails as networks do: cut connections, slow ones, spoiled bytes."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

PIECE = 1 << 15


class FaultyServer(ThreadingHTTPServer):
    """Serves files of one folder; a context that stops it.

    After `cut_after` bytes of a file the connection is closed, `cuts` times; `delay` seconds pass
    before each piece; `spoil` names a file that is sent with one byte changed. `served` counts the
    bytes of each file that went out, `ranges` the Range headers that came in.
    """

    daemon_threads = True

    def __init__(self, folder: Path, handler: type["FaultyHandler"]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.folder = folder
        self.cut_after = 0
        self.cuts = 0
        self.delay = 0.0
        self.spoil = ""
        self.served: dict[str, int] = {}
        self.ranges: list[tuple[str, str]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class FaultyHandler(BaseHTTPRequestHandler):
    """Answers HEAD and GET through `answer`, which subclasses write."""

    protocol_version = "HTTP/1.1"
    server: FaultyServer

    def answer(self, body: bool) -> None:
        raise NotImplementedError

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def send_whole(self, content: bytes, kind: str) -> None:
        """A page of the server itself, without faults."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_file(self, name: str, headers: dict[str, str], body: bool) -> None:
        """A file of the folder, or the range that was asked for, with the server's faults."""
        content = bytearray((self.server.folder / name).read_bytes())
        if name == self.server.spoil:
            content[-1] ^= 1
        first, last = 0, len(content) - 1
        asked = self.headers.get("Range", "")
        if match := re.fullmatch(r"bytes=(\d+)-(\d*)", asked):
            first, last = int(match[1]), min(int(match[2] or last), last)
            self.server.ranges.append((name, asked))
        self.send_response(206 if match else 200)
        if match:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        for header, value in headers.items():
            self.send_header(header, value)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        if body:
            self._send(name, memoryview(content)[first : last + 1])

    def _send(self, name: str, content: memoryview) -> None:
        sent = 0
        while sent < len(content):
            time.sleep(self.server.delay)
            if self.server.cuts and sent >= self.server.cut_after:
                self.server.cuts -= 1
                self.close_connection = True
                return
            piece = content[sent : sent + PIECE]
            try:
                self.wfile.write(piece)
            except OSError:
                self.close_connection = True
                return
            sent += len(piece)
            self.server.served[name] = self.server.served.get(name, 0) + len(piece)
