"""Where the person writes: the field, the role, a file, Send and Stop."""

from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.live_frame import LiveFrame
from trymore_desktop.ui.message_edit import MessageEdit
from trymore_desktop.ui.styling import open_by_click, restyle, set_by_name
from trymore_desktop.ui.theme import theme_of


class Composer(LiveFrame):
    """Emits `send_requested` with the stripped text; clears only when told (`clear`)."""

    send_requested = Signal(str)
    stop_requested = Signal()
    edited = Signal()
    file_refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composerFrame")
        self.edit = MessageEdit(self)
        self.role_button = _tool("Role", "role")
        self.style_button = _tool("Style", "style")
        for button in (self.role_button, self.style_button):
            set_by_name(button, "toolButtonStyle", "ToolButtonTextBesideIcon")
        self.attach_button = _tool("Insert file", "attach")
        self.send_button = _tool("Send", "send", primary=True)
        self.stop_button = _tool("Stop", "stop", primary=True)
        self._generating = False
        self._lay_out()
        self._connect()
        self.set_generating(False)
        self._retranslate()
        self._colour()

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.attach_button, self.role_button, self.style_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.stop_button, self.send_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 8)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addLayout(buttons)
        self.setFocusProxy(self.edit)

    def _connect(self) -> None:
        self.edit.submitted.connect(self.submit)
        self.edit.textChanged.connect(self._text_changed)
        self.edit.file_refused.connect(self.file_refused)
        self.edit.installEventFilter(self)
        self.send_button.clicked.connect(self.submit)
        self.stop_button.clicked.connect(self.stop_requested)
        self.attach_button.clicked.connect(self.choose_files)

    @property
    def text(self) -> str:
        """What is written, an open composition left out."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a draft."""
        self.edit.setPlainText(text)
        cursor = self.edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.edit.setTextCursor(cursor)

    def clear(self) -> None:
        """Empty the field."""
        self.edit.clear()

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Whether Enter sends and Shift+Enter breaks the line, or the reverse."""
        self.edit.enter_sends = enter_sends
        self._retranslate()

    def set_role_menu(self, menu: QMenu) -> None:
        """What the role button offers."""
        open_by_click(self.role_button, menu)

    def set_role(self, name: str) -> None:
        """Show the conversation's role."""
        self.role_button.setText(name)

    def set_style_menu(self, menu: QMenu) -> None:
        """What the style button offers."""
        open_by_click(self.style_button, menu)

    def set_style(self, name: str) -> None:
        """Show the conversation's sampling preset."""
        self.style_button.setText(name)

    def set_generating(self, generating: bool) -> None:
        """Offer Stop while a reply is made; Send then puts the message into the queue."""
        self._generating = generating
        had_focus = self.stop_button.hasFocus()
        self.stop_button.setVisible(generating)
        if had_focus and not generating:
            self.edit.setFocus()
        self._enable()

    @Slot()
    def submit(self) -> None:
        """Ask to send what is written, an open composition included."""
        self.edit.commit_composition()
        text = self.text.strip()
        if text:
            self.send_requested.emit(text)

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose text files to insert."""
        from PySide6.QtWidgets import QFileDialog

        from trymore_desktop.ui.file_dialog import file_dialog

        dialog = file_dialog(self, self.tr("Insert text files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._insert_files)
        dialog.open()

    @Slot("QStringList")
    def _insert_files(self, names: list[str]) -> None:
        self.edit.insert_files([Path(name) for name in names])
        self.edit.setFocus()

    @Slot()
    def _text_changed(self) -> None:
        self._enable()
        self.edited.emit()

    def _enable(self) -> None:
        self.send_button.setEnabled(bool(self.text.strip()) or self.edit.composing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Draw the frame's focus, and let Send follow an open composition."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self, "focused", event.type() == QEvent.Type.FocusIn)
        elif event.type() == QEvent.Type.InputMethod:
            self.send_button.setEnabled(True)
        return super().eventFilter(watched, event)

    def _retranslate(self) -> None:
        self.edit.setPlaceholderText(self.tr("Write a message…"))
        if self.edit.enter_sends:
            hint = self.tr("Enter sends, Shift+Enter starts a new line")
        else:
            hint = self.tr("Shift+Enter sends, Enter starts a new line")
        self.edit.setAccessibleDescription(hint)
        self.send_button.setToolTip(self.tr("Send ({hint})").format(hint=hint))
        self.stop_button.setToolTip(self.tr("Stop the reply (Esc)"))
        self.attach_button.setToolTip(self.tr("Insert the text of a file"))
        self.role_button.setToolTip(self.tr("The role the model plays in this conversation"))
        self.style_button.setToolTip(self.tr("How freely the model chooses its words"))
        tools = (self.attach_button, self.role_button, self.style_button)
        for button in (self.send_button, self.stop_button, *tools):
            button.setAccessibleDescription(button.toolTip())

    def _colour(self) -> None:
        theme = theme_of(self.palette())
        self.send_button.setIcon(icon("send", theme.on_accent, theme.muted))
        self.stop_button.setIcon(icon("stop", theme.on_accent))
        self.attach_button.setIcon(icon("attach", theme.muted))
        self.role_button.setIcon(icon("role", theme.muted))
        self.style_button.setIcon(icon("style", theme.muted))


def _tool(name: str, icon_name: str, primary: bool = False) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(name)
    button.setObjectName(icon_name)
    set_by_name(button, "focusPolicy", "TabFocus")  # a click leaves the composition alone
    button.setProperty("primary", primary)
    return button
