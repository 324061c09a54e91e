"""Formulas in a message: drawn, copied as their source, Chinese in them, and text behind them."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.rendering.formulas import (
    Formula,
    FormulaDrawer,
    formula_of,
    insert_formula,
)
from trymore_desktop.ui.rendering.plain import plain_text
from trymore_desktop.ui.rendering.style import FORMULA_SOURCE, TextStyle
from trymore_desktop.ui.rendering.writer import TailWriter
from trymore_desktop.ui.theme import LIGHT


@pytest.fixture
def style(look: QApplication) -> TextStyle:
    return TextStyle(LIGHT)


def test_formulas_are_drawn_and_stand_for_their_source(qtbot: QtBot, style: TextStyle) -> None:
    writer = TailWriter(QTextDocument(), style)
    writer.set_text("The sum $a^2+b^2$ and\n\n$$\\frac{1}{2}$$\n\nbad $\\frac{$ end 中文\n")
    writer.finish()
    assert len(writer.formulas) == 3
    before = plain_text(writer.document)
    drawer = FormulaDrawer(writer.document)
    spots = list(writer.formulas)
    for spot in spots:
        formula = formula_of(spot, style)
        drawer.look(formula)
        qtbot.waitUntil(lambda formula=formula: drawer.known(formula), timeout=20_000)
        drawn = drawer.look(formula)
        if drawn is not None:
            writer.replace_formula(
                spot,
                lambda cursor, spot=spot, drawn=drawn: insert_formula(cursor, spot, drawn, "f:1"),
            )
    assert drawer.look(formula_of(spots[0], style)) is not None
    assert drawer.look(formula_of(spots[2], style)) is None
    assert writer.document.toPlainText().count("\ufffc") == 2
    assert plain_text(writer.document) == before
    image = drawer.look(formula_of(spots[1], style)).image
    assert ink(image) > 50
    fragment = writer.document.begin().begin()
    sources = []
    while not fragment.atEnd():
        sources.append(fragment.fragment().charFormat().property(FORMULA_SOURCE))
        fragment += 1
    assert "$a^2+b^2$" in sources


def test_chinese_in_formulas(qtbot: QtBot, style: TextStyle) -> None:
    def drawn(tex: str):
        formula = Formula(tex, True, 20, "#000000")
        drawer.look(formula)
        qtbot.waitUntil(lambda: drawer.known(formula), timeout=20_000)
        return drawer.look(formula)

    owner = QObject()
    drawer = FormulaDrawer(owner)
    source = r"f(x)=\begin{cases}1 & \text{如果 x>0}\\ 0 & \text{否则}\end{cases}"
    chinese, latin = drawn(source), drawn(source.replace("如果", "l").replace("否则", "l"))
    assert chinese is not None
    assert latin is not None
    assert ink(chinese.image) > ink(latin.image)


def ink(image) -> int:
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y).alpha() > 128 for x, y in points)


def test_text_goes_on_after_a_drawn_formula(qtbot: QtBot, style: TextStyle) -> None:
    writer = TailWriter(QTextDocument(), style)
    writer.append("$$x$$\n\nafter\n")
    writer.write()
    spot = writer.formulas.popleft()
    drawer = FormulaDrawer(writer.document)
    drawer.look(formula_of(spot, style))
    qtbot.waitUntil(lambda: drawer.known(formula_of(spot, style)), timeout=20_000)
    drawn = drawer.look(formula_of(spot, style))
    assert drawn is not None
    writer.replace_formula(spot, lambda cursor: insert_formula(cursor, spot, drawn, "f:2"))
    writer.append("that\n\nand more")
    writer.write()
    assert writer.document.toPlainText() == "\ufffc\nafter\nthat\nand more"
