"""The packages that only training needs."""

from importlib.util import find_spec

from trymore_desktop.errors import TryMoreError


def require(*packages: str) -> None:
    """Refuse before any work if a package is not installed.

    Raises:
        TryMoreError: `training_extra_missing`.
    """
    for package in packages:
        if find_spec(package) is None:
            raise TryMoreError("training_extra_missing", package=package)
