"""The conversation pane against its bars; run it offscreen or on a real screen.

Prints for each bar the measured ratio or time, the bar, and whether it holds:
- cost per token of a 4,000-token Markdown reply, last quarter against first (at most 1.3);
- opening 10,000 messages against opening 100 (at most 3), and scrolling them (no gap over 50 ms);
- 200 tokens a second into a 3,000-line reply below 500 messages (gaps p99 16 ms, worst 50 ms).
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lines import INFINITE, Line, report
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from trymore_desktop.core.chat import Role
from trymore_desktop.store.records import MessageRecord, MessageState
from trymore_desktop.ui.conversation_pane import ConversationPane
from trymore_desktop.ui.theme import LIGHT, apply_theme

SEED = 20230517
PROBE_MS = 5
PARAGRAPHS = (
    "快速排序是一种分而治之的算法，它先选出一个基准，再把其余的数分成两组，然后各自排序。",
    "Quicksort picks a **pivot**, splits the rest into *smaller* and *larger*, and sorts both.",
    "The mean cost is `O(n log n)`; see https://example.com/sort for the proof, 最坏则为平方级。",
    "- first point 第一点\n- second point with `code`\n- third point that is a little longer",
    "1. 先做这个\n2. then that\n   - and a nested one\n3. finally",
    "> 学而时习之，不亦说乎？\n> To learn and to practise in time, is it not a pleasure?",
    "| case | 情况 | cost |\n|:--|:-:|--:|\n| best | 最好 | 1 |\n| worst | 最坏 | 2 |",
    "```python\ndef sort(items):\n    if len(items) < 2:\n        return items  # 完成\n"
    "    pivot, *rest = items\n    low = [x for x in rest if x < pivot]\n"
    "    high = [x for x in rest if x >= pivot]\n    return sort(low) + [pivot] + sort(high)\n```",
    "### A heading 标题",
)


def reply_text(tokens: int) -> list[str]:
    """A bilingual Markdown reply as tokens of about three characters."""
    chance = random.Random(SEED)
    parts: list[str] = []
    while sum(map(len, parts)) < 3 * tokens:
        parts.append(chance.choice(PARAGRAPHS) + "\n\n")
    text = "".join(parts)
    return [text[at : at + 3] for at in range(0, 3 * tokens, 3)]


def history(count: int, conversation: int) -> list[MessageRecord]:
    """Questions and replies, 365 characters in the mean."""
    chance = random.Random(SEED)
    records = []
    for number in range(1, count + 1):
        role = Role.USER if number % 2 else Role.ASSISTANT
        pieces = chance.choices(PARAGRAPHS, k=1 if role == Role.USER else chance.randint(1, 9))
        records.append(record(number, role, "\n\n".join(pieces), conversation))
    return records


def record(
    number: int,
    role: Role,
    text: str,
    conversation: int = 1,
    state: MessageState = MessageState.COMPLETE,
) -> MessageRecord:
    return MessageRecord(number, conversation, number - 1 or None, role, text, state, 0.0)


def open_pane(app: QApplication) -> ConversationPane:
    pane = ConversationPane()
    pane.resize(1000, 800)
    pane.show()
    settle(app)
    return pane


def settle(app: QApplication, seconds: float = 0.2) -> None:
    """Let the event loop run; PySide's own processEvents would not release the interpreter."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


