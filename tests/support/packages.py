"""Small wheels that have the shape of torch, and a local package index that serves them."""

import base64
import hashlib
import re
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PACKAGE = "standin"
VERSION = "1.0"
PIECE = 1 << 15
MODULE = """
__version__ = {version!r}


class version:
    cuda = {cuda!r}


class _Ones:
    def __init__(self, rows, columns, device):
        assert (rows, columns, device) == (64, 64, "cuda")

    def __matmul__(self, other):
        return self

    def sum(self):
        return {product}


ones = _Ones


class cuda:
    is_available = staticmethod(lambda: True)
    get_device_name = staticmethod(lambda index: "Stand-in card")
"""


def standin(
    version: str = VERSION, cuda: str | None = "99.0", product: float = 64.0**3, prefix: str = ""
) -> dict[str, bytes]:
    """The files of the stand-in for torch; `prefix` is code that runs first."""
    text = MODULE.format(version=version, cuda=cuda, product=product)
    return {f"{PACKAGE}/__init__.py": (prefix + text).encode()}


def make_wheel(
    folder: Path, name: str, version: str, files: dict[str, bytes], needs: tuple[str, ...] = ()
) -> Path:
    """Write NAME-VERSION-py3-none-any.whl, in the binary distribution format of PEP 427."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {need}" for need in needs]
    wheel = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    entries = files | {
        f"{info}/METADATA": ("\n".join(metadata) + "\n").encode(),
        f"{info}/WHEEL": wheel.encode(),
    }
    record = "".join(f"{path},{_digest(body)},{len(body)}\n" for path, body in entries.items())
    entries[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for entry, body in entries.items():
            archive.writestr(entry, body)
    return path


def _digest(body: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=")
    return "sha256=" + digest.decode()


class PackageServer(ThreadingHTTPServer):
    """Serves the wheels of a folder below /index, as PEP 503 has it, with their hashes.

    `cut_after` bytes of a whole file the connection is closed, `cuts` times; `delay` seconds pass
    before each piece; `spoil` names a file that is sent with one byte changed; without `hashes`
    the pages name none. `served` counts the bytes of each file that went out.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.cut_after = 0
        self.cuts = 0
        self.delay = 0.0
        self.spoil = ""
        self.hashes = True
        self.served: dict[str, int] = {}
        self.ranges: list[tuple[str, str]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def index(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/index"

    def __enter__(self) -> "PackageServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PackageServer

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        kind, _, name = self.path.strip("/").partition("/")
        path = self.server.folder / name
        if kind == "index":
            return self._page(name.strip("/"))
        if kind == "files" and path.is_file():
            return self._file(path, body)
        self.send_error(404)
        return None

    def _page(self, package: str) -> None:
        links = ""
        for path in sorted(self.server.folder.glob("*.whl")):
            if path.name.partition("-")[0].replace("_", "-") == package:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                mark = f"#sha256={digest}" if self.server.hashes else ""
                links += f'<a href="/files/{path.name}{mark}">{path.name}</a>\n'
        if not links:
            return self.send_error(404)
        page = f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        return None

    def _file(self, path: Path, body: bool) -> None:
        content = path.read_bytes()
        if path.name == self.server.spoil:
            content = content[:-1] + bytes([content[-1] ^ 1])
        first, last = 0, len(content) - 1
        asked = self.headers.get("Range", "")
        if match := re.fullmatch(r"bytes=(\d+)-(\d*)", asked):
            first, last = int(match[1]), min(int(match[2] or last), last)
            self.server.ranges.append((path.name, asked))
        self.send_response(206 if match else 200)
        if match:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        self.send_header("ETag", f'"{path.name}"')
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        if body:
            self._send(path.name, content[first : last + 1])

    def _send(self, name: str, content: bytes) -> None:
        sent = 0
        while sent < len(content):
            if self.server.delay:
                time.sleep(self.server.delay)
            if self.server.cuts and self.server.cut_after and sent >= self.server.cut_after:
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
