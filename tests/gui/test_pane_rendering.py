"""What stands in the document: the same however the text arrived, and nothing fetched for it."""

import random

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.message_text import MessageText
from trymore_desktop.ui.rendering.code import find_lexer
from trymore_desktop.ui.rendering.plain import plain_text
from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.rendering.warming import COMMON, warm_up
from trymore_desktop.ui.rendering.writer import TailWriter
from trymore_desktop.ui.theme import DARK, LIGHT, contrast

CODE = 'def f(x):\n\t"""说明 🙂"""\n\n    return  x   \n\n'
PIECES = (
    "# 标题 Heading\n\n",
    "A paragraph with **bold**, *emphasis*, `code` and [a link](https://example.com).\n"
    "Second line\n",
    "\n",
    "- one\n- two\n  - nested\n",
    "1. first\n1. second\n\n   more of it\n",
    "> quoted\n> text\n",
    f"```python\n{CODE}```\n",
    "```\nno language\n``\n````\n",
    "~~~\n```\n~~~\n",
    "```not code```\n",
    "    indented\n\n    code\n",
    "| a | 乙 |\n|:-|-:|\n| 1 | $x^2$ |\n",
    "para\n#tag\n",
    "para\n***bold***\n",
    "para\n===\n",
    "---\n",
    "***\n",
    "$$\na+b\n\n$$\n",
    "$$\nc\n- d\n$$\n",
    "inline $a$ and \\(b\\)\n",
    "\\[\nx\n\\]\n",
    "\\begin{align}\nx\n\\end{align}\n",
    "<div>\n*raw*\n</div>\n",
    "![image](http://example.com/i.png)\n",
    "[later]\n\n",
    "[later]: https://example.com/later\n",
    "谢谢聪明🙂👨‍👩‍👧\n",
    "trailing spaces  \nbreak\\\nend\r\n",
    "*",
    "`",
    "- ",
    "1.",
)


@pytest.fixture
def style(look: QApplication) -> TextStyle:
    return TextStyle(LIGHT)


def shown(text: str, style: TextStyle, finish: bool) -> tuple[str, list[str], str]:
    document = QTextDocument()
    writer = TailWriter(document, style)
    writer.set_text(text)
    writer.write()
    if finish:
        writer.finish()
    return state(writer)


def state(writer: TailWriter) -> tuple[str, list[str], str]:
    codes = [code.code for code in writer.codes]
    return writer.document.toPlainText(), codes, writer.document.toHtml()


@pytest.mark.parametrize("seed", range(12))
def test_incremental_is_one_shot(style: TextStyle, seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(PIECES, k=25))
    writer = TailWriter(QTextDocument(), style)
    at = 0
    while at < len(text):
        step = chance.randint(1, 9)
        writer.append(text[at : at + step])
        writer.write()
        at += step
    writer.finish()
    once = shown(text, style, finish=True)
    assert state(writer)[:2] == once[:2]
    assert state(writer)[2] == once[2] or "```" in text  # colours of code may come in later


def test_every_prefix_is_one_shot(style: TextStyle) -> None:
    text = "".join(PIECES[:7]) + "\n" + "".join(PIECES[10:14]) + PIECES[6]
    writer = TailWriter(QTextDocument(), style)
    for at in range(len(text)):
        writer.append(text[at])
        writer.write()
        assert state(writer)[:2] == shown(text[: at + 1], style, finish=False)[:2]


def test_slices_are_one_shot(style: TextStyle) -> None:
    text = "\n\n".join(PIECES[:7]) * 40
    writer = TailWriter(QTextDocument(), style)
    writer.set_text(text)
    turns = 1
    while not writer.write(0.0):
        turns += 1
    assert turns > 40
    writer.finish()
    assert state(writer)[:2] == shown(text, style, finish=True)[:2]


def test_a_definition_at_the_end_makes_the_link(style: TextStyle) -> None:
    writer = TailWriter(QTextDocument(), style)
    for part in ("see [it]\n\n", "more\n\n", "[it]: https://example.com/late\n"):
        writer.append(part)
        writer.write()
    assert "example.com/late" not in writer.document.toHtml()
    assert writer.finish()
    assert "example.com/late" in writer.document.toHtml()


def test_code_is_kept_byte_for_byte(style: TextStyle) -> None:
    text = f"text\n\n```python\n{CODE}```\n"
    for size in (1, 3, 1000):
        writer = TailWriter(QTextDocument(), style)
        for at in range(0, len(text), size):
            writer.append(text[at : at + size])
            writer.write()
        writer.finish()
        assert [code.code for code in writer.codes] == [CODE.removesuffix("\n")]
        assert writer.codes[0].language == "python"


def test_long_code_is_coloured_in_turns(style: TextStyle) -> None:
    code = "\n".join(f"def f{number}(): return {number}" for number in range(900))
    writer = TailWriter(QTextDocument(), style)
    for at in range(0, len(code), 500):
        writer.append(("```py\n" if at == 0 else "") + code[at : at + 500])
        writer.write()
    writer.append("\n```\n")
    writer.write()
    writer.finish()
    assert writer.codes[0].code == code
    turns = 0
    while writer.colour(0.002):
        turns += 1
    assert turns > 1
    small = TailWriter(QTextDocument(), style)
    small.set_text("```py\n" + "\n".join(code.split("\n")[:50]) + "\n```\n")
    small.write()
    assert colours(writer)[: len(colours(small))] == colours(small)


