"""A growing Markdown text in a QTextDocument.

Closed blocks stay, only the open last one is written again; what stands in the document is the
same however the text arrived.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtGui import QTextCursor, QTextDocument

from trymore_desktop.ui.rendering.builder import BlockBuilder, CodeBlock
from trymore_desktop.ui.rendering.code import CodeColours
from trymore_desktop.ui.rendering.fence import OpenFence, unclosed_marker, utf16_length
from trymore_desktop.ui.rendering.inline import FormulaSpot
from trymore_desktop.ui.rendering.markdown import (
    REFERENCE,
    Block,
    block_offsets,
    normalize,
    split_blocks,
)
from trymore_desktop.ui.rendering.style import TextStyle

SLICE = 4_000
"""Characters parsed at once, so that a long text opens without a pause."""


class TailWriter:
    """Writes `text` into `document`; `append` only notes, `write` works until a deadline.

    `codes` are the code blocks in order; `formulas` those of closed blocks that wait to be drawn.
    """

    def __init__(self, document: QTextDocument, style: TextStyle) -> None:
        self.document = document
        self.text = ""
        self.codes: list[CodeBlock] = []
        self.formulas: deque[FormulaSpot] = deque()
        self._held = ""
        self.set_style(style)

    def set_style(self, style: TextStyle) -> None:
        """Start over in other colours or sizes; call `write` afterwards."""
        self._style = style
        self._colours = CodeColours(style)
        self._clear()

    def set_text(self, text: str) -> None:
        """Start over with another text; call `write` afterwards."""
        self.text = normalize(text)
        self._held = ""
        self._clear()

    def _clear(self) -> None:
        self.document.clear()
        self.codes.clear()
        self.formulas.clear()
        self._closed = 0  # characters of `text` in blocks that stay
        self._shown = 0  # characters of `text` that stand in the document
        self._starts: list[int] = []
        self._queue: deque[tuple[Block, int]] = deque()  # and where the block after it begins
        self._parsed = 0
        self._fresh = True
        self._open_formulas: list[FormulaSpot] = []
        self._open_starts: list[int] = []
        self._fence: OpenFence | None = None
        self._colouring: Iterator[None] | None = None
        self.finished = False
        self._mark_open()

    def append(self, text: str) -> None:
        """Note more text; call `write` afterwards."""
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""  # may be the half of a line end
        self.text += normalize(text.removesuffix(self._held) if self._held else text)

    @property
    def text_so_far(self) -> str:
        """Everything noted."""
        return self.text + self._held.replace("\r", "\n")

    @property
    def first_open_code(self) -> int:
        """Code blocks from this index on may have moved or changed with the last `write`."""
        return self._open_codes

    @property
    def written(self) -> bool:
        """Whether everything noted stands in the document."""
        return self._shown == len(self.text)

    def write(self, seconds: float = 60.0) -> bool:
        """Work for about so many seconds; True when everything noted is written."""
        deadline = time.perf_counter() + seconds
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        try:
            size = SLICE
            while not self.written:
                before = self._closed
                self._advance(size, deadline)
                size = SLICE if self._closed > before else size * 2  # a block longer than a slice
                if time.perf_counter() >= deadline:
                    break
        finally:
            cursor.endEditBlock()
        return self.written

    def finish(self) -> bool:
        """No more text comes: close the last block. True if all had to be written again.

        Only a definition that arrives after its use, or a formula that closes after other blocks,
        makes the whole differ from its parts.
        """
        if self._held:
            self.text, self._held = self.text + "\n", ""
        self.write()
        again = self._differs()
        if again:
            self._clear()
            self._write_whole()
        if self._fence is not None:
            self._fence.close()
            self._fence = None
        self._mark_open()
        self._closed = len(self.text)
        self.finished = True
        return again

    def _differs(self) -> bool:
        if REFERENCE.search(self.text):
            return True
        if not any(mark in self.text for mark in ("$$", "\\[", "\\begin")):
            return False
        blocks = split_blocks(self.text)
        return block_offsets(self.text, blocks) != [*self._starts, *self._open_starts]

    def _write_whole(self) -> None:
        blocks = split_blocks(self.text)
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        for block in blocks:
            self._build(block)
        cursor.endEditBlock()
        self._shown = len(self.text)

    # one step

    def _advance(self, size: int, deadline: float) -> None:
        if self._fence is not None:
            self._grow_fence(self._fence)
            return
        if not self._queue:
            self._parse(min(len(self.text), self._closed + size))
        while self._queue:
            block, end = self._queue.popleft()
            self._remove_open()
            self._build(block)
            self._starts.append(self._closed)
            self._mark_open()
            self._closed = self._shown = end
            if time.perf_counter() >= deadline:
                return
        if self._parsed == len(self.text):
            self._write_open()

    def _parse(self, end: int) -> None:
        """Find the blocks of the next characters; those that can change no more are queued."""
        tail = self.text[self._closed : end]
        blocks = split_blocks(tail)
        starts = [self._closed + offset for offset in block_offsets(tail, blocks)]
        closable = _closable(tail, blocks)
        self._queue.extend(zip(blocks[:closable], starts[1 : closable + 1], strict=True))
        if starts:
            self._remove_open()
            self._closed = self._shown = starts[0]
        self._rest, self._rest_starts = blocks[closable:], starts[closable:]
        self._parsed = end

    def _write_open(self) -> None:
        self._remove_open()
        for block in self._rest:
            self._build(block)
        self._open_starts = self._rest_starts
        self._shown = self._parsed
        self._watch_fence(self._rest, self._rest_starts)

    def _build(self, block: Block) -> None:
        cursor = QTextCursor(self.document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        builder = BlockBuilder(cursor, self._style, self._colours, self._fresh)
        builder.write(block.tokens)
        self._fresh = builder.fresh
        self.codes.extend(builder.written.codes)
        self._open_formulas.extend(builder.written.formulas)

    def _mark_open(self) -> None:
        """From here on the document is written again with the next text."""
        self.formulas.extend(self._open_formulas)
        self._open_formulas = []
        self._open_starts = []
        self._open = QTextCursor(self.document)
        self._open.movePosition(QTextCursor.MoveOperation.End)
        self._open.setKeepPositionOnInsert(True)
        self._open_fresh = self._fresh
        self._open_codes = len(self.codes)

    def _remove_open(self) -> None:
        cursor = QTextCursor(self.document)
        cursor.setPosition(self._open.position())  # only the position is kept on insert
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if self._open_fresh:
            cursor.setBlockFormat(self._style.thin)
        self._fresh = self._open_fresh
        del self.codes[self._open_codes :]
        self._open_formulas = []
        self._open_starts = []
        self._shown = self._closed

    # a code block that grows

    def _watch_fence(self, blocks: list[Block], starts: list[int]) -> None:
        if len(blocks) != 1 or blocks[0].tokens[0].type != "fence":
            return
        tail = self.text[starts[0] :]
        token = blocks[0].tokens[0]
        if "\n" in tail and unclosed_marker(tail, token.markup):
            code = starts[0] + tail.index("\n") + 1
            self._fence = OpenFence(self.codes[-1], self._colours, token.markup, code)

    def _grow_fence(self, fence: OpenFence) -> None:
        self._shown, closed = fence.grow(self.text, self._shown)
        if closed:
            self._fence = None
            self._starts += self._open_starts
            self._fresh = True
            self._mark_open()
            self._closed = self._shown

    # what is worked on after a block has closed

    def colour(self, seconds: float) -> bool:
        """Colour long code for about so many seconds; False if there is none to colour."""
        if self._colouring is None:
            end = len(self.codes) if self.finished else self._open_codes
            block = next((code for code in self.codes[:end] if not code.coloured), None)
            if block is None:
                return False
            block.coloured = True
            self._colouring = self._colour_steps(block)
        deadline = time.perf_counter() + seconds
        edit = QTextCursor(self.document)
        edit.beginEditBlock()
        for _ in self._colouring:
            if time.perf_counter() >= deadline:
                break
        else:
            self._colouring = None
        edit.endEditBlock()
        return True

    def _colour_steps(self, block: CodeBlock) -> Iterator[None]:
        cursor = QTextCursor(block.frame.firstCursorPosition())
        for text, form in self._colours.pieces(block.code, block.language):
            end = cursor.position() + utf16_length(text)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            if text.strip():
                cursor.setCharFormat(form)
            cursor.setPosition(end)
            yield

    def replace_formula(self, spot: FormulaSpot, insert: Callable[[QTextCursor], None]) -> None:
        """Let `insert(cursor)` put the drawn formula in the place of its source."""
        at_end = spot.cursor.selectionEnd() == self._open.position()
        spot.cursor.setKeepPositionOnInsert(False)
        insert(spot.cursor)
        if at_end:
            self._open.setPosition(spot.cursor.position())


def _closable(tail: str, blocks: list[Block]) -> int:
    """How many blocks no further text can change: not the last, nor what an unfinished line ends.

    `#` at the end of a paragraph begins a heading until it turns out to be `#tag`.
    """
    if not blocks:
        return 0
    complete = tail.count("\n")
    return max(0, len(blocks) - (1 if blocks[-1].start < complete else 2))
