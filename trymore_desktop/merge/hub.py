"""Downloading a delta from the hub: the only module of the program that uses the network.

huggingface_hub throws an unfinished file away when it stops, so the parts are kept here: its own
`http_get` continues them by a Range request. Everything is pinned to one commit, so that parts of
two versions never meet.
"""

import contextlib
import io
import queue
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import huggingface_hub
import msgspec
from huggingface_hub import constants, errors, file_download
from huggingface_hub.utils._headers import build_hf_headers

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Event, Fetched
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.merge.hub_state import (
    PART,
    Download,
    RemoteFile,
    matches,
    read_state,
    stays_inside,
    write_state,
)
from trymore_desktop.merge.target_checks import free_space
from trymore_desktop.merge.units import bytes_text
from trymore_desktop.merge.writer import write_failure

POLL_SECONDS = 0.1
CHUNK = 256 << 10
"""Bytes between two looks at the cancel flag; a slow line takes a second for these."""

_switch = threading.Lock()
_online_threads: set[int] = set()
_before: list[Any] = []
_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_OTHER_WEIGHTS = (".bin", ".pth", ".pt", ".h5", ".msgpack", ".ot", ".gguf", ".onnx")


def fetch(repository: str, folder: Path, endpoint: str, control: Control) -> Iterator[Event]:
    """Download a repository into `folder`, going on where an earlier run stopped. Ends in Fetched.

    `endpoint` is a mirror's address, or empty for the hub's own (or HF_ENDPOINT).

    Raises:
        TryMoreError: `repository_invalid`, `repository_not_found`, `repository_gated`,
            `download_failed`, `download_damaged`, `no_space`, `disk_full`, `write_failed`.
        Interrupted: the person cancelled; what is there stays for the next run.
    """
    if not _NAME.fullmatch(repository):
        raise TryMoreError("repository_invalid", repository=repository)
    inner = Control()
    work = _Work(repository, folder, endpoint.rstrip("/") or constants.ENDPOINT, inner)
    try:
        while work.download is None and not work.ended:
            control.check()
            work.wait()
        total = work.download.total if work.download else 0
        report = Reporter(control, "fetch", total)
        while not work.ended:
            yield from report(work.done, work.note, {"free_space": free_space(folder)})
            work.wait()
        if work.failure:
            raise work.failure
        yield from report(total)
    finally:
        inner.cancel()
    yield Fetched(str(folder), total)


