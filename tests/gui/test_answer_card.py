"""The card of one of the first words says what happens now, and no more."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from trymore_desktop.ui.wizard_pages.answer_card import AnswerCard


def test_an_answer_that_is_being_written_is_not_called_thinking(qtbot: QtBot) -> None:
    card = AnswerCard("en", "Who are you?")
    qtbot.addWidget(card)

    def told() -> list[str]:
        return [label.text() for label in card.findChildren(QLabel) if label.text()]

    card.clear()
    card.thinking = True
    card.retranslate()
    assert told() == ["Who are you?", "Thinking…"]
    card.add("I am")
    card.add(" TryMore.")
    assert told() == ["Who are you?", "I am TryMore."]
