"""Translations: `update` collects new texts, `release` compiles, `check` finds what is missing.

Only the .ts files are kept in git, without line numbers, so that a change of code changes nothing
in them. The .qm files are made when the program is set up or packed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
SOURCES = ROOT / "trymore_desktop"
PLACEHOLDER = re.compile(r"\{\w*\}|%n|%\d|&(?=\w)")


def tool(name: str) -> str:
    """The path of lupdate or lrelease, beside this interpreter or on the PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        sys.exit(f"{name} is missing: install PySide6-Essentials")
    return found


def collect(target: Path) -> None:
    """Bring the texts of all sources into `target` and drop those that are gone."""
    sources = sorted(str(path) for path in SOURCES.rglob("*.py"))
    options = ["-locations", "none", "-no-obsolete", "-source-language", "en"]
    if target.stem.endswith("_en"):  # the sources are English; only "1 chat, 2 chats" is missing
        options.append("-pluralonly")
    subprocess.run(
        [tool("pyside6-lupdate"), *options, *sources, "-ts", str(target)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def update() -> int:
    """Bring new texts into every .ts file."""
    for path in files():
        collect(path)
    return 0


def release() -> int:
    """Compile every .ts whose .qm is older."""
    for path in files():
        compiled = path.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            subprocess.run(
                [tool("pyside6-lrelease"), "-silent", str(path), "-qm", str(compiled)], check=True
            )
    return 0


def check() -> int:
    """Name every text that is new, gone, unfinished, or has lost a placeholder."""
    problems = [line for path in files() for line in faults(path)]
    for line in problems:
        print(line, file=sys.stderr)
    print(f"{len(problems)} problem(s) in the translations")
    return 1 if problems else 0


def faults(path: Path) -> Iterator[str]:
    """What is wrong with one file, a line each."""
    entries = read(path)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / path.name
        shutil.copy(path, fresh)
        collect(fresh)
        wanted = read(fresh)
    for key in sorted(wanted.keys() - entries.keys()):
        yield f"{path.name}: new, run `translations.py update`: {key[0]}: {key[1]!r}"
    for key in sorted(entries.keys() - wanted.keys()):
        yield f"{path.name}: no longer used: {key[0]}: {key[1]!r}"
    for (context, source), translations in sorted(entries.items()):
        for text in translations:
            if not text:
                yield f"{path.name}: not translated: {context}: {source!r}"
            elif lost(source, text):
                yield f"{path.name}: placeholders differ: {context}: {source!r} / {text!r}"


def read(path: Path) -> dict[tuple[str, str], list[str]]:
    """Translations by (context, source); unfinished ones are empty, plurals are several."""
    entries: dict[tuple[str, str], list[str]] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            node = message.find("translation")
            texts = [""]
            if node is not None and node.get("type") is None:
                forms = [form.text or "" for form in node.iter("numerusform")]
                texts = forms or [node.text or ""]
            entries[name, message.findtext("source", "")] = texts
    return entries


def lost(source: str, text: str) -> bool:
    """Whether a placeholder or a mnemonic of the source is missing in the translation."""
    wanted = set(PLACEHOLDER.findall(source)) - {"%n"}
    return not wanted <= set(PLACEHOLDER.findall(text))


def files() -> list[Path]:
    """Every translation file."""
    return sorted(FOLDER.glob("*.ts"))


if __name__ == "__main__":
    actions = {"update": update, "release": release, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"usage: translations.py {' | '.join(actions)}")
    sys.exit(actions[sys.argv[1]]())