class Probe(QObject):
    """Times between the ticks of a 5 ms timer: what is above is what the event loop was held.

    `busy` is what the GUI thread itself worked in between: on a machine that does other things at
    the same time, gaps hold their turns too, and `busy` is what the pane answers for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.restart()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(PROBE_MS)

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps.append((now - self._last) * 1000)
        self.busy.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked

    def restart(self) -> None:
        """Forget what was measured."""
        self.gaps: list[float] = []
        self.busy: list[float] = []
        self._last, self._worked = time.perf_counter(), time.thread_time()

    def lines(self, name: str, p99: float, worst: float) -> Iterator[Line]:
        """Gaps against their bars, and the work in them."""
        yield f"{name} gap p99, ms", percentile(self.gaps, 0.99), p99
        yield f"{name} gap worst, ms", max(self.gaps), worst
        yield f"{name} GUI thread's own work p99, ms", percentile(self.busy, 0.99), p99
        yield f"{name} GUI thread's own work worst, ms", max(self.busy), worst


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def token_cost(app: QApplication, tokens: int) -> Iterator[Line]:
    """CPU of the GUI thread per token, layout and painting included, 4 tokens an update."""
    pane = open_pane(app)
    pane.show_branch(history(20, 1))
    settle(app)
    pane.begin_reply(record(21, Role.ASSISTANT, "", state=MessageState.STREAMING))
    pieces = reply_text(tokens)
    costs = []
    for at in range(0, tokens, 4):
        begin = time.thread_time()
        pane.append_text("".join(pieces[at : at + 4]))
        pane.flush()
        pane.viewport().repaint()
        app.processEvents()
        costs.append(time.thread_time() - begin)
    quarter = len(costs) // 4
    first, last = sum(costs[:quarter]), sum(costs[-quarter:])
    yield "update of 4 tokens, ms mean", statistics.mean(costs) * 1000, INFINITE
    yield "cost per token, last quarter : first", last / first, 1.3
    pane.deleteLater()


def opening(app: QApplication, many: int) -> Iterator[Line]:
    pane = open_pane(app)

    def seconds(count: int, conversation: int) -> float:
        records = history(count, conversation)
        begin = time.perf_counter()
        pane.show_branch(records)
        pane.viewport().repaint()
        app.processEvents()
        return time.perf_counter() - begin

    few = statistics.median(seconds(100, 2 + turn) for turn in range(5))
    lots = statistics.median(seconds(many, 100 + turn) for turn in range(5))
    yield "open 100, ms", few * 1000, INFINITE
    yield f"open {many}, ms", lots * 1000, INFINITE
    yield f"open {many} : open 100", lots / few, 3
    yield from scrolling(app, pane)
    pane.deleteLater()


def scrolling(app: QApplication, pane: ConversationPane) -> Iterator[Line]:
    """Wheel steps upwards, then jumps of the scroll bar to anywhere, as fast as painting goes."""
    settle(app, 0.5)
    bar = pane.verticalScrollBar()
    probe = Probe()
    steps = [lambda: bar.setValue(bar.value() - 120)] * 300
    chance = random.Random(SEED)
    steps += [lambda: bar.setValue(chance.randrange(bar.maximum()))] * 40
    run_each(app, steps, 16)
    yield from probe.lines("scrolling", INFINITE, 50)
    yield "live widgets of messages, most", float(len(pane.views)), 60


def run_each(app: QApplication, steps: list[Callable[[], None]], every_ms: int) -> None:
    loop = QEventLoop()
    queue = iter(steps)
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def step() -> None:
        try:
            next(queue)()
        except StopIteration:
            timer.stop()
            loop.quit()

    timer.timeout.connect(step)
    timer.start(every_ms)
    loop.exec()


def streaming(app: QApplication, lines: int, seconds: float, rate: int) -> Iterator[Line]:
    """The end of a reply of so many lines arrives token by token in real time."""
    pane = open_pane(app)
    pane.show_branch(history(500, 1))
    settle(app)
    pieces: list[str] = []
    while "".join(pieces).count("\n") < lines:
        pieces = reply_text(len(pieces) * 2 or 4000)
    ready = len(pieces) - round(seconds * rate)
    begin = "".join(pieces[: max(0, ready)])
    pane.begin_reply(record(501, Role.ASSISTANT, begin, state=MessageState.STREAMING))
    settle(app, 3)
    idle = Probe()
    settle(app, 3)
    yield "nothing to do: gap p99 of this machine now, ms", percentile(idle.gaps, 0.99), INFINITE
    yield "nothing to do: gap worst, ms", max(idle.gaps), INFINITE
    idle.deleteLater()
    probe = Probe()
    cpu = time.thread_time()
    start = time.perf_counter()
    rest = iter(pieces[max(0, ready) :])
    run_each(app, [lambda: pane.append_text(next(rest, ""))] * round(seconds * rate), 1000 // rate)
    elapsed = time.perf_counter() - start
    share = (time.thread_time() - cpu) / elapsed * 100
    yield f"streaming at {rate}/s: GUI thread busy, %", share, INFINITE
    yield from probe.lines("streaming", 16, 50)
    whole = begin + "".join(pieces[max(0, ready) :])
    probe.restart()
    pane.finish_reply(record(501, Role.ASSISTANT, whole))
    settle(app, 1)
    yield from probe.lines("end of the reply:", INFINITE, 50)
    pane.deleteLater()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=4000)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--only", choices=("token", "open", "stream"))
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    app.setCursorFlashTime(0)
    apply_theme(app, LIGHT, 100)
    parts = {
        "token": lambda: token_cost(app, options.tokens),
        "open": lambda: opening(app, options.messages),
        "stream": lambda: streaming(app, options.lines, options.seconds, options.rate),
    }
    failed = 0
    for name, part in parts.items():
        if options.only in (None, name):
            failed += report(part())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
