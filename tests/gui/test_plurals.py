"""Numbers and their nouns agree, in the language in use."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from trymore_desktop.ui.i18n import Translators


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "1 conversation in the trash", "2 conversations in the trash"),
        ("zh_CN", "1", "2"),
    ],
)
def test_a_number_has_its_form_of_the_noun(
    qapp: QApplication, language: str, one: str, two: str
) -> None:
    translators = Translators(qapp)
    translators.use(language)
    texts = [
        QCoreApplication.translate("TrashDialog", "%n conversation(s) in the trash", "", number)
        for number in (1, 2)
    ]
    translators.use("en")
    assert all("(s)" not in text for text in texts)
    assert one in texts[0]
    assert two in texts[1]
