import json
import random

import pytest

from tests.support.shared_data import shared_folder
from trymore_desktop.core.chat import Role
from trymore_desktop.training.data import html
from trymore_desktop.training.data.cleaning import CleanOptions, clean
from trymore_desktop.training.data.conversation import (
    Conversation,
    Speaker,
    Turn,
    from_line,
    to_line,
)
from trymore_desktop.training.data.formats import READERS
from trymore_desktop.training.data.html import to_markdown
from trymore_desktop.training.data.languages import detect, is_kept, language_of

HUMAN, GPT, SYSTEM = Speaker.HUMAN, Speaker.GPT, Speaker.SYSTEM


def talk(*said, id="one"):
    order = (HUMAN, GPT)
    turns = tuple(Turn(order[at % 2], text) for at, text in enumerate(said))
    return Conversation(id, turns)


def made_records():
    shared = shared_folder()
    if shared is None:
        return []
    path = shared / "data" / "sharegpt" / "sharegpt_html_made.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


@pytest.mark.parametrize("record", made_records(), ids=lambda record: record["id"])
def test_every_trap_of_the_made_samples(record):
    expect = record["expect"]
    read = READERS["sharegpt"](record, "x")
    found = read if isinstance(read, str) else clean(read, CleanOptions())
    if not expect.get("kept", expect.get("kept_by_html_step")):
        assert found == expect["reason"]
        return
    assert isinstance(found, Conversation)
    first, last = found.conversations[0].value, found.conversations[-1].value
    assert all(part in last for part in expect.get("last_contains", []))
    assert all(part in first for part in expect.get("first_contains", []))
    assert not any(part in last for part in expect.get("last_lacks", []))
    assert last == expect.get("last_equals", last)
    assert len(found.conversations) == expect.get("turns", len(found.conversations))
    language = language_of(found)
    assert is_kept(language, frozenset({"zh", "en"})) == expect.get("kept_by_language_step", True)


def test_text_that_is_no_page_is_left_alone():
    for text in (
        "x < 5 && y > 3, vector<int> v; a_b_c *stars* <T>",
        "```html\n<div><p>an example</p></div>\n```",
        "Use `<br>` for a break.",
        "1. one\n2. two\n    indented",
        "Use the <div> tag to group things.",
        "Use the <div> tag:\n\n- one\n\n```html\n<p>x</p>\n```\nA `<br>` breaks.",
        "| a | b |\n|---|---|\n| x<br>y | z |\n\n1. first\n2. second",
        "A <table> holds rows:\n\n    <table>\n      <tr></tr>\n    </table>\n\nBye *now*",
        '<p align="center">Logo</p>\n\n# Title\n\n```sh\nmake\n```',
    ):
        assert to_markdown(text) == text


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        ("one<br>two<br />three", "one\ntwo\nthree"),
        ("Fruit:<ul>\n<li>pear</li>\n<li>fig</li>\n</ul>", "Fruit:\n\n- pear\n- fig"),
        ("1 / 2<p>Yes.</p>", "Yes."),
        ("Given <code>a</code>:\n\n<p>Sort it.</p>\n\n<hr/>\n", "Given `a`:\n\nSort it.\n\n---"),
        (
            '<p>Run:</p><pre><code class="language-sh"># a comment\nmake\n</code></pre>',
            "Run:\n\n```sh\n# a comment\nmake\n```",
        ),
        ("<p>one\ntwo</p>\n<p>three</p>", "one\ntwo\n\nthree"),
    ],
)
def test_pages_are_told_by_their_layout(page, markdown):
    assert to_markdown(page) == markdown


def test_html_soup_gives_text_and_no_crash():
    soup = "<div><p>one <b>two</i></div></p><table><tr><td>x<li>y" + "<div>" * 30 + "deep" + "<p"
    assert "one" in to_markdown(soup)
    assert "deep" in to_markdown(soup)
    assert "end" in to_markdown("<div>" * 20_000 + "end" + "</div>" * 20_000)
    assert to_markdown("<div><script>alert(1)</script><p>kept</p></div>") == "kept"


