"""Tries a fetched build in a process of its own: `selftest FOLDER PACKAGE VERSION`."""

import importlib
import sys
import traceback
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.runtime.activate import use


class Verdict(msgspec.Struct, frozen=True):
    """The line that the process prints; `fault` is empty if the build may be used."""

    cuda: str = ""
    card: str = ""
    fault: str = ""


def main(arguments: list[str]) -> int:
    """Print a Verdict as JSON."""
    folder, package, version = arguments
    use(Path(folder))
    try:
        verdict = examine(Path(folder), importlib.import_module(package), version)
    except Exception:  # noqa: BLE001 - the boundary of the process
        verdict = Verdict(fault=traceback.format_exc()[-2000:])
    sys.stdout.write(msgspec.json.encode(verdict).decode() + "\n")
    sys.stdout.flush()
    return 0


def examine(folder: Path, torch: Any, version: str) -> Verdict:
    """Whether it comes from the folder, is a CUDA build, and computes right where a card is."""
    if not Path(torch.__file__).resolve().is_relative_to(folder.resolve()):
        return Verdict(fault=f"imported from {torch.__file__}")
    if str(torch.__version__).partition("+")[0] != version:
        return Verdict(fault=f"version {torch.__version__}")
    if not torch.version.cuda:
        return Verdict(fault="a build without CUDA")
    if not torch.cuda.is_available():
        return Verdict(cuda=torch.version.cuda)
    ones = torch.ones(64, 64, device="cuda")
    total = float((ones @ ones).sum())
    if total != 64.0**3:
        return Verdict(fault=f"a product gave {total}")
    return Verdict(torch.version.cuda, str(torch.cuda.get_device_name(0)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
