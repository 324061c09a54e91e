import math

import pytest
import torch

from tests.support.tokenizers import sentencepiece_model
from trymore_desktop.core.chat import GenerationConfig
from trymore_desktop.inference.detokenize import Detokenizer, whole_text
from trymore_desktop.inference.replies import Replies
from trymore_desktop.inference.sampling import Sampler, check_config
from trymore_desktop.inference.stopping import StopStrings
from trymore_desktop.prompting.tokenizer import Tokenizer

TEXTS = ["谢谢", "聪明🙂", "🙂", " two  spaces", "\n  indented", "a", "", "👩‍👩‍👧 café"]


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    (folder / "tokenizer.model").write_bytes(sentencepiece_model())
    return Tokenizer(folder)


def byte_ids(tokenizer, text):
    """The text as byte tokens throughout, as rare characters come."""
    table = {tokenizer.id_to_bytes(token): token for token in range(3, 259)}
    return [table[bytes([byte])] for byte in text.encode()]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encode", [Tokenizer.encode, byte_ids], ids=["pieces", "bytes"])
def test_streams_are_whole_characters_and_add_up(tokenizer, text, encode):
    ids = encode(tokenizer, text)
    detokenizer = Detokenizer(tokenizer)
    pieces = [detokenizer.add(token) for token in ids]
    assert "\ufffd" not in "".join(pieces)
    assert "".join(pieces) == tokenizer.decode(ids)
    expected = text.removeprefix(" ") if encode is byte_ids else text
    assert "".join(pieces) == expected
    for cut in range(len(ids)):
        begun = whole_text(tokenizer, ids[:cut])
        assert expected.startswith(begun)
        rest = Detokenizer(tokenizer, ids[:cut])
        assert begun + "".join(map(rest.add, ids[cut:])) == expected


def test_bytes_that_are_no_text_show_the_same_as_decoded_at_once(tokenizer):
    generator = torch.Generator().manual_seed(0)
    for _ in range(200):
        ids = torch.randint(3, 300, (12,), generator=generator).tolist()
        streamed, whole = whole_text(tokenizer, ids), tokenizer.decode(ids)
        assert whole.startswith(streamed)
        assert set(whole[len(streamed) :]) <= {"\ufffd"}


