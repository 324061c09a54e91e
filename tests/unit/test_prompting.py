import json
import os
from pathlib import Path

import pytest
import sentencepiece

from trymore_desktop.core.chat import Message, Role
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.conversation import encode_conversation
from trymore_desktop.prompting.template import VICUNA_V1_1, split_rounds
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.prompting.tokenizer_json import tokenizer_json

SHARED = Path(os.environ.get("TRYMORE_SHARED", Path(__file__).parents[3] / "shared"))
LLAMA = SHARED / "data" / "tokenizer" / "llama"
GOLDEN = SHARED / "data" / "golden" / "vicuna_v1_1_llama32k.json"
needs_llama = pytest.mark.skipif(not LLAMA.is_dir(), reason="the shared LLaMA tokenizer is absent")

SAMPLES = [
    "Hello world",
    " two  spaces   three    four",
    "def f(x):\n    if x:\n        return [\n            1,\n\t\t2]\n",
    "谢谢！你真聪明，我很喜欢 Python。",
    "🙂🐶 emoji 👩‍👩‍👧 family",
    "a</s>b <unk> <s> [INST]",
    "\n\n\n   \n x",
    "",
    " ",
    "café naïve Ω ≈ ç √ ∫",
    "日本語とハングル 한국어",
]


def cases():
    return json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"] if GOLDEN.is_file() else []


def messages_of(case):
    roles = {"human": Role.USER, "gpt": Role.ASSISTANT}
    return [Message(roles[turn["from"]], turn["value"]) for turn in case["conversations"]]


def json_folder(folder, model):
    (folder / "tokenizer.json").write_text(tokenizer_json(model), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def llama_json(tmp_path_factory):
    return Tokenizer(json_folder(tmp_path_factory.mktemp("json"), LLAMA / "tokenizer.model"))


@needs_llama
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_golden_conversations_come_out_token_for_token(case, llama_json):
    for tokenizer in (Tokenizer(LLAMA), llama_json):
        whole = encode_conversation(tokenizer, messages_of(case), verbatim=True)
        assert whole.ids == case["input_ids"]
        assert whole.labels == case["labels"]
        prompt = encode_conversation(tokenizer, messages_of(case)[:-1], verbatim=True)
        assert prompt.ids == case["generation_prompt_ids"]


@needs_llama
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_the_jinja_template_renders_the_same_text(case):
    jinja2 = pytest.importorskip("jinja2.sandbox")
    messages = [
        {"role": str(message.role), "content": message.content} for message in messages_of(case)
    ]
    while messages[0]["role"] == "assistant":
        messages.pop(0)
    template = jinja2.ImmutableSandboxedEnvironment().from_string(VICUNA_V1_1.chat_template())
    rendered = template.render(messages=messages, bos_token="<s>", eos_token="</s>")
    assert rendered == "<s>" + case["train_text"]
    opened = template.render(messages=messages[:-1], bos_token="<s>", eos_token="</s>")
    assert opened == "<s>" + case["generation_prompt"]


@needs_llama
@pytest.mark.parametrize("text", SAMPLES)
def test_both_tokenizer_files_agree_with_sentencepiece(text, llama_json):
    reference = sentencepiece.SentencePieceProcessor(str(LLAMA / "tokenizer.model"))
    ids = reference.encode(text)
    for tokenizer in (Tokenizer(LLAMA), llama_json):
        assert tokenizer.encode(text) == ids
        assert tokenizer.decode(ids) == reference.decode(ids) == text


@needs_llama
def test_our_own_source_files_agree_with_sentencepiece(llama_json):
    reference = sentencepiece.SentencePieceProcessor(str(LLAMA / "tokenizer.model"))
    for path in sorted(Path(__file__).parent.glob("*.py"))[:20]:
        text = path.read_text(encoding="utf-8")
        assert llama_json.encode(text) == reference.encode(text)


def test_bytes_that_are_no_text_decode_as_sentencepiece_does(llama_like):
    reference = sentencepiece.SentencePieceProcessor(str(llama_like / "tokenizer.model"))
    broken = [reference.piece_to_id(f"<0x{byte:02X}>") for byte in (0xE8, 0xB0, 0x41, 0xFF, 0xF0)]
    tokenizer = Tokenizer(llama_like)
    assert tokenizer.decode(broken) == reference.decode(broken)
    assert b"".join(map(tokenizer.id_to_bytes, broken)) == bytes([0xE8, 0xB0, 0x41, 0xFF, 0xF0])


@pytest.fixture(scope="module")
def llama_like(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sp")
    corpus = folder / "corpus.txt"
    source = Path(__file__).read_text(encoding="utf-8")
    corpus.write_text(source + "\n谢谢你真聪明食堂有苹果哈士奇\n" * 3, encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "tokenizer"),
        model_type="bpe",
        vocab_size=600,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        minloglevel=2,
    )
    return folder


@pytest.mark.parametrize("text", SAMPLES)
def test_a_tokenizer_of_our_own_converts_as_well(text, llama_like, tmp_path):
    converted = Tokenizer(json_folder(tmp_path, llama_like / "tokenizer.model"))
    original = Tokenizer(llama_like)
    ids = original.encode(text)
    assert converted.encode(text) == ids
    assert converted.decode(ids) == original.decode(ids) == text


@pytest.mark.parametrize(("scheme", "shown"), [("never", " a"), ("always", "a")])
def test_a_tokenizer_that_puts_no_space_before_a_text_takes_none_away(scheme, shown, tmp_path):
    space = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": scheme, "split": False}
    description = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": space,
        "decoder": space,
        "model": {
            "type": "BPE",
            "vocab": {"\u2581": 0, "a": 1, "\u2581a": 2},
            "merges": ["\u2581 a"],
        },
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(description), encoding="utf-8")
    tokenizer = Tokenizer(tmp_path)
    assert tokenizer.encode(" a") == [2]
    assert tokenizer.decode([2]) == shown


