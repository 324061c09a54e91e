"""Small wheels that have the shape of torch, and a local package index that serves them."""

import base64
import hashlib
import zipfile
from pathlib import Path

from tests.support.faulty_server import FaultyHandler, FaultyServer

PACKAGE = "standin"
VERSION = "1.0"
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


class PackageServer(FaultyServer):
    """Serves wheels below /index, as PEP 503 has it; without `hashes` the pages name none."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _Handler)
        self.hashes = True

    @property
    def index(self) -> str:
        return f"{self.address}/index"


class _Handler(FaultyHandler):
    server: PackageServer

    def answer(self, body: bool) -> None:
        kind, _, name = self.path.strip("/").partition("/")
        if kind == "index":
            self._page(name.strip("/"))
        elif kind == "files" and (self.server.folder / name).is_file():
            self.send_file(name, {"ETag": f'"{name}"'}, body)
        else:
            self.send_error(404)

    def _page(self, package: str) -> None:
        links = ""
        for path in sorted(self.server.folder.glob("*.whl")):
            if path.name.partition("-")[0].replace("_", "-") == package:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                mark = f"#sha256={digest}" if self.server.hashes else ""
                links += f'<a href="/files/{path.name}{mark}">{path.name}</a>\n'
        if links:
            page = f"<!DOCTYPE html><html><body>{links}</body></html>"
            self.send_whole(page.encode(), "text/html")
        else:
            self.send_error(404)
