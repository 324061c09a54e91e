"""Collect every bundled licence and a bill of materials: licences.py FOLDER [SYSTEM_LIBRARIES].

SYSTEM_LIBRARIES is a file with a path a line: the libraries of the build machine that are bundled.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

TEXTS = Path(__file__).parent / "licences"
BUILD_ONLY = {"setuptools", "wheel", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph"}
NAMES = ("LICEN", "COPYING", "NOTICE", "COPYRIGHT")
GENERIC = {
    # For wheels that name a licence and bring no text of it.
    "LGPL-3.0": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "Apache": ("../../LICENSE",),
    "MIT": ("MIT.txt",),
}
Component = dict[str, object]


def licence_name(package: Distribution) -> str:
    """What the package itself says, one line."""
    found = package.metadata.get("License-Expression") or package.metadata.get("License")
    classes = [
        line for line in package.metadata.get_all("Classifier") or [] if "License ::" in line
    ]
    return (found or (classes[0].rpartition(":: ")[2] if classes else "?")).splitlines()[0][:200]


def licence_files(package: Distribution) -> list[Path]:
    """The licence texts that came in the wheel."""
    found = (file for file in package.files or [] if file.name.upper().startswith(NAMES))
    return [path for path in (Path(str(file.locate())) for file in found) if path.is_file()]


def copy_licences(package: Distribution, folder: Path) -> None:
    """The wheel's own texts, or the general one of the licence that it names.

    Raises:
        SystemExit: there is neither; somebody has to look.
    """
    name = package.metadata["Name"]
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    files = licence_files(package)
    for number, path in enumerate(files):
        (target / f"{number}-{path.name}").write_bytes(path.read_bytes())
    if files:
        return
    texts = next((texts for key, texts in GENERIC.items() if key in licence_name(package)), ())
    if not texts:
        sys.exit(f"no licence text for {name} ({licence_name(package)})")
    author = package.metadata.get("Author") or package.metadata.get("Author-email") or name
    for text in texts:
        content = (TEXTS / text).read_text(encoding="utf-8").replace("{author}", author)
        (target / Path(text).name).write_text(content, encoding="utf-8")


def component(name: str, version: str, purl: str, licence: str = "") -> Component:
    """One component of a CycloneDX 1.6 bill of materials."""
    about: Component = {"type": "library", "name": name, "version": version, "purl": purl}
    return about | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def system_components(list_file: Path, folder: Path) -> list[Component]:
    """Debian's packages of the bundled system libraries; their texts go into `folder`."""
    found: dict[str, Component] = {}
    for line in list_file.read_text().splitlines():
        if shutil.which("dpkg-query") is None or not (package := owner(line)):
            continue
        show = ["dpkg-query", "-W", "-f", "${source:Package} ${source:Version}", package]
        source, version = subprocess.check_output(show, text=True).split()
        if source in found:
            continue
        found[source] = component(source, version, f"pkg:deb/debian/{source}@{version}?arch=source")
        text = Path("/usr/share/doc", package.partition(":")[0], "copyright")
        (folder / f"debian-{source}").mkdir(exist_ok=True)
        (folder / f"debian-{source}" / "copyright").write_bytes(text.read_bytes())
    return list(found.values())


def owner(library: str) -> str:
    """The Debian package that a library belongs to; merged systems know it by one of two paths."""
    real = os.path.realpath(library)
    for path in (library, real, real.removeprefix("/usr"), f"/usr{library}"):
        asked = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True)
        if asked.returncode == 0:
            return asked.stdout.partition(": ")[0].split(",")[0]
    return ""


def copy_python_licences(folder: Path) -> Component:
    """Python itself and PyInstaller's bootloader."""
    (folder / "python").mkdir(exist_ok=True)
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    for path in (
        text,
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc/python3/copyright"),
    ):
        if path.is_file():
            shutil.copyfile(path, folder / "python" / "LICENSE.txt")
            break
    copy_licences(distribution("pyinstaller"), folder)
    version = platform.python_version()
    return component("python", version, f"pkg:generic/python@{version}", "PSF-2.0")


def main(folder: Path, system_libraries: Path | None) -> None:
    """Write FOLDER/NAME/… for each component and FOLDER/sbom.cdx.json."""
    bundled = sorted(
        (d for d in distributions() if d.metadata["Name"].lower() not in BUILD_ONLY),
        key=lambda d: d.metadata["Name"].lower(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(TEXTS / "NOTICE.txt", folder / "NOTICE.txt")
    components = [copy_python_licences(folder)]
    for package in bundled:
        copy_licences(package, folder)
        name, version = package.metadata["Name"], package.version
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        components.append(component(name, version, purl, licence_name(package)))
    if system_libraries:
        components += system_components(system_libraries, folder)
    version = distribution("trymore-desktop").version
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "TryMore Desktop", "version": version}
        },
        "components": [c for c in components if c["name"] != "trymore-desktop"],
    }
    text = json.dumps(bill, indent=1, ensure_ascii=False) + "\n"
    (folder / "sbom.cdx.json").write_text(text, encoding="utf-8")
    print(f"{len(components)} components, {sum(1 for _ in folder.rglob('*.*'))} files in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
