"""How quick the chats are with many of them: searching, opening, writing. Prints milliseconds.

python benchmarks/store.py [--messages 100000] [--keep FILE] [--import-megabytes 100]
"""

import argparse
import random
import resource
import statistics
import tempfile
import threading
import time
from pathlib import Path

import msgspec

from trymore_desktop.core.chat import Role
from trymore_desktop.core.control import Control
from trymore_desktop.store.conversations import MessageState, Store
from trymore_desktop.store.importing import import_file
from trymore_desktop.store.search import search

HAN = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对"
    "可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公"
    "同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正"
    "名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并"
    "内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表"
    "原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风"
    "战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫"
    "连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士"
    "转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像"
    "找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜"
    "离虽坏兴切母"
)
TEXT = (
    "python model answer language merge token number list return value string window delta "
    "layer weight train apple house story river light music number small large quick brown"
)
WORDS = TEXT.split()


def sentence(dice: random.Random) -> str:
    """A message of about 120 Chinese characters or 40 words, both kinds of text mixed."""
    if dice.random() < 0.6:
        weights = range(len(HAN), 0, -1)
        text = "".join(dice.choices(HAN, weights=weights, k=dice.randint(20, 220)))
        return "，".join(text[i : i + 12] for i in range(0, len(text), 12)) + "。"
    return " ".join(dice.choices(WORDS, k=dice.randint(8, 70))) + "."


def fill(store: Store, messages: int) -> float:
    """Conversations of 20 messages each; seconds."""
    dice = random.Random(1)
    begin = time.perf_counter()
    for start in range(0, messages, 2000):
        with store.database.write() as connection:
            for number in range(start, min(messages, start + 2000)):
                if number % 20 == 0:
                    chat = connection.execute(
                        "INSERT INTO conversation (title, created, updated) VALUES (?, ?, ?)",
                        (f"Chat {number}", number, number),
                    ).lastrowid
                connection.execute(
                    "INSERT INTO message (conversation, parent, role, content, state, created)"
                    " VALUES (?, ?, ?, ?, 'complete', ?)",
                    (
                        chat,
                        number if number % 20 else None,
                        "assistant" if number % 2 else "user",
                        sentence(dice) + (" 火箭筒 zeppelin" if number % 997 == 0 else ""),
                        number,
                    ),
                )
                connection.execute(
                    "UPDATE conversation SET leaf = ? WHERE id = ?", (number + 1, chat)
                )
    return time.perf_counter() - begin


def milliseconds(work, times: int = 15) -> tuple[float, float]:
    """Median and worst of several runs."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken), max(taken)


def stream(store: Store) -> None:
    """One question and a reply in three pieces, as the window writes them."""
    chat = store.create_conversation().id
    question = store.add_message(chat, None, Role.USER, "问题")
    reply = store.add_message(chat, question.id, Role.ASSISTANT, "", MessageState.STREAMING)
    for number in range(3):
        store.write_reply(reply.id, "答" * 100 * number)
    store.finish_reply(reply.id, "答" * 400)


def bring(store: Store, path: Path, megabytes: int) -> None:
    """Import a ShareGPT file in a thread; how long anything else waits for the store meanwhile."""
    dice = random.Random(2)
    with path.open("wb") as file:
        file.write(b"[")
        while file.tell() < megabytes * 1_000_000:
            turns = [{"from": "human", "value": sentence(dice)} for _ in range(10)]
            file.write(msgspec.json.encode({"conversations": turns}) + b",")
        file.write(b"{}]")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chat = store.create_conversation().id
    waits = []
    begin = time.perf_counter()
    thread = threading.Thread(target=lambda: list(import_file(store, path, Control())))
    thread.start()
    while thread.is_alive():
        started = time.perf_counter()
        store.update_conversation(chat, draft=str(started))
        waits.append(time.perf_counter() - started)
        time.sleep(0.01)
    seconds = time.perf_counter() - begin
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    waits.sort()
    print(
        f"import of {megabytes} MB: {seconds:.1f} s, memory +{grown:.0f} MB, a draft saved"
        f" meanwhile waits {waits[len(waits) // 2] * 1000:.1f} ms, p99"
        f" {waits[len(waits) * 99 // 100] * 1000:.0f} ms, worst {waits[-1] * 1000:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="use and keep this file")
    parser.add_argument("--import-megabytes", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "chats.db"
        with Store(path) as store:
            with store.database.read() as connection:
                present = connection.execute("SELECT count(*) FROM message").fetchone()[0]
            if not present:
                print(f"fill {options.messages} messages: {fill(store, options.messages):.1f} s")
            print(f"file: {path.stat().st_size / 1e6:.0f} MB")
            measure(store)
            if options.import_megabytes:
                bring(store, Path(folder) / "import.json", options.import_megabytes)
        begin = time.perf_counter()
        Store(path).close()
        print(f"open and close again: {(time.perf_counter() - begin) * 1000:.1f} ms")


def measure(store: Store) -> None:
    """Search of rare and common words, the list, a conversation, a whole exchange."""
    queries = [
        "火箭",
        "火箭筒",
        "箭",
        "的",
        "我",
        "一是",
        "zeppelin",
        "zep",
        "python",
        "m",
        "python model",
        "的 python",
        "C++",
        "100%",
        "没有这个词语",
    ]
    worst = 0.0
    for query in queries:
        median, most = milliseconds(lambda query=query: search(store, query))
        worst = max(worst, median)
        print(
            f"search {query!r}: {median:.1f} ms, worst {most:.1f}, hits {len(search(store, query))}"
        )
    print(f"slowest query: {worst:.1f} ms (bar: 100)")
    print(
        "list of conversations: {:.1f} ms, worst {:.1f}".format(
            *milliseconds(store.list_conversations)
        )
    )
    chat = store.list_conversations()[0].id
    print(
        "open a conversation of 20: {:.2f} ms, worst {:.2f}".format(
            *milliseconds(lambda: store.path(chat))
        )
    )
    print(
        "question and reply in 7 writes: {:.1f} ms, worst {:.1f}".format(
            *milliseconds(lambda: stream(store))
        )
    )


if __name__ == "__main__":
    main()