def colours(writer: TailWriter) -> list[tuple[str, str]]:
    found = []
    block = writer.document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            found.append((fragment.text(), fragment.charFormat().foreground().color().name()))
            fragments += 1
        block = block.next()
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_code_can_be_read(look: QApplication, theme: type) -> None:
    source = (
        "```python\n@dec\nclass A(B):\n    '''doc'''  # note\n    x = 1.5 + None\n"
        "    def f(self): return f'{self!r}\\n' if not True else print(0x1)\n"
        "    raise ValueError\n```\n```diff\n- a\n+ b\n@@ c\n```\n"
        "```html\n<a href='x'>&amp;</a>\n```\n"
    )
    writer = TailWriter(QTextDocument(), TextStyle(theme))
    writer.set_text(source)
    writer.finish()
    seen = {colour for text, colour in colours(writer) if text.strip()}
    assert len(seen) > 4
    assert all(contrast(colour, theme.code_ground) >= 4.5 for colour in seen)


def test_plain_text_keeps_marks_and_formulas(style: TextStyle) -> None:
    writer = TailWriter(QTextDocument(), style)
    writer.set_text("1. one\n2. two\n   - in\n\n`code` **bold** 🙂 end\n")
    writer.finish()
    document = writer.document
    assert plain_text(document) == "1. one\n2. two\n   - in\ncode bold 🙂 end"
    start = document.toPlainText().index("bold")
    assert plain_text(document, start, start + 4) == "bold"
    emoji = start + 5
    assert plain_text(document, emoji, emoji + 2) == "🙂"


def test_plain_text_keeps_the_empty_lines_of_code(style: TextStyle) -> None:
    code = "def f():\n    return 1\n\n\nprint(f())\n\n\n\n# end"
    writer = TailWriter(QTextDocument(), style)
    writer.set_text(f"once:\n\n```python\n{code}\n```\n```\nmore\n```\nend\n")
    writer.finish()
    assert plain_text(writer.document) == f"once:\n{code}\nmore\nend"


def test_nothing_is_fetched(qtbot: QtBot, style: TextStyle, tmp_path, monkeypatch) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<b>secret</b>")
    asked: list[str] = []
    ask = MessageText.loadResource

    def noted(self, kind, name):
        answer = ask(self, kind, name)
        asked.append(f"{QUrl(name).toString()} -> {answer}")
        return answer

    monkeypatch.setattr(MessageText, "loadResource", noted)
    parent = QWidget()
    qtbot.addWidget(parent)
    text = MessageText(style, parent)
    text.resize(600, 400)
    text.writer.set_text(
        f"![a]({secret.as_uri()}) <img src='{secret.as_uri()}'> ![b](http://127.0.0.1:9/x.png)\n\n"
        f"<link rel=stylesheet href='{secret.as_uri()}'> <object data='{secret.as_uri()}'>"
        f"[c]({secret.as_uri()})\n"
    )
    text.finish()
    parent.show()
    qtbot.waitExposed(parent)
    text.grab()
    assert all(line.endswith("-> None") for line in asked)
    assert "\ufffc" not in text.toPlainText()
    assert "secret.html" in text.toPlainText()
    assert text.source().isEmpty()


def test_links_are_asked_for_and_bad_ones_are_not(qtbot: QtBot, style: TextStyle) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    text = MessageText(style, parent)
    seen: list[str] = []
    text.link_clicked.connect(seen.append)
    for url in ("https://example.com/a", "file:///etc/passwd", "javascript:alert(1)"):
        text.anchorClicked.emit(QUrl(url))
    assert seen == ["https://example.com/a"]
    text.writer.set_text("[x](file:///etc/passwd) [y](javascript:alert(1)) [z](https://ok.example)")
    text.finish()
    assert text.toHtml().count("href=") == 1


def test_code_bars_copy_their_code(qtbot: QtBot, style: TextStyle) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    text = MessageText(style, parent)
    text.writer.set_text(f"a\n\n```python\n{CODE}```\n\nb\n\n```\nplain\n```\n")
    text.finish()
    text.resize(500, text.lay_out(500))
    text.place_bars()
    assert len(text.bars) == 2
    first, second = (bar.geometry() for bar in text.bars)
    assert first.bottom() < second.top()
    qtbot.mouseClick(text.bars[0].button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == CODE.removesuffix("\n")
    qtbot.keyClick(text.bars[1].button, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "plain"


def test_a_first_code_block_finds_its_lexer_ready() -> None:
    find_lexer.cache_clear()
    warm_up().join(30)
    before = find_lexer.cache_info().misses
    assert before == len(COMMON)
    find_lexer("python")
    assert find_lexer.cache_info().misses == before