BITS = (
    "<p>", "</p>", "<div class='markdown'>", "</div>", "<ol start='²'>", "<ol start='-3'>",
    "<ol start='99999999999999999999'>", "<li>", "<table>", "<tr>", "<td colspan='x'>",
    "<td colspan='99999999'>", "<td colspan='²'>", "<td rowspan='-1'>", "<th>", "</table>", "<pre>",
    "<code class='language-py'>", "</code></pre>", "<![CDATA[x]]>", "<![foo", "<!DOCTYPE [", "<!--",
    "-->", "<?php", "&#xD800;", "&#99999999999;", "\x00", "<img src=x alt='a|b\n'>", "<a href='",
    "<span class='katex'>", "<annotation encoding='application/x-tex'>x^2", "<math>", "<script>",
    "<svg>", "<blockquote>", "<hr>", "文字", "word ", "`", "```", "\n", "<p", " 2 / 3",
)  # fmt: skip


def test_no_page_takes_the_square_of_its_length():
    # The parser and the converter look through all of it from each blank, comment and item
    length = html.LONGEST // 4 - 10
    assert to_markdown("<p>" + " \t" * length + "x</p>") == "x"
    assert to_markdown("<p>" + "<!--" * length) == "<!--" * length
    assert to_markdown("<p>" + '<i class="katex">' * 5000 + "x") == "x"
    for page in ("<ol>" + "<li>a</li>" * (html.MOST_ITEMS + 1), "<br>" * (html.LONGEST // 4 + 1)):
        said = Conversation("a", (Turn(HUMAN, "?"), Turn(GPT, page)))
        assert clean(said, CleanOptions()) == "html_too_long"
        assert isinstance(clean(said, CleanOptions(html=False)), Conversation)


def test_any_soup_of_tags_is_converted_or_set_aside():
    rng = random.Random(1)
    broken = 0
    for _ in range(700):
        soup = "".join(rng.choices(BITS, k=rng.randint(1, 25)))
        found = clean(talk("a question", soup), CleanOptions(min_characters=0))
        broken += found == "broken_html"
    assert broken < 7


def test_code_keeps_indentation_underscores_and_language():
    page = (
        "<p>See <code>my_var</code> and *this*:</p><pre><div><span>cpp</span><button>Copy code"
        '</button></div><code class="hljs language-cpp">vector&lt;int&gt; a;\n    b_1 * 2;\n'
        "</code></pre>"
    )
    found = to_markdown(page)
    assert "```cpp\nvector<int> a;\n    b_1 * 2;\n```" in found
    assert "`my_var` and *this*" in found
    assert "Copy" not in found


@pytest.mark.parametrize(
    ("conversation", "reason"),
    [
        (talk("short", "one"), "too_short"),
        (talk("a long enough question", "As ChatGPT I can answer that"), "blocked_word"),
        (talk("a long enough question", "x\n1. one\n1. one again"), "list_numbering"),
        (talk("a long enough question", "   "), "empty"),
        (talk("a long enough question"), "empty"),
        (talk("q" * 2_000_000, "answer"), "turn_too_long"),
        (
            Conversation("x", (Turn(HUMAN, "a question"), Turn(GPT, "an answer"), Turn(SYSTEM, "?"),
                               Turn(HUMAN, "and then?"), Turn(GPT, "the answer"))),
            "wrong_format",
        ),
    ],
)  # fmt: skip
def test_what_is_set_aside_and_why(conversation, reason):
    assert clean(conversation, CleanOptions()) == reason


def test_two_of_one_speaker_can_be_joined():
    turns = (Turn(HUMAN, "first half"), Turn(HUMAN, "second half"), Turn(GPT, "an answer"))
    assert clean(Conversation("x", turns), CleanOptions()) == "wrong_format"
    found = clean(Conversation("x", turns), CleanOptions(alternation="merge"))
    assert [turn.value for turn in found.conversations] == [
        "first half\n\nsecond half",
        "an answer",
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "As an AI language model, I cannot do that.",
        "很抱歉，我无法回答这个问题。",
        "作为一个人工智能语言模型，我没有感情。",
    ],
)
def test_refusals_go_only_on_request(answer):
    conversation = talk("a question that is long enough", answer)
    assert clean(conversation, CleanOptions(refusals="drop")) == "refusal"
    assert isinstance(clean(conversation, CleanOptions()), Conversation)


def test_a_long_answer_about_network_errors_stays():
    answer = "A network error has many causes. " * 30
    assert isinstance(clean(talk("Why are there errors?", answer), CleanOptions()), Conversation)


@pytest.mark.parametrize(
    ("format", "record", "outcome"),
    [
        ("sharegpt", [], "not_an_object"),
        ("sharegpt", {"id": 1}, "no_conversation"),
        ("sharegpt", {"conversations": [{"from": "tool", "value": "x"}]}, "wrong_role"),
        ("sharegpt", {"conversations": [{"from": "human", "value": 5}]}, "no_text"),
        ("sharegpt", {"conversations": [{"from": ["human"], "value": "x"}]}, "wrong_role"),
        ("sharegpt", {"conversations": ["x"]}, "no_conversation"),
        ("alpaca", {"instruction": "x", "output": ""}, "empty"),
        ("alpaca", {"instruction": {}, "output": []}, "empty"),
        ("alpaca", {"instruction": 5, "output": "x"}, "no_text"),
        ("leetcode", {"title": "x"}, "empty"),
        ("auto", None, "not_an_object"),
        ("auto", {}, "empty"),
        ("chat", {"messages": "x"}, "no_conversation"),
    ],
)
def test_records_of_the_wrong_shape_are_named(format, record, outcome):
    assert READERS[format](record, "x") == outcome


def test_alpaca_input_follows_the_instruction():
    record = {"instruction": "Translate:", "input": "hello", "output": "你好", "id": "a7"}
    found = READERS["auto"](record, "x")
    assert found.id == "a7"
    assert found.conversations == (Turn(HUMAN, "Translate:\nhello"), Turn(GPT, "你好"))


def test_leetcode_statement_becomes_a_question_with_code_as_answer():
    record = {
        "title": "1. 两数之和",
        "description_html_zh": "<p>数组 <code>nums</code></p><pre>\n<b>输入：</b>[2]\n</pre>",
        "explanation_zh": "### 方法",
        "solution_python": "class Solution:\n    pass\n",
        "license": "CC-BY-SA-4.0",
    }
    found = READERS["leetcode"](record, "x")
    question, answer = (turn.value for turn in found.conversations)
    assert "`nums`" in question
    assert "<p>" not in question
    assert answer == "### 方法\n\n```python\nclass Solution:\n    pass\n```"
    assert found.licence == "CC-BY-SA-4.0"


def test_an_exported_chat_is_read_along_the_branch_that_was_shown():
    record = {
        "leaf": 4,
        "system": "Be kind.",
        "messages": [
            {"id": 1, "parent": None, "role": "user", "content": "question", "state": "complete"},
            {"id": 2, "parent": 1, "role": "assistant", "content": "old", "state": "complete"},
            {"id": 4, "parent": 1, "role": "assistant", "content": "new", "state": "complete"},
        ],
    }
    found = READERS["auto"](record, "x")
    assert [turn.value for turn in found.conversations] == ["Be kind.", "question", "new"]
    assert found.messages[0].role is Role.SYSTEM


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("今天天气很好，我们去公园玩吧。", "zh"),
        ("你好", "zh"),
        ("用 React 和 TypeScript 写一个 Todo component，使用 useState hook", "zh"),
        ("猫について教えてください", "ja"),
        ("고양이에 대해 알려 주세요", "ko"),
        ("Please tell me about cats and dogs.", "en"),
        ("You too!", "en"),
        ("Are you davinci-002?", "en"),
        ("zxqv wkj", "und"),
        ("Quel temps fait-il à Paris aujourd'hui ?", "fr"),
        ("Расскажи мне о кошках", "ru"),
        ("```python\nprint('bonjour le monde')\n```", "und"),
        ("12345 + 67 = ?", "und"),
        ("", "und"),
    ],
)
def test_languages(text, code):
    assert detect(text) == code


def test_mixed_conversations_need_both_languages():
    found = language_of(
        talk("请把这句话翻译成英文：今天天气很好。", "The weather is very nice today, my friend.")
    )
    assert found == "mixed"
    assert is_kept(found, frozenset({"zh", "en"}))
    assert not is_kept(found, frozenset({"en"}))
    assert not is_kept("fr", frozenset({"zh", "en"}))


def test_a_conversation_survives_its_line():
    one = Conversation("7", (Turn(HUMAN, "a\n\u2028b"), Turn(GPT, "😀</s>")), "source", "CC0", "en")
    line = to_line(one)
    assert line.count(b"\n") == 1
    assert b'"from":"human"' in line
    assert from_line(line) == one
