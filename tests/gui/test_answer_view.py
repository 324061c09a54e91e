"""An answer by itself is written as the conversation writes it."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.panes import message, settle, view_of
from trymore_desktop.ui.answer_view import AnswerView
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.rendering.style import FORMULA_SOURCE, TextStyle
from trymore_desktop.ui.theme import DARK, LIGHT, build_palette

REPLY = """# 标题 Title

Some **bold** words, `code` and [a link](https://example.org/a).

1. one
2. two
   - below

```python
def add(a, b):
    return a + b
```

| a | b |
|---|---|
| 1 | 2 |

> quoted

$$\\frac{1}{2}$$
"""


@pytest.fixture
def answer(qtbot: QtBot, look: QApplication) -> AnswerView:
    view = AnswerView(TextStyle(LIGHT), "Left answer")
    qtbot.addWidget(view)
    view.resize(460, 320)
    with qtbot.waitExposed(view):
        view.show()
    return view


def formulas(view: AnswerView) -> int:
    count, block = 0, view.body.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            count += bool(fragments.fragment().charFormat().property(FORMULA_SOURCE))
            fragments += 1
        block = block.next()
    return count


def grow(view: AnswerView, text: str, step: int = 7) -> None:
    for start in range(0, len(text), step):
        view.add(text[start : start + step])
        view._coalescer.flush()
        QCoreApplication.processEvents()


def test_it_is_what_the_pane_shows(
    qtbot: QtBot, answer: AnswerView, pane: ConversationPane
) -> None:
    grow(answer, REPLY)
    assert len(answer.body.bars) == 1, "also while it is written"
    answer.finish()
    qtbot.waitUntil(lambda: formulas(answer) == 1)
    pane.show_branch([message(1, "q"), message(2, REPLY)])
    settle(qtbot, pane)
    other = view_of(pane, 2).text
    assert answer.body.shown_text() == other.shown_text()
    assert "Title" in answer.body.toPlainText()
    assert "**" not in answer.body.toPlainText()
    assert [bar._code for bar in answer.body.bars] == [bar._code for bar in other.bars]
    assert answer.text == REPLY


def test_the_next_question_empties_it(qtbot: QtBot, answer: AnswerView) -> None:
    grow(answer, REPLY)
    answer.finish()
    answer.clear()
    assert answer.text == ""
    assert answer.body.bars == []
    grow(answer, "**b**")
    answer.finish()
    qtbot.waitUntil(lambda: answer.body.writer.finished)
    assert answer.body.shown_text() == "b"


def test_it_follows_until_the_person_scrolls(answer: AnswerView) -> None:
    bar = answer.verticalScrollBar()
    grow(answer, "A line of words.\n\n" * 60, 200)
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    grow(answer, "A line of words.\n\n" * 20, 200)
    assert bar.value() == 10


def test_lines_break_anew(answer: AnswerView) -> None:
    grow(answer, "many words in one line " * 30, 100)
    before = answer.body.height()
    answer.resize(900, 320)
    QCoreApplication.processEvents()
    assert answer.body.height() < before
    assert answer.body.width() <= answer.viewport().width()


def test_it_follows_the_theme(qtbot: QtBot, answer: AnswerView) -> None:
    grow(answer, REPLY)
    answer.finish()
    qtbot.waitUntil(lambda: answer.body.writer.finished)
    answer.setPalette(build_palette(DARK))
    qtbot.waitUntil(lambda: answer.body.writer.finished and len(answer.body.bars) == 1)
    colour = answer.body.document().begin().begin().fragment().charFormat().foreground().color()
    assert colour.name() == DARK.text
    assert answer.body.shown_text().startswith("标题 Title")


def test_links_ask_first_and_code_is_copied(qtbot: QtBot, answer: AnswerView) -> None:
    grow(answer, REPLY)
    answer.finish()
    qtbot.waitUntil(lambda: answer.body.writer.finished)
    asked: list[str] = []
    answer.link_clicked.connect(asked.append)
    answer.body.follow("https://example.org/a")
    assert asked == ["https://example.org/a"]
    qtbot.mouseClick(answer.body.bars[0].button, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.rstrip("\n") == "def add(a, b):\n    return a + b"
    cursor = answer.body.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    answer.body.setTextCursor(cursor)
    answer.body.copy()
    assert "1. one" in QGuiApplication.clipboard().text()
