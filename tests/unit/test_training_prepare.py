import json
import tomllib

import msgspec
import pytest

from tests.support.tokenizers import write_tokenizer
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import DataPrepared
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.data import reading
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, from_line
from trymore_desktop.training.data.duplicates import NearDuplicates
from trymore_desktop.training.data.prepare import prepare
from trymore_desktop.training.data.recipe import DataRecipe, SourceRecipe, read_data_recipe
from trymore_desktop.training.data.splitting import share_of, split_long


def talk(*said, id="one"):
    order = (Speaker.HUMAN, Speaker.GPT)
    return Conversation(id, tuple(Turn(order[at % 2], text) for at, text in enumerate(said)))


def alpaca(number, text="an answer that is long enough"):
    return {
        "id": f"a{number}",
        "instruction": f"question number {number}",
        "output": f"{text} {number}",
    }


def recipe_for(tmp_path, data, **changes):
    path = tmp_path / "data.jsonl"
    path.write_bytes(data)
    source = SourceRecipe("made", str(path))
    return DataRecipe(**{"output": str(tmp_path / "out"), "sources": (source,), **changes})


def finish(recipe):
    *_, last = prepare(recipe, Control())
    assert isinstance(last, DataPrepared)
    return last.numbers


def lines(tmp_path, name):
    return [json.loads(line) for line in (tmp_path / "out" / name).read_text("utf-8").splitlines()]


HOSTILE = [
    (b"{broken", "no_json"),
    (b'{"instruction": "\xff\xfe", "output": "x"}', "not_utf8"),
    (b'{"instruction": "\\ud83d is alone here", "output": "answer"}', "lone_surrogate"),
    (b"[" * 50_000, "nested_too_deep"),
    (b'{"conversations": [{"from": "tool", "value": "x"}]}', "wrong_role"),
    (b'{"conversations": [{"from": "human", "value": ""}]}', "empty"),
    (b'{"conversations": {}}', "no_conversation"),
    (b'"just text"', "not_an_object"),
    (b'{"instruction": "' + b"q" * 10_000_000 + b'", "output": "x"}', "turn_too_long"),
    (
        '{"instruction": "猫について教えてください", "output": "猫はかわいい動物です。"}'.encode(),
        "language_ja",
    ),
]


def test_hostile_items_are_counted_with_line_and_reason(tmp_path):
    good = json.dumps(alpaca(1)).encode()
    data = b"\n".join(
        [good] + [raw for raw, _ in HOSTILE] + [b"", good, json.dumps(alpaca(2)).encode()]
    )
    numbers = finish(recipe_for(tmp_path, data, test_share=0.0))
    wanted = [(at + 2, reason) for at, (_, reason) in enumerate(HOSTILE)]
    wanted.append((len(HOSTILE) + 3, "duplicate"))
    rejects = lines(tmp_path, "rejects.jsonl")
    assert [(one["line"], one["reason"]) for one in rejects] == wanted
    assert all(len(one["excerpt"]) <= 2000 for one in rejects)
    assert numbers["read"] == len(HOSTILE) + 3
    assert numbers["kept"] == 2
    assert numbers["set_aside"] == len(wanted)
    assert [one["id"] for one in lines(tmp_path, "train.jsonl")] == ["a1", "a2"]
    assert (tmp_path / "out" / "statistics.png").stat().st_size > 1000
    assert "| made | 13 | 2 |" in (tmp_path / "out" / "statistics.md").read_text()


def test_nothing_is_lost_and_the_split_is_stable_when_data_grow(tmp_path):
    def ids(count):
        data = "\n".join(json.dumps(alpaca(number)) for number in range(count)).encode()
        recipe = recipe_for(tmp_path, data, test_share=0.2, duplicates={"near": 0.0})
        finish(msgspec.convert(msgspec.to_builtins(recipe), DataRecipe))
        return (
            {one["id"] for one in lines(tmp_path, f"{part}.jsonl")} for part in ("train", "test")
        )

    train, test = ids(200)
    assert len(train) + len(test) == 200
    assert 20 <= len(test) <= 60
    more_train, more_test = ids(300)
    assert test <= more_test
    assert train <= more_train


def test_share_and_limit(tmp_path):
    data = "\n".join(json.dumps(alpaca(number)) for number in range(100)).encode()
    recipe = recipe_for(tmp_path, data)
    source = msgspec.structs.replace(recipe.sources[0], share=0.5, limit=20)
    near_off = msgspec.structs.replace(recipe.duplicates, near=0.0)
    numbers = finish(msgspec.structs.replace(recipe, sources=(source,), duplicates=near_off))
    assert numbers["kept"] == 20
    assert numbers["not_taken"] == 80
    assert numbers["set_aside"] == 0


