"""One answer that grows, by itself in a frame: the text of a message, written as in the pane."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from trymore_desktop.ui.coalescer import Coalescer
from trymore_desktop.ui.message_text import MessageText
from trymore_desktop.ui.message_work import work_once
from trymore_desktop.ui.rendering.formulas import FormulaDrawer
from trymore_desktop.ui.rendering.style import TextStyle
from trymore_desktop.ui.theme import theme_of

PAD = 12
NEAR_END = 4
WRITE_SECONDS, WORK_SECONDS = 0.02, 0.005


class AnswerView(QScrollArea):
    """Follows its end while the person is there; `link_clicked` carries an address."""

    link_clicked = Signal(str)

    def __init__(self, style: TextStyle, name: str) -> None:
        super().__init__()
        self.setObjectName("answerView")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the text has it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._style = style
        self._streaming = True
        self._page = QWidget()
        self.body = MessageText(style, self._page)
        self.body.setAccessibleName(name)
        self.body.link_clicked.connect(self.link_clicked)
        self.body.customContextMenuRequested.connect(self._show_menu)
        self.setWidget(self._page)
        self._coalescer = Coalescer(self._write, self)
        self._drawer = FormulaDrawer(self)
        self._pump = QTimer(self, singleShot=True, interval=0)
        self._pump.timeout.connect(self._work)
        self._drawer.ready.connect(self._pump.start)

    @property
    def text(self) -> str:
        """What came so far, as Markdown."""
        self._coalescer.flush()
        return self.body.writer.text_so_far

    def clear(self) -> None:
        """Begin anew."""
        self._coalescer.flush()
        self._streaming = True
        self.body.writer.set_text("")
        self._lay_out()

    def add(self, text: str) -> None:
        """More of the answer; written within a few hundredths of a second."""
        self._coalescer.add(text)

    def finish(self) -> None:
        """No more comes."""
        self._coalescer.flush()
        self._streaming = False
        self._pump.start()

    def _write(self, text: str) -> None:
        self.body.writer.append(text)
        if not self.body.write(WRITE_SECONDS):
            self._pump.start()
        self._lay_out()

    @Slot()
    def _work(self) -> None:
        """One slice of what is not written, drawn or coloured yet."""
        body = self.body
        if not body.writer.written:
            more = not body.write(WRITE_SECONDS) or not self._streaming
        elif not self._streaming and not body.writer.finished:
            body.finish()
            more = True
        else:
            more = work_once(body, self._style, self._drawer, WORK_SECONDS)
        self._lay_out()
        if more:
            self._pump.start()

    def _lay_out(self) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - NEAR_END
        room = self.viewport().width()
        height = self.body.lay_out(max(80, room - 2 * PAD))
        self.body.setGeometry(PAD, PAD, max(80, room - 2 * PAD), height)
        self.body.place_bars(self.body.writer.first_open_code if self._streaming else 0)
        self._page.resize(room, height + 2 * PAD)
        if at_end and self._streaming:
            bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break the lines anew."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        theme = theme_of(self.palette())
        if event.type() == QEvent.Type.PaletteChange and theme != self._style.theme:
            self._style = TextStyle(theme, self._style.scale)
            self.body.set_style(self._style)
            self._pump.start()

    @Slot(QPoint)
    def _show_menu(self, at: QPoint) -> None:
        translate = QCoreApplication.translate
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        link, cursor = self.body.anchorAt(at), self.body.textCursor()
        copy = menu.addAction(translate("MessageMenu", "Copy selection"), self.body.copy)
        copy.setEnabled(cursor.hasSelection())
        if link:
            menu.addAction(translate("MessageMenu", "Open link…"), lambda: self.body.follow(link))
        menu.popup(self.body.viewport().mapToGlobal(at))
