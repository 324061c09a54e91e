"""The lower edge: the model, what is going on, and how full the context is."""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from trymore_desktop.ui.icons import icon
from trymore_desktop.ui.live_frame import LiveFrame
from trymore_desktop.ui.model_state import ModelState
from trymore_desktop.ui.styling import open_by_click, set_by_name
from trymore_desktop.ui.theme import theme_of

if TYPE_CHECKING:
    from trymore_desktop.core.events import Progress, TokensCounted


class ContextMeter(QProgressBar):
    """Shows `512 / 2,048` over a thin bar; its accessible value is the count. Empty without one."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Context")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._count: TokensCounted | None = None
        self._omitted = 0

    def show_count(self, count: "TokensCounted | None", omitted: int = 0) -> None:
        """Show a count; `omitted` messages were too old to be counted."""
        self._count = count
        self._omitted = omitted
        self.setRange(0, count.window if count else 1)
        self.setValue(min(count.total, count.window) if count else 0)
        self.retranslate()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What is shown."""
        if self._count is None:
            return ""
        return f"{self._count.total:,} / {self._count.window:,}"

    @property
    def dropped(self) -> int:
        """How many of the oldest messages would fall out."""
        return self._count.dropped + self._omitted if self._count else 0

    def retranslate(self) -> None:
        """Explain it in the present language."""
        count = self._count
        if count is None:
            self.setToolTip(self.tr("The context is counted as soon as a model is loaded"))
        else:
            tip = self.tr(
                "The next prompt has {total} tokens of the {window} that the model can see; "
                "{reserve} are kept for its answer."
            ).format(
                total=f"{count.total:,}", window=f"{count.window:,}", reserve=f"{count.reserve:,}"
            )
            if self.dropped:
                fallen = self.tr("%n oldest message(s) fall out.", "", self.dropped)
                tip = f"{tip}\n{fallen}"
            self.setToolTip(tip)
        self.setAccessibleDescription(f"{self.text()} {self.toolTip()}".strip())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the text."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 12, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Text, and the bar."""
        if self._count is None:
            return
        theme = theme_of(self.palette())
        share = min(1.0, self._count.total / max(1, self._count.window))
        room = self._count.window - self._count.reserve
        full = self.dropped > 0 or self._count.total > room
        painter = QPainter(self)
        painter.setPen(QColor(theme.danger if full else theme.muted))
        area = self.rect().adjusted(0, 0, 0, -5)
        painter.drawText(area, QtCore.Qt.AlignmentFlag.AlignCenter, self.text())
        bar = QRect(6, self.height() - 4, self.width() - 12, 3)
        painter.fillRect(bar, QColor(theme.border))
        bar.setWidth(round(bar.width() * share))
        painter.fillRect(bar, QColor(theme.danger if full else theme.accent))
        painter.end()


class StatusLine(LiveFrame):
    """Shows what it is told; `cancel_requested` is for what runs, where that can be stopped."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.model_button = QToolButton()
        self.model_button.setAccessibleName("Model")
        set_by_name(self.model_button, "toolButtonStyle", "ToolButtonTextBesideIcon")
        self.note = QLabel()
        self.note.setProperty("muted", True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Activity")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.meter = ContextMeter()
        self._model = ("", ModelState.NONE, "")
        self._cancel: QToolButton | None = None
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(8, 3, 10, 3)
        line.addWidget(self.model_button)
        line.addWidget(self.bar)
        line.addWidget(self.note, 1)
        line.addWidget(self.meter)
        self.show_progress(None)
        self._retranslate()
        self._colour()

    def set_model_menu(self, menu: QMenu) -> None:
        """What the model button offers."""
        open_by_click(self.model_button, menu)

    def show_model(self, name: str, state: ModelState, details: str) -> None:
        """Name the model; `details` (device, precision) go into the tip."""
        self._model = (name, state, details)
        self._retranslate()

    def show_progress(
        self, event: "Progress | None", note: str = "", cancellable: bool = False
    ) -> None:
        """Show how far something is, or hide the bar; with a button that stops it, if that can."""
        self.bar.setVisible(event is not None)
        self._offer_cancel(event is not None and cancellable)
        self.note.setText(note)
        if event is not None:
            self.bar.setRange(0, 1000 if event.total else 0)
            if event.total:
                self.bar.setValue(round(1000 * event.done / event.total))

    def _offer_cancel(self, wanted: bool) -> None:
        if wanted and self._cancel is None:
            self._cancel = QToolButton()
            self._cancel.setAccessibleName("Cancel")
            self._cancel.clicked.connect(self.cancel_requested)
            self._line.insertWidget(self._line.indexOf(self.bar) + 1, self._cancel)
            self._retranslate()
        if self._cancel is not None:
            self._cancel.setVisible(wanted)

    def _retranslate(self) -> None:
        if self._cancel is not None:
            self._cancel.setText(self.tr("Cancel"))
            self._cancel.setAccessibleDescription(self._cancel.text())
        name, state, details = self._model
        text = {
            ModelState.NONE: name or self.tr("No model"),
            ModelState.LOADING: self.tr("Loading {name}…").format(name=name),
            ModelState.READY: name,
            ModelState.LOST: self.tr("{name} (stopped)").format(name=name),
        }[state]
        self.model_button.setText(text)
        tip = self.tr("The model that answers; press to change it")
        self.model_button.setToolTip(f"{tip}\n{details}".strip())
        self.model_button.setAccessibleDescription(f"{text}. {details}")
        self.bar.setAccessibleDescription(self.tr("Progress of what is going on"))
        self.meter.retranslate()

    def _colour(self) -> None:
        self.model_button.setIcon(icon("model", theme_of(self.palette()).muted))