def test_long_conversations_are_split_without_losing_a_round(tmp_path):
    write_tokenizer(tmp_path)
    tokenizer = Tokenizer(tmp_path)
    rounds = [
        text for at in range(12) for text in (f"question {at} " * (at % 4 + 1), f"answer {at} " * 5)
    ]
    whole = talk(*rounds)
    parts = list(split_long(whole, tokenizer, 300))
    assert len(parts) > 2
    assert [turn for part in parts for turn in part.conversation.conversations] == list(
        whole.conversations
    )
    assert all(part.tokens <= 300 and part.trainable for part in parts)
    from trymore_desktop.prompting.conversation import encode_conversation

    for part in parts:
        encoded = encode_conversation(tokenizer, part.conversation.messages, verbatim=True)
        assert len(encoded.ids) == part.tokens
    assert [part.conversation.id for part in parts] == [f"one_{at}" for at in range(len(parts))]


def test_a_round_above_the_limit_stands_alone(tmp_path):
    write_tokenizer(tmp_path)
    tokenizer = Tokenizer(tmp_path)
    whole = talk("a", "short", "b", "endless " * 300, "c", "short again", "q " * 500, "never seen")
    parts = list(split_long(whole, tokenizer, 250))
    assert [(part.tokens > 250, part.trainable) for part in parts] == [
        (False, True),
        (True, True),
        (False, True),
        (True, False),
    ]


def test_near_duplicates_are_found_and_others_pass(tmp_path):
    near = NearDuplicates(tmp_path / "near", 0.8)
    text = "The quick brown fox jumps over the lazy dog while the sun sets behind old hills. " * 4
    chinese = "".join(chr(0x4E00 + (at * 37) % 3000) for at in range(120))
    assert near.is_new(talk("q", text))
    assert not near.is_new(talk("q", text + " Truly"))
    assert near.is_new(
        talk("q", "A wholly different story about ships, storms, harbours and maps at sea.")
    )
    assert near.is_new(talk("问", chinese))
    assert not near.is_new(talk("问", chinese + "了"))
    assert near.is_new(talk("hi", "yo"))
    assert near.is_new(talk("hi", "yo"))
    near.close()


def test_the_hash_share_is_even():
    shares = [share_of(f"id{number}", 3) for number in range(2000)]
    assert 0.46 < sum(shares) / len(shares) < 0.54
    assert share_of("x", 3) == share_of("x", 3) != share_of("x", 4)


def test_cancel_leaves_nothing_under_the_final_names(tmp_path):
    control = Control()
    control.cancel()
    with pytest.raises(Interrupted):
        list(prepare(recipe_for(tmp_path, json.dumps(alpaca(1)).encode()), control))
    assert not list((tmp_path / "out").glob("*.jsonl"))


def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 4096)
    import tracemalloc

    path = tmp_path / "large.json"
    item = json.dumps(alpaca(1, "x" * 1000)).encode()
    path.write_bytes(b"[" + b",\n".join([item] * 5000) + b"]")
    tracemalloc.start()
    count = sum(1 for _ in reading.read_items(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5000
    assert peak < 500_000 < path.stat().st_size


RECIPE = """
[data]
output = "out"
languages = ["zh", "en"]
[data.clean]
refusals = "drop"
[[data.sources]]
name = "made"
path = "*.jsonl"
format = "alpaca"
licence = "CC0"
"""


def test_a_recipe_file_is_read_relative_to_itself(tmp_path):
    (tmp_path / "x.jsonl").write_text(json.dumps(alpaca(1)))
    (tmp_path / "trymore.toml").write_text(RECIPE)
    numbers = finish(read_data_recipe(tmp_path / "trymore.toml"))
    assert numbers["kept"] == 1
    assert lines(tmp_path, "train.jsonl")[0]["licence"] == "CC0"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("format = 'parquet'", "recipe_format"),
        ("share = 3.0", "recipe_value"),
        ("shares = 1", "recipe_invalid"),
        ("limit = 'x'", "recipe_invalid"),
        ("= broken", "recipe_invalid"),
    ],
)
def test_mistakes_in_a_recipe_are_named(tmp_path, change, code):
    base = RECIPE.replace('format = "alpaca"\n', "") + change + "\n"
    (tmp_path / "trymore.toml").write_text(base)
    with pytest.raises(TryMoreError, match=code):
        read_data_recipe(tmp_path / "trymore.toml")


def test_missing_data_are_refused_before_anything_is_written(tmp_path):
    (tmp_path / "trymore.toml").write_text(RECIPE)
    with pytest.raises(TryMoreError, match="data_missing"):
        list(prepare(read_data_recipe(tmp_path / "trymore.toml"), Control()))
    assert not (tmp_path / "out").exists()
    assert tomllib.loads(RECIPE)["data"]["output"] == "out"


def test_every_written_line_is_a_conversation(tmp_path):
    finish(recipe_for(tmp_path, json.dumps(alpaca(1)).encode(), test_share=0.0))
    data = (tmp_path / "out" / "train.jsonl").read_bytes()
    assert [from_line(line).language for line in data.splitlines()] == ["en"]
