"""The roles: read them, write own ones, and give one to the open conversation."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.settings import CustomRole
from trymore_desktop.ui.preferences import Preferences
from trymore_desktop.ui.roles import BUILT_IN, roles
from trymore_desktop.ui.styling import resize_with_font
from trymore_desktop.ui.widgets import Text, button, row


class RoleEditor(QWidget):
    """A list of roles and the chosen one's prompt; own ones can be changed, and are saved."""

    chosen = Signal(str)
    """The prompt that is shown now."""

    def __init__(self, preferences: Preferences, system: str = "") -> None:
        super().__init__()
        self._preferences = preferences
        self._list = QListWidget()
        self._list.setAccessibleName("Roles")
        self._list.ensurePolished()  # else its rows are measured without the style sheet
        self._list.setMinimumWidth(200)
        self._name_label, self._text_label = QLabel(), QLabel()
        self._name = QLineEdit()
        self._name.setAccessibleName("Role name")
        self._text = QPlainTextEdit()
        self._text.setAccessibleName("Instructions")
        self._text.setTabChangesFocus(True)
        self._name_label.setBuddy(self._name)
        self._text_label.setBuddy(self._text)
        self._new = button("New role")
        self._copy = button("Copy role")
        self._remove = button("Remove role")
        self._note = Text(0.93, muted=True)
        self._lay_out()
        self._list.currentRowChanged.connect(self._show)
        self._name.editingFinished.connect(self._save)
        self._text.textChanged.connect(self._save)
        self._new.clicked.connect(self._add)
        self._copy.clicked.connect(self._add_copy)
        self._remove.clicked.connect(self._take_away)
        self._fill()
        self.choose(system)
        self._retranslate()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        for widget in (self._name_label, self._name, self._text_label):
            right.addWidget(widget)
        right.addWidget(self._text, 1)
        right.addWidget(self._note)
        left = QVBoxLayout()
        left.addWidget(self._list, 1)
        left.addLayout(row(self._new, self._copy, self._remove))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addLayout(left)
        line.addLayout(right, 1)

    @property
    def text(self) -> str:
        """The prompt that is shown."""
        return self._text.toPlainText().strip()

    def choose(self, system: str) -> None:
        """Show the role with this prompt, or the first."""
        texts = [text for _, text in self._roles()]
        self._list.setCurrentRow(texts.index(system) if system in texts else 0)

    def _roles(self) -> list[tuple[str, str]]:
        return roles(self._preferences.current.roles)

    def _fill(self) -> None:
        place = self._list.currentRow()
        blocker = QSignalBlocker(self._list)
        self._list.clear()
        self._list.addItems([name for name, _ in self._roles()])
        blocker.unblock()
        self._list.setCurrentRow(max(0, min(place, self._list.count() - 1)))

    @property
    def _own(self) -> int:
        """The place of the chosen role among the own ones, or negative for a built-in one."""
        return self._list.currentRow() - len(BUILT_IN)

    @Slot(int)
    def _show(self, place: int) -> None:
        if place < 0:
            return
        name, text = self._roles()[place]
        blockers = [QSignalBlocker(self._name), QSignalBlocker(self._text)]
        self._name.setText(name)
        self._text.setPlainText(text)
        for blocker in blockers:
            blocker.unblock()
        own = self._own >= 0
        self._name.setReadOnly(not own)
        self._text.setReadOnly(not own)
        self._remove.setEnabled(own)
        self._note.setVisible(not own)
        self.chosen.emit(text)

    @Slot()
    def _save(self) -> None:
        own = self._own
        known = self._preferences.current.roles
        if not 0 <= own < len(known):
            return
        role = CustomRole(self._name.text().strip() or known[own].name, self.text)
        if role != known[own]:
            self._preferences.update(roles=(*known[:own], role, *known[own + 1 :]))
            self._list.item(self._list.currentRow()).setText(role.name)
            self.chosen.emit(role.text)

    @Slot()
    def _add(self) -> None:
        self._append(CustomRole(self.tr("New role"), ""))

    @Slot()
    def _add_copy(self) -> None:
        name = self.tr("{name} (copy)").format(name=self._name.text())
        self._append(CustomRole(name, self.text))

    def _append(self, role: CustomRole) -> None:
        self._preferences.update(roles=(*self._preferences.current.roles, role))
        self._fill()
        self._list.setCurrentRow(self._list.count() - 1)
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name.selectAll()

    @Slot()
    def _take_away(self) -> None:
        own, known = self._own, self._preferences.current.roles
        if 0 <= own < len(known):
            self._preferences.update(roles=known[:own] + known[own + 1 :])
            self._fill()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
            self._retranslate()

    def _retranslate(self) -> None:
        self._name_label.setText(self.tr("Name"))
        self._text_label.setText(self.tr("Instructions to the model"))
        self._text.setPlaceholderText(self.tr("Empty: the model's own instructions"))
        self._new.setText(self.tr("New"))
        self._copy.setText(self.tr("Copy"))
        self._remove.setText(self.tr("Remove"))
        self._note.setText(self.tr("Built-in roles stay as they are; copy one to change it."))


class RoleDialog(QDialog):
    """`used` carries the prompt for the open conversation."""

    used = Signal(str)

    def __init__(self, parent: QWidget, preferences: Preferences, system: str) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.editor = RoleEditor(preferences, system)
        self._use = button("Use role", primary=True)
        self._always = button("Use for every new conversation")
        self._close = button("Close")
        self._use.clicked.connect(self._use_now)
        self._always.clicked.connect(self._use_always)
        self._close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(self.editor, 1)
        line = row(self._always)
        line.addWidget(self._close)
        line.addWidget(self._use)
        column.addLayout(line)
        resize_with_font(self, 780, 480)
        self._retranslate()

    @Slot()
    def _use_now(self) -> None:
        self.used.emit(self.editor.text)
        self.accept()

    @Slot()
    def _use_always(self) -> None:
        self._preferences.update(system_prompt=self.editor.text)
        self._use_now()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Roles"))
        self._use.setText(self.tr("Use in this conversation"))
        self._always.setText(self.tr("Use for every new conversation"))
        self._close.setText(self.tr("Close"))
