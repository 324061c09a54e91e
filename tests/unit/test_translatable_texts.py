"""Texts for the person can be found by lupdate: literals only, in calls that it understands."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "trymore_desktop"
CALLS = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}
"""Name of the call, and which argument is the text."""


def calls(path: Path) -> Iterator[tuple[ast.Call, int]]:
    """Calls that translate, and the place of the text, but for our own pass-through helpers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in CALLS and len(node.args) > CALLS[name]:
                yield node, CALLS[name]


def is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def faults(path: Path) -> list[str]:
    found = []
    for node, place in calls(path):
        text = node.args[place]
        if isinstance(text, ast.JoinedStr | ast.BinOp):
            found.append(f"{path.name}:{node.lineno}: built text in a translating call")
        elif not is_literal(text) and getattr(node.func, "attr", "") == "tr":
            found.append(f"{path.name}:{node.lineno}: tr() of something that is no literal")
    return found


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_only_literals_are_translated(path: Path) -> None:
    assert faults(path) == []


def test_the_test_sees_faults(tmp_path: Path) -> None:
    sample = tmp_path / "sample.py"
    sample.write_text(
        'self.tr(f"a {b}")\nself.tr("a" + b)\nself.tr(x)\nself.tr("good")\n'
        'QCoreApplication.translate("c", f"{x}")\n'
    )
    assert len(faults(sample)) == 4
