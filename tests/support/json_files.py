"""Writing JSON."""

import json
from pathlib import Path


def write_json(path: Path, content: object) -> None:
    """`content`, indented as people's files are."""
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
