"""Questions about paths that are answered no, not by an exception, where one may not even look.

`Path.exists` and its kin raise for a name that is too long or a folder that is closed to us.
"""

import os
from pathlib import Path


def is_there(path: Path) -> bool:
    """Whether anything of this name can be seen."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def is_file(path: Path) -> bool:
    """Whether a file of this name can be seen."""
    return os.path.isfile(path)  # noqa: PTH113 - see above


def follow_link(path: Path) -> Path:
    """Where a link leads, whether or not anything is there; any other path as it is."""
    is_link = os.path.islink(path)  # noqa: PTH114 - see above
    return Path(os.path.realpath(path)) if is_link else path