class _Work:
    """The thread that talks to the network; it looks at `control` before each piece it writes."""

    def __init__(self, repository: str, folder: Path, endpoint: str, control: Control) -> None:
        self.download: Download | None = None
        self.failure: TryMoreError | None = None
        self.done = 0
        self.note = ""
        self._repository = repository
        self._folder = folder
        self._endpoint = endpoint
        self._control = control
        self._end: queue.Queue[None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="hub-fetch", daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        """Whether the thread has nothing more to do."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Wait a moment, or until the end."""
        with contextlib.suppress(queue.Empty):
            self._end.get(timeout=POLL_SECONDS)

    def _run(self) -> None:
        try:
            with _online():
                self._fetch_all()
        except Interrupted:
            pass
        except TryMoreError as error:
            self.failure = error
        except Exception as error:  # noqa: BLE001 - the boundary of the thread
            self.failure = _explain(error, self._repository, self._endpoint, self._folder)
        finally:
            self._end.put(None)

    def _fetch_all(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        download = read_state(self._folder, self._repository) or self._ask()
        self._check_space(download)
        write_state(self._folder, download)
        self.download = download
        for file in download.files:
            self._control.check()
            self.note = file.name
            before = self.done
            if file.name not in download.checked:
                self._fetch_one(download, file)
                done = (*download.checked, file.name)
                download = msgspec.structs.replace(download, checked=done)
                write_state(self._folder, download)
            self.done = before + file.size

    def _ask(self) -> Download:
        api = huggingface_hub.HfApi(endpoint=self._endpoint)
        info = api.model_info(self._repository, files_metadata=True)
        files = [
            RemoteFile(
                entry.rfilename,
                entry.size or 0,
                entry.lfs.sha256 if entry.lfs else "",
                "" if entry.lfs else entry.blob_id or "",
            )
            for entry in info.siblings or []
        ]
        return Download(self._repository, info.sha or "main", tuple(_wanted(files)))

    def _check_space(self, download: Download) -> None:
        there = sum(_size(self._folder, file) for file in download.files)
        needed, free = download.total - there, free_space(self._folder)
        if needed > free:
            raise TryMoreError(
                "no_space",
                path=str(self._folder),
                needed=bytes_text(needed),
                free=bytes_text(free),
                missing=bytes_text(needed - free),
            )

    def _fetch_one(self, download: Download, file: RemoteFile) -> None:
        path = self._folder / file.name
        if path.is_file():
            if matches(path, file, self._control):
                return
            # A file of the person's own is in the way: it is not ours to replace.
            raise TryMoreError("download_in_the_way", path=str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + PART)
        self._continue(download, file, part)
        if not matches(part, file, self._control):
            part.unlink()
            raise TryMoreError("download_damaged", name=file.name)
        part.replace(path)

    def _continue(self, download: Download, file: RemoteFile, part: Path) -> None:
        with part.open("ab", buffering=0) as opened:
            size = opened.seek(0, io.SEEK_END)
            if size > file.size:
                opened.truncate(0)
                size = 0
            self.done += size
            if size < file.size:
                url = huggingface_hub.hf_hub_url(
                    self._repository,
                    file.name,
                    revision=download.revision,
                    endpoint=self._endpoint,
                )
                file_download.http_get(
                    url,
                    cast(BinaryIO, _Guarded(opened, self._control)),
                    resume_size=size,
                    headers=build_hf_headers(),
                    expected_size=file.size,
                    tqdm_class=self._bar(),
                )

    def _bar(self) -> type[Any]:
        work = self

        class Bar(contextlib.nullcontext[Any]):
            """Where huggingface_hub tells its progress, in the shape of a tqdm bar."""

            def __init__(self, **_: Any) -> None:
                super().__init__(self)

            def update(self, count: int) -> None:
                work._control.check()
                work.done += count

        return Bar


class _Guarded:
    """A file that takes nothing more once the person has cancelled."""

    def __init__(self, file: io.FileIO, control: Control) -> None:
        self._file = file
        self._control = control

    def write(self, data: bytes) -> int:
        self._control.check()
        view = memoryview(data)
        done = 0
        while done < len(view):
            done += self._file.write(view[done:])
        return done

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int) -> int:
        return self._file.seek(offset)

    def truncate(self) -> int:
        return self._file.truncate()


@contextlib.contextmanager
def _online() -> Iterator[None]:
    """The program runs with the hub's client switched off; here the person has asked for it.

    A cancelled download may end after the next one has begun, so the last one out switches off.
    """
    with _switch:
        if not _online_threads:
            _before[:] = [constants.HF_HUB_OFFLINE, constants.DOWNLOAD_CHUNK_SIZE]
        _online_threads.add(threading.get_ident())
        constants.HF_HUB_OFFLINE, constants.DOWNLOAD_CHUNK_SIZE = False, CHUNK
    try:
        yield
    finally:
        with _switch:
            _online_threads.discard(threading.get_ident())
            if not _online_threads:
                constants.HF_HUB_OFFLINE, constants.DOWNLOAD_CHUNK_SIZE = _before


def _wanted(files: list[RemoteFile]) -> list[RemoteFile]:
    """Small files first; weights in one format only, and no name that leads out of the folder."""
    safe = any(file.name.endswith(".safetensors") for file in files)
    kept = [
        file
        for file in files
        if not (safe and file.name.endswith(_OTHER_WEIGHTS)) and stays_inside(file.name)
    ]
    return sorted(kept, key=lambda file: (file.size > (64 << 20), file.name))


def _size(folder: Path, file: RemoteFile) -> int:
    for path in (folder / file.name, folder / (file.name + PART)):
        if path.is_file():
            return path.stat().st_size
    return 0


def _explain(error: Exception, repository: str, endpoint: str, folder: Path) -> TryMoreError:
    if isinstance(error, errors.GatedRepoError):
        return TryMoreError("repository_gated", str(error), repository=repository)
    if isinstance(error, errors.RepositoryNotFoundError | errors.RevisionNotFoundError):
        return TryMoreError(
            "repository_not_found", str(error), repository=repository, endpoint=endpoint
        )
    if isinstance(error, OSError) and error.errno and error.filename:
        return write_failure(error, folder, 0)
    reason = str(error).strip().partition("\n")[0] or type(error).__name__
    return TryMoreError("download_failed", repr(error), reason=reason, endpoint=endpoint)
