"""Which build is wanted: the CUDA build of the very torch that came with the program."""

import platform
import sys
import sysconfig
from importlib.machinery import PathFinder
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

TORCH = "torch"
DOWNLOAD = 2_900_000_000
"""Bytes that the CUDA build and its libraries bring on Linux, about."""
INSTALLED = 6_000_000_000
"""Bytes that they take once unpacked, about."""
_WITH_CUDA = {"linux": ("x86_64", "aarch64"), "win32": ("AMD64",)}


class Build(msgspec.Struct, frozen=True):
    """A package to fetch: it must be imported as `package` and have torch's shape.

    `download` and `installed` are bytes, about; 0 where nobody knows.
    """

    package: str
    version: str
    download: int = 0
    installed: int = 0

    @property
    def requirement(self) -> str:
        """What pip is asked for; a version without local tag also matches those with one."""
        return f"{self.package}=={self.version}"

    @property
    def name(self) -> str:
        """The folder's name: another version, Python or system has another one."""
        return f"{self.package}-{self.version}-{abi()}"


def abi() -> str:
    """Python and system that compiled packages must fit, as cp311-linux-x86_64."""
    major, minor = sys.version_info[:2]
    return f"cp{major}{minor}{sys.abiflags if sys.platform != 'win32' else ''}-{_system()}"


def torch_build() -> Build:
    """The torch that fits the bundled one, which was tested with the rest of the program."""
    return Build(TORCH, bundled_version().partition("+")[0], DOWNLOAD, INSTALLED)


def bundled_version(package: str = TORCH) -> str:
    """The version that would be imported now, with its local tag; empty if there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def has_cuda(package: str = TORCH, paths: list[str] | None = None) -> bool:
    """Whether the package on sys.path (or `paths`) brings CUDA libraries; imports nothing."""
    spec = PathFinder.find_spec(package, paths)
    places = spec.submodule_search_locations if spec else None
    return any(any((Path(place) / "lib").glob("*torch_cuda*")) for place in places or ())


def exists_here() -> bool:
    """Whether builds for NVIDIA cards are made for this system at all."""
    return platform.machine() in _WITH_CUDA.get(sys.platform, ())


def _system() -> str:
    return sysconfig.get_platform().replace(".", "_")