def test_byte_level_text_is_what_its_library_decodes(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    letters = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    model = tokenizers.models.BPE({one: place for place, one in enumerate(letters)}, [])
    library = tokenizers.Tokenizer(model)
    library.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    library.decoder = tokenizers.decoders.ByteLevel()
    library.save(str(tmp_path / "tokenizer.json"))
    tokenizer = Tokenizer(tmp_path)
    generator = torch.Generator().manual_seed(0)
    for _ in range(300):
        ids = torch.randint(60, 256, (12,), generator=generator).tolist()
        assert tokenizer.decode(ids) == library.decode(ids)
        streamed, whole = whole_text(tokenizer, ids), tokenizer.decode(ids)
        assert whole.startswith(streamed)
        assert set(whole[len(streamed) :]) <= {"\ufffd"}
    broken = tokenizer.encode("谢")[:2]
    assert tokenizer.decode(broken + tokenizer.encode("a")) == "\ufffda"
    # What is no text at all, as half an emoji in JSON, does not stop a template either
    assert tokenizer.encode_template("a\ud83d") == tokenizer.encode("a?")


def test_replies_are_remembered_by_what_was_shown(tokenizer):
    replies = Replies(tokenizer)
    ids = byte_ids(tokenizer, "谢谢")
    replies.remember("谢", ids[:5])
    assert replies.known("谢") == tuple(ids[:5])
    replies.remember("谢", ids)
    assert whole_text(tokenizer, replies.known("谢")) == "谢"
    replies.remember("x", ids)
    assert replies.known("x") is None


@pytest.mark.parametrize("stops", [("END",), ("ab", "abc", "c"), ("\n\n",), ("aab",)])
def test_stop_strings_cut_where_the_whole_text_has_them(stops):
    for text in ("xxENDyy", "xaabcab", "a\n\nb", "EN", "aaab", "none"):
        for size in (1, 2, 3, len(text)):
            filter_ = StopStrings(stops)
            shown = "".join(filter_.feed(text[at : at + size]) for at in range(0, len(text), size))
            places = [text.find(stop) for stop in stops if stop in text]
            assert filter_.found == bool(places)
            if places and size == 1:
                first = min(text.find(stop) + len(stop) for stop in stops if stop in text)
                assert not any(stop in shown for stop in stops)
                assert text[:first].startswith(shown)
            elif not places:
                assert shown + filter_.flush() == text


def sampled(config, logits, count=2000, seen=(0,)):
    sampler = Sampler(config, torch.tensor(seen), len(logits))
    return [sampler.sample(logits) for _ in range(count)]


def config(**values):
    return GenerationConfig(**{"temperature": 1.0, "top_p": 1.0, "seed": 1, **values})


LOGITS = torch.tensor([0.0, 3.0, 2.0, 1.0, -2.0])


def reference_probabilities(**values):
    """What transformers' own processors leave of the distribution."""
    transformers = pytest.importorskip("transformers")
    scores = LOGITS[None].clone()
    processors = [
        (transformers.RepetitionPenaltyLogitsProcessor, "repetition_penalty", 1.0),
        (transformers.TemperatureLogitsWarper, "temperature", 1.0),
        (transformers.TopKLogitsWarper, "top_k", 0),
        (transformers.TopPLogitsWarper, "top_p", 1.0),
        (transformers.MinPLogitsWarper, "min_p", 0.0),
    ]
    for kind, name, neutral in processors:
        if values.get(name, neutral) != neutral:
            scores = kind(values[name])(torch.tensor([[1, 4]]), scores)
    return scores.softmax(-1)[0]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"temperature": 0.5},
        {"top_k": 2},
        {"top_p": 0.7},
        {"top_p": 0.95, "temperature": 2.0},
        {"min_p": 0.3},
        {"top_k": 3, "top_p": 0.8, "min_p": 0.05, "temperature": 1.5},
    ],
)
def test_frequencies_follow_the_filtered_distribution(values):
    wanted = reference_probabilities(**values)
    drawn = torch.tensor(sampled(config(**values), LOGITS))
    found = torch.bincount(drawn, minlength=5) / len(drawn)
    assert (found[wanted == 0] == 0).all()
    assert (found - wanted).abs().max() < 4 * math.sqrt(0.25 / len(drawn))


def test_the_repetition_penalty_counts_prompt_and_reply():
    penalised = config(repetition_penalty=100.0, temperature=0.0)
    assert sampled(penalised, LOGITS, 3, seen=(1,)) == [2, 3, 1]


def test_many_tokens_and_a_wide_nucleus_are_exact():
    logits = torch.randn(4000, generator=torch.Generator().manual_seed(3)) * 0.1
    drawn = set(sampled(config(top_p=0.9), logits, 3000))
    order = logits.softmax(0).sort(descending=True)
    allowed = set(order.indices[(order.values.cumsum(0) - order.values) < 0.9].tolist())
    assert drawn <= allowed
    assert len(drawn) > 1000


def test_unusable_settings_are_told_apart():
    assert check_config(GenerationConfig())
    for values in (
        {"max_new_tokens": 0},
        {"temperature": math.nan},
        {"repetition_penalty": 0.0},
        {"repetition_penalty": 1e-30},
        {"repetition_penalty": 1e30},
        {"top_p": math.inf},
        {"min_p": 1.5},
    ):
        assert not check_config(config(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"temperature": 1e-30},
        {"temperature": -1.0},
        {"top_p": 0.0},
        {"top_p": -1.0},
        {"min_p": 1.0},
        {"top_k": 1},
    ],
)
def test_the_narrowest_settings_leave_the_likeliest_token(values):
    logits = torch.tensor([1.0, 30.0, -5.0, 29.0, 2.0])
    assert check_config(config(**values))
    assert set(sampled(config(**values), logits, 50)) == {1}


@pytest.mark.parametrize(
    "values",
    [{"temperature": 1e30}, {"top_k": -5}, {"top_k": 10**9}, {"min_p": -3.0}, {"top_p": 9.0}],
)
def test_the_widest_settings_leave_every_token(values):
    logits = torch.tensor([1.0, 1.2, 0.9, 1.1, 1.0])
    assert check_config(config(**values))
    assert set(sampled(config(**values), logits, 400)) == {0, 1, 2, 3, 4}
