"""A local server that speaks as much of the hub's API as downloading a model needs."""

import hashlib
import json
from pathlib import Path

from tests.support.faulty_server import FaultyHandler, FaultyServer

REVISION = "0123456789abcdef0123456789abcdef01234567"
LARGE = (".safetensors", ".bin", ".model")


class HubServer(FaultyServer):
    """Serves one folder as `repository`; `gated` refuses."""

    def __init__(self, folder: Path, repository: str) -> None:
        super().__init__(folder, _Handler)
        self.repository = repository
        self.gated = False


class _Handler(FaultyHandler):
    server: HubServer

    def answer(self, body: bool) -> None:
        path = self.path.partition("?")[0]
        prefix = f"/{self.server.repository}/resolve/{REVISION}/"
        if self.server.gated:
            self._error(403, "GatedRepo")
        elif path in (
            f"/api/models/{self.server.repository}",
            f"/api/models/{self.server.repository}/revision/{REVISION}",
        ):
            self.send_whole(json.dumps(self._info()).encode(), "application/json")
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

    def _error(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, name: str, body: bool) -> None:
        tag = hashlib.sha256((self.server.folder / name).read_bytes()).hexdigest()
        self.send_file(name, {"X-Repo-Commit": REVISION, "ETag": f'"{tag}"'}, body)


def _sibling(path: Path, name: str) -> dict[str, object]:
    data = path.read_bytes()
    git = hashlib.sha1(f"blob {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()
    found: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git}
    if name.endswith(LARGE):
        sha256 = hashlib.sha256(data).hexdigest()
        found["lfs"] = {"size": len(data), "sha256": sha256, "pointerSize": 134}
    return found