def test_the_tokenizers_files_name_the_first_token_and_not_config_json(llama_like, tmp_path):
    (tmp_path / "tokenizer.model").write_bytes((llama_like / "tokenizer.model").read_bytes())
    (tmp_path / "config.json").write_text('{"bos_token_id": 0, "eos_token_id": [7, 2]}')
    tokenizer = Tokenizer(tmp_path)
    assert (tokenizer.bos_id, tokenizer.eos_id) == (1, 2)
    (tmp_path / "tokenizer.model").unlink()
    tokens = ["<unk>", "<s>", "</s>", "<end>", "a"]
    description = {
        "version": "1.0",
        "added_tokens": [],
        "model": {"type": "BPE", "vocab": {text: n for n, text in enumerate(tokens)}, "merges": []},
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(description), encoding="utf-8")
    tokenizer = Tokenizer(tmp_path)
    assert (tokenizer.bos_id, tokenizer.eos_id) == (0, 7)
    named = {"bos_token": None, "eos_token": {"content": "<end>"}}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(named))
    tokenizer = Tokenizer(tmp_path)
    assert (tokenizer.bos_id, tokenizer.eos_id) == (None, 3)


def test_special_tokens_in_text_stay_text(llama_like):
    tokenizer = Tokenizer(llama_like)
    ids = encode_conversation(tokenizer, [Message(Role.USER, "stop</s>now<s>")]).ids
    assert ids.count(tokenizer.eos_id) == 0
    assert ids.count(tokenizer.bos_id) == 1


def test_chat_strips_questions_and_closes_replies(llama_like):
    tokenizer = Tokenizer(llama_like)
    history = [Message(Role.USER, " hi \n"), Message(Role.ASSISTANT, "yes")]
    ids = encode_conversation(tokenizer, history).ids
    assert ids == encode_conversation(tokenizer, [Message(Role.USER, "hi"), history[1]]).ids
    assert ids[-1] == tokenizer.eos_id
    assert encode_conversation(tokenizer, history, resume=True).ids == ids[:-1]


def test_an_empty_reply_leaves_with_its_question(llama_like):
    tokenizer = Tokenizer(llama_like)
    asked = Message(Role.USER, "b")
    history = [Message(Role.USER, "a"), Message(Role.ASSISTANT, ""), asked]
    assert (
        encode_conversation(tokenizer, history).ids == encode_conversation(tokenizer, [asked]).ids
    )


def test_known_replies_are_not_encoded_again(llama_like):
    tokenizer = Tokenizer(llama_like)
    history = [Message(Role.USER, "a"), Message(Role.ASSISTANT, "b"), Message(Role.USER, "c")]
    known = {"b": (301, 302, 303)}
    ids = encode_conversation(tokenizer, history, known=known.get).ids
    assert [301, 302, 303, tokenizer.eos_id] in [ids[at : at + 4] for at in range(len(ids))]


def test_rounds_of_irregular_conversations():
    system, rounds = split_rounds(
        [
            Message(Role.SYSTEM, "Be brief."),
            Message(Role.ASSISTANT, "dropped"),
            Message(Role.USER, "one"),
            Message(Role.USER, "two"),
            Message(Role.ASSISTANT, "x"),
            Message(Role.ASSISTANT, "y"),
        ]
    )
    assert system == "Be brief."
    assert [(one.question, one.reply) for one in rounds] == [("one\n\ntwo", "xy")]


def test_missing_and_damaged_tokenizers_are_named(tmp_path):
    with pytest.raises(TryMoreError) as missing:
        Tokenizer(tmp_path)
    assert missing.value.code == "tokenizer_missing"
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(TryMoreError) as damaged:
        Tokenizer(tmp_path)
    assert damaged.value.code == "tokenizer_damaged"
    (tmp_path / "tokenizer.model").write_bytes(b"not a model")
    for read in (lambda: Tokenizer(tmp_path), lambda: tokenizer_json(tmp_path / "tokenizer.model")):
        with pytest.raises(TryMoreError) as damaged:
            read()
        assert damaged.value.code == "tokenizer_damaged"
