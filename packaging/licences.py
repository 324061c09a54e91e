"""Collect every bundled licence and a bill of materials: licences.py FOLDER."""

import json
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

BUILD_ONLY = {"setuptools", "wheel", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph"}
NAMES = ("LICEN", "COPYING", "NOTICE", "COPYRIGHT")


def licence_files(distribution: Distribution) -> list[Path]:
    """The licence texts that came in the wheel."""
    files = distribution.files or []
    found = [Path(str(file.locate())) for file in files if file.name.upper().startswith(NAMES)]
    return [path for path in found if path.is_file()]


def component(distribution: Distribution) -> dict[str, object]:
    """One component of a CycloneDX 1.6 bill of materials."""
    metadata = distribution.metadata
    licence = metadata.get("License-Expression") or metadata.get("License") or "see licence file"
    name = metadata["Name"]
    return {
        "type": "library",
        "name": name,
        "version": distribution.version,
        "purl": f"pkg:pypi/{name.lower()}@{distribution.version}",
        "licenses": [{"license": {"name": licence.splitlines()[0][:200]}}],
    }


def main(folder: Path) -> None:
    """Write FOLDER/NAME/… for each distribution and FOLDER/sbom.cdx.json."""
    bundled = sorted(
        (d for d in distributions() if d.metadata["Name"].lower() not in BUILD_ONLY),
        key=lambda d: d.metadata["Name"].lower(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for distribution in bundled:
        for number, path in enumerate(licence_files(distribution)):
            target = folder / distribution.metadata["Name"] / (f"{number}-{path.name}")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "components": [component(distribution) for distribution in bundled],
    }
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
