"""Which wheels make up a build, and getting them one by one, each checked and kept."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import msgspec

from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Progress
from trymore_desktop.errors import TryMoreError
from trymore_desktop.runtime.build import Build
from trymore_desktop.runtime.child import ChildError, pip
from trymore_desktop.runtime.failures import explained

RETRIES = 20
"""Times that pip goes on within one wheel after the connection was cut off."""
ALWAYS = ("--only-binary", ":all:", "--progress-bar", "raw")
_PROGRESS = re.compile(r"Progress (\d+) of (\d+)")


class Wheel(msgspec.Struct, frozen=True):
    """One file of a build; `sha256` is what the index says, or empty for a local file."""

    name: str
    version: str
    file: str
    sha256: str


class Source(msgspec.Struct, frozen=True):
    """Where wheels come from: an index (empty: pip's configuration decides), or a folder."""

    index: str = ""
    folder: str = ""

    def options(self) -> list[str]:
        """What pip is told; with a folder nothing else is looked at."""
        if self.folder:
            return ["--isolated", "--no-index", "--find-links", self.folder]
        return ["--index-url", self.index] if self.index else []


class _Part(msgspec.Struct):
    metadata: dict[str, object]
    download_info: dict[str, object]


class _Report(msgspec.Struct):
    install: list[_Part]


def resolve(build: Build, source: Source, work: Path, control: Control) -> list[Wheel]:
    """What pip would install; reads only descriptions where the index offers them.

    The form of the report: pip's installation report, version 1.

    Raises:
        TryMoreError: pip failed (see failures), or `runtime_no_cuda`, `runtime_no_checksum`.
        Interrupted: cancelled.
    """
    report = work / "report.json"
    # Without fast-deps pip downloads whole wheels of an index that has no descriptions beside.
    what = ["--dry-run", "--ignore-installed", "--quiet", "--use-feature=fast-deps"]
    command = ["install", *what, *source.options(), *ALWAYS, "--cache-dir", str(work / "cache")]
    try:
        for _ in pip([*command, "--report", str(report), build.requirement], control, work / "tmp"):
            pass
    except ChildError as error:
        raise explained(error, build.requirement, bool(source.folder)) from error
    parts = msgspec.json.decode(report.read_bytes(), type=_Report).install
    wheels = [_wheel(part) for part in parts]
    _refuse(build, source, wheels)
    return wheels


def _wheel(part: _Part) -> Wheel:
    url = urlsplit(str(part.download_info["url"]))
    archive = part.download_info.get("archive_info")
    hashes = archive.get("hashes", {}) if isinstance(archive, dict) else {}
    return Wheel(
        str(part.metadata["name"]),
        str(part.metadata["version"]),
        PurePosixPath(unquote(url.path)).name,
        str(hashes.get("sha256", "")),
    )


def _refuse(build: Build, source: Source, wheels: Sequence[Wheel]) -> None:
    """Before gigabytes are fetched: the CUDA build, and files that can be checked."""
    if not any(_brings_cuda(wheel) for wheel in wheels):
        raise TryMoreError("runtime_no_cuda", requirement=build.requirement)
    for wheel in wheels:
        if source.folder and not (Path(source.folder) / wheel.file).is_file():
            raise TryMoreError("runtime_wheels_missing", requirement=wheel.file, reason="")
        if not source.folder and not wheel.sha256:
            raise TryMoreError("runtime_no_checksum", file=wheel.file)


def _brings_cuda(wheel: Wheel) -> bool:
    return wheel.name.lower().startswith("nvidia-") or "+cu" in wheel.version


def download(
    build: Build, wheels: Sequence[Wheel], source: Source, folder: Path, control: Control
) -> Iterator[Event]:
    """Bring every wheel into `folder`; those that are there and whole are not fetched again.

    Raises:
        TryMoreError: pip failed (see failures).
        Interrupted: cancelled; complete wheels stay.
    """
    before = 0
    for number, wheel in enumerate(wheels, 1):
        numbers = {"shard": number, "shards": len(wheels)}
        try:
            for line in pip(_download_command(wheel, source, folder), control, folder / "tmp"):
                if match := _PROGRESS.match(line):
                    done, size = int(match[1]), int(match[2])
                    total = max(build.download, before + size)
                    yield Progress("fetch", before + done, total, "bytes", wheel.file, numbers)
        except ChildError as error:
            raise explained(error, wheel.file) from error
        before += (folder / wheel.file).stat().st_size
    yield Progress("fetch", before, before, "bytes", "", {"shards": len(wheels)})


def _download_command(wheel: Wheel, source: Source, folder: Path) -> list[str]:
    """Let pip compare the file with the hash, and one that is in `folder` already as well."""
    pinned = folder / "requirement.txt"
    folder.mkdir(parents=True, exist_ok=True)
    text = f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n"
    pinned.write_text(text, encoding="utf-8")
    what = ["download", "--no-deps", "--no-cache-dir", "--dest", str(folder)]
    again = ["--resume-retries", str(RETRIES), "--require-hashes", "-r", str(pinned)]
    return [*what, *source.options(), *ALWAYS, *again]


def unpacked_size(paths: Sequence[Path]) -> int:
    """Bytes that wheels take once installed.

    Raises:
        TryMoreError: `runtime_wheel_damaged`, a file is no complete archive.
    """
    total = 0
    for path in paths:
        try:
            with zipfile.ZipFile(path) as archive:
                total += sum(entry.file_size for entry in archive.infolist())
        except (OSError, zipfile.BadZipFile) as error:
            raise TryMoreError("runtime_wheel_damaged", str(error), file=path.name) from error
    return total
