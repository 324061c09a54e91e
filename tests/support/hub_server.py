"""A local server that speaks as much of the hub's API as downloading a model needs."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REVISION = "0123456789abcdef0123456789abcdef01234567"
LARGE = (".safetensors", ".bin", ".model")
PIECE = 1 << 15


class HubServer(ThreadingHTTPServer):
    """Serves one folder as `repository`.

    `cut_after` bytes of a file the connection is closed, `cuts` times; `delay` seconds pass before
    each piece; `spoil` names a file that is sent with one byte changed; `gated` refuses. `served`
    counts the bytes of each file that went out, `ranges` the Range headers that came in.
    """

    daemon_threads = True

    def __init__(self, folder: Path, repository: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.repository = repository
        self.cut_after = 0
        self.cuts = 0
        self.delay = 0.0
        self.spoil = ""
        self.gated = False
        self.served: dict[str, int] = {}
        self.ranges: list[tuple[str, str]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> "HubServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HubServer

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        path = self.path.partition("?")[0]
        prefix = f"/{self.server.repository}/resolve/{REVISION}/"
        if self.server.gated:
            self._error(403, "GatedRepo")
        elif path in (
            f"/api/models/{self.server.repository}",
            f"/api/models/{self.server.repository}/revision/{REVISION}",
        ):
            self._json(self._info())
        elif path.startswith(prefix) and (self.server.folder / path[len(prefix) :]).is_file():
            self._file(path[len(prefix) :], body)
        else:
            self._error(404, "RepoNotFound")

    def _info(self) -> dict[str, object]:
        siblings = [
            _sibling(path, str(path.relative_to(self.server.folder)))
            for path in sorted(self.server.folder.rglob("*"))
            if path.is_file()
        ]
        return {
            "id": self.server.repository,
            "modelId": self.server.repository,
            "sha": REVISION,
            "private": False,
            "tags": [],
            "siblings": siblings,
        }

    def _json(self, content: object) -> None:
        data = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _error(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, name: str, body: bool) -> None:
        data = bytearray((self.server.folder / name).read_bytes())
        if name == self.server.spoil:
            data[len(data) // 2] ^= 1
        begin, wanted = 0, self.headers.get("Range")
        if wanted:
            self.server.ranges.append((name, wanted))
            begin = int(wanted.removeprefix("bytes=").partition("-")[0])
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(data) - begin))
        if wanted:
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.end_headers()
        if body:
            self._send(name, memoryview(data)[begin:])

    def _send(self, name: str, data: memoryview) -> None:
        sent = 0
        while sent < len(data):
            if self.server.cuts and sent >= self.server.cut_after:
                self.server.cuts -= 1
                self.wfile.flush()
                self.connection.close()
                self.close_connection = True
                return
            time.sleep(self.server.delay)
            piece = data[sent : sent + PIECE]
            try:
                self.wfile.write(piece)
            except OSError:
                self.close_connection = True
                return
            sent += len(piece)
            self.server.served[name] = self.server.served.get(name, 0) + len(piece)


def _sibling(path: Path, name: str) -> dict[str, object]:
    data = path.read_bytes()
    git = hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
    found: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git}
    if name.endswith(LARGE):
        sha256 = hashlib.sha256(data).hexdigest()
        found["lfs"] = {"size": len(data), "sha256": sha256, "pointerSize": 134}
    return found
