import contextlib
import json
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.support.checkpoints import (
    HF_FORMATS,
    Shape,
    make_pair,
    random_tensors,
    sentencepiece_model,
    write_checkpoint,
)
from trymore_desktop.core.chat import ContextPolicy, FinishReason, GenerationConfig, Message, Role
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Finished, ModelLoaded, Progress, TextDelta
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.inference.config import read_config
from trymore_desktop.inference.graphs import GraphStep
from trymore_desktop.inference.session import Session

GREEDY = GenerationConfig(max_new_tokens=24, temperature=0)
SHAPES = {
    "mha": Shape(),
    "gqa": Shape(kv_heads=2),
    "mqa": Shape(kv_heads=1, layers=3),
}


def ask(*texts):
    roles = (Role.USER, Role.ASSISTANT)
    return [Message(roles[place % 2], text) for place, text in enumerate(texts)]


def make_model(folder, shape=None, tied=False, form="safetensors", dtype=torch.float32, **config):
    """A random model whose logits differ enough for greedy text to be well defined."""
    shape = shape or Shape()
    tensors = {
        name: tensor.float().mul(1 if "norm" in name else 8).to(dtype)
        for name, tensor in random_tensors(shape, 3, torch.float32).items()
    }
    if tied:
        del tensors["lm_head.weight"]
    write_checkpoint(folder, tensors, shape, form)
    changes = {"tie_word_embeddings": tied, **config}
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return folder


def loaded(folder, precision="fp32", device="cpu"):
    torch.set_num_threads(1)
    session = Session()
    *progress, last = session.load(str(folder), device, precision)
    assert all(isinstance(event, Progress) for event in progress)
    assert isinstance(last, ModelLoaded)
    return session


def fresh(folder, like, precision="fp32"):
    """Another session on the same model that knows as which ids the replies were generated."""
    session = loaded(folder, precision)
    session._loaded.replies._ids.update(like._loaded.replies._ids)
    return session


def run(session, messages, config=GREEDY, **options):
    """The finished reply; the deltas must add up to it."""
    *others, last = session.generate(messages, config, **options)
    assert isinstance(last, Finished)
    assert "".join(e.text for e in others if isinstance(e, TextDelta)) == last.text
    return last


def reference(folder, dtype=torch.float32):
    transformers = pytest.importorskip("transformers")
    return transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("model") / "plain")


@pytest.fixture
def session(model):
    return loaded(model)


def prompt_ids(session, messages):
    from trymore_desktop.inference import prompts

    return prompts.fit(session._loaded.template, messages, GREEDY, 2048).ids


CASES = {
    "mha": (SHAPES["mha"], {}),
    "gqa": (SHAPES["gqa"], {}),
    "mqa": (SHAPES["mqa"], {}),
    "tied": (SHAPES["gqa"], {"tied": True}),
    "linear": (SHAPES["mha"], {"rope_scaling": {"type": "linear", "factor": 2.0}}),
    "llama3": (
        SHAPES["gqa"],
        {
            "rope_theta": 500000.0,
            "rope_scaling": {
                "rope_type": "llama3",
                "factor": 8.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 64,
            },
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_logits_and_greedy_text_equal_transformers(case, tmp_path):
    shape, options = CASES[case]
    folder = make_model(tmp_path, shape, **options)
    session = loaded(folder)
    messages = ask("Hello 你好, who are you? 谢谢")
    ids = prompt_ids(session, messages)
    model = reference(folder)
    with torch.inference_mode():
        wanted = model(torch.tensor([ids])).logits[0]
    got = session._loaded.cache.decoder.forward(ids, 0, last=len(ids))
    assert torch.allclose(got, wanted, atol=2e-4, rtol=1e-4)
    # Piecewise, so that positions, mask and cache are right across chunks
    decoder = session._loaded.cache.decoder
    decoder.forward(ids[:7], 0)
    decoder.forward(ids[7:8], 7)
    assert torch.allclose(decoder.forward(ids[8:], 8)[0], wanted[-1], atol=2e-4, rtol=1e-4)
    generated = model.generate(torch.tensor([ids]), max_new_tokens=24, do_sample=False)
    new = [token for token in generated[0, len(ids) :].tolist() if token != 2]
    assert run(session, messages).text == whole(session, new)


def whole(session, ids):
    from trymore_desktop.inference.detokenize import whole_text

    return whole_text(session._loaded.tokenizer, ids)


def test_bf16_agrees_within_its_rounding(tmp_path):
    folder = make_model(tmp_path, SHAPES["gqa"], dtype=torch.bfloat16)
    session = loaded(folder, "bf16")
    ids = prompt_ids(session, ask("Hello"))
    with torch.inference_mode():
        exact = reference(folder)(torch.tensor([ids])).logits[0, -1]
        theirs = reference(folder, torch.bfloat16)(torch.tensor([ids])).logits[0, -1].float()
    ours = session._loaded.cache.decoder.forward(ids, 0)[0]
    assert (ours - exact).norm() <= 1.5 * (theirs - exact).norm()


@pytest.mark.parametrize("form", HF_FORMATS)
def test_every_format_loads_to_the_same_text(form, tmp_path, model):
    folder = make_model(tmp_path, form=form)
    assert run(loaded(folder), ask("Hi")).text == run(loaded(model), ask("Hi")).text


def test_another_architecture_runs_through_transformers(tmp_path):
    transformers = pytest.importorskip("transformers")
    config = transformers.Qwen2Config(
        vocab_size=512,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        bos_token_id=1,
        eos_token_id=2,
    )
    torch.manual_seed(0)
    model = transformers.Qwen2ForCausalLM(config)
    for parameter in model.parameters():
        parameter.data.mul_(4)
    model.save_pretrained(tmp_path)
    (tmp_path / "tokenizer.model").write_bytes(sentencepiece_model())
    session = loaded(tmp_path)
    assert session.model.architecture == "Qwen2ForCausalLM"
    first = run(session, ask("Hello"))
    ids = prompt_ids(session, ask("Hello"))
    generated = model.generate(torch.tensor([ids]), max_new_tokens=24, do_sample=False)
    assert first.text == whole(session, [t for t in generated[0, len(ids) :].tolist() if t != 2])
    again = run(session, ask("Hello"))
    assert again.text == first.text
    assert again.usage.cached_tokens == len(ids)
    following = ask("Hello", first.text, "More")
    assert run(session, following).text == run(fresh(tmp_path, session), following).text


def test_loading_llama_imports_no_transformers(model):
    code = (
        "import sys; from trymore_desktop.inference.session import Session\n"
        f"list(Session().load({str(model)!r}, 'cpu', 'fp32'))\n"
        "assert 'torch' in sys.modules\n"
        "print([name for name in ('transformers', 'accelerate', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_next_turn_reads_only_what_is_new(session, model):
    first = run(session, ask("Hello"))
    following = ask("Hello", first.text, "And then?")
    second = run(session, following)
    anew = run(fresh(model, session), following)
    assert (
        second.usage.cached_tokens >= first.usage.prompt_tokens + first.usage.completion_tokens - 1
    )
    assert anew.usage.cached_tokens == 0
    assert second.text == anew.text
    edited = run(session, ask("Hello", first.text, "Something else"))
    assert edited.usage.cached_tokens > first.usage.prompt_tokens
    like = fresh(model, session)
    assert edited.text == run(like, ask("Hello", first.text, "Something else")).text


def test_continue_goes_on_without_a_seam(session, model):
    complete = run(session, ask("Hello"))
    for cut in (1, 5, 12):
        session = loaded(model)
        part = run(session, ask("Hello"), dataclass_replace(GREEDY, max_new_tokens=cut))
        rest = run(
            session,
            ask("Hello", part.text),
            dataclass_replace(GREEDY, max_new_tokens=24 - cut),
            resume=True,
        )
        assert part.text + rest.text == complete.text
        if part.text:
            assert rest.usage.cached_tokens > part.usage.prompt_tokens - 2


def dataclass_replace(config, **changes):
    import msgspec

    return msgspec.structs.replace(config, **changes)


def test_cancel_stops_within_one_token_and_keeps_what_was_said(session, model):
    control = Control()
    events = session.generate(ask("Hello"), GREEDY, control=control)
    said = next(event for event in events if isinstance(event, TextDelta)).text
    control.cancel()
    with pytest.raises(Interrupted):
        next(events)
    config = dataclass_replace(GREEDY, max_new_tokens=23)
    rest = run(session, ask("Hello", said), config, resume=True)
    assert run(loaded(model), ask("Hello")).text == said + rest.text


def test_cancel_during_load_and_prefill(model, tmp_path):
    control = Control()
    control.cancel()
    with pytest.raises(Interrupted):
        list(Session().load(str(model), "cpu", "fp32", control))
    session = loaded(model)
    with pytest.raises(Interrupted):
        list(session.generate(ask("Hello"), GREEDY, control=control))
    assert run(session, ask("Hello")).text


def test_prefill_tells_tokens(session):
    events = list(session.generate(ask("word " * 300), GREEDY))
    progress = [e for e in events if isinstance(e, Progress)]
    assert progress[-1].stage == "prefill"
    assert progress[-1].unit == "tokens"
    assert progress[-1].done == progress[-1].total > 300


def test_stop_strings_are_never_shown(session):
    text = run(session, ask("Hello")).text
    stop = text[8:11]
    config = dataclass_replace(GREEDY, stop=(stop,))
    reply = run(session, ask("Hello"), config)
    assert reply.text == text[: text.index(stop)]
    assert reply.reason is FinishReason.STOP


def test_the_same_seed_gives_the_same_text(session):
    config = GenerationConfig(max_new_tokens=24, temperature=2.0, top_p=0.99, seed=7)
    texts = {run(session, ask("Hello"), config).text for _ in range(3)}
    assert len(texts) == 1
    others = {
        run(session, ask("Hello"), dataclass_replace(config, seed=seed)).text for seed in range(5)
    }
    assert len(others) > 1


@pytest.mark.parametrize("precision", ["bf16", "fp32"])
def test_the_same_seed_gives_the_same_text_when_asked_again(precision, model, monkeypatch):
    session = loaded(model, precision)
    decoder, passes = session._loaded.cache.decoder, []
    forward = decoder.forward
    config = GenerationConfig(max_new_tokens=8, temperature=1.5, top_p=1.0, seed=3)
    talk = ask("The quick brown fox jumps over the lazy dog and asks a question. " * 6)
    first = run(session, talk, config)
    monkeypatch.setattr(
        decoder, "forward", lambda tokens, *rest: passes.append(rest[0]) or forward(tokens, *rest)
    )
    again = run(session, talk, config)
    assert (again.text, again.usage.cached_tokens) == (first.text, first.usage.prompt_tokens)
    # Its last token anew would be rounded in another way than within the prompt
    assert min(passes) == first.usage.prompt_tokens
    other = run(session, ask("Another prompt"), config)
    assert other.usage.cached_tokens < other.usage.prompt_tokens


def test_a_seeded_reply_that_goes_on_is_the_one_that_never_paused(session):
    config = {"temperature": 1.0, "top_p": 1.0, "seed": 11, "repetition_penalty": 1.2}
    whole_reply = run(session, ask("Hello"), GenerationConfig(max_new_tokens=24, **config)).text
    begun = run(session, ask("Hello"), GenerationConfig(max_new_tokens=9, **config)).text
    rest = GenerationConfig(max_new_tokens=15, **config)
    assert begun + run(session, ask("Hello", begun), rest, resume=True).text == whole_reply


def test_a_reply_goes_on_up_to_the_very_end_of_the_window(tmp_path):
    session = loaded(make_model(tmp_path, max_position_embeddings=128, eos_token_id=510))
    config = GenerationConfig(max_new_tokens=48, temperature=0)
    talk = [Message(Role.SYSTEM, ""), *ask("Hello", "")]
    used = 0
    for _ in range(9):
        if used >= 128:
            break
        reply = run(session, talk, config, resume=True)
        talk[-1] = Message(Role.ASSISTANT, talk[-1].content + reply.text)
        used = reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert used == 128
    with pytest.raises(TryMoreError, match="reply_fills_window"):
        run(session, talk, config, resume=True)


def test_counts_are_those_of_the_prompt(session):
    messages = ask("Hello 你好", "Yes.", "More")
    counted = session.count_tokens(messages)
    assert counted.total == len(prompt_ids(session, messages))
    assert (counted.window, counted.reserve, counted.dropped) == (2048, 512, 0)
    assert run(session, messages).usage.prompt_tokens == counted.total


def test_whole_rounds_fall_out_and_the_system_text_stays(session):
    system = Message(Role.SYSTEM, "Be brief.")
    texts = [f"{place} " + "word " * 60 for place in range(21)]
    messages = [system, *ask(*texts)]
    config = dataclass_replace(GREEDY, max_new_tokens=256)
    counted = session.count_tokens(messages, config)
    assert counted.total <= 2048 - 256
    assert counted.dropped > 0
    assert counted.dropped % 2 == 0
    reply = run(session, messages, dataclass_replace(config, max_new_tokens=256))
    assert reply.dropped == counted.dropped
    kept = [system, *messages[1 + counted.dropped :]]
    assert session.count_tokens(kept, config).total == counted.total
    with pytest.raises(TryMoreError) as refused:
        list(session.generate(messages, config, ContextPolicy.REFUSE))
    assert refused.value.code == "context_full"


def test_the_cut_stays_in_place_for_some_turns(session):
    config = dataclass_replace(GREEDY, max_new_tokens=256)
    texts = [f"{place} " + "word " * 12 for place in range(61)]
    cuts = [session.count_tokens(ask(*texts[:size]), config).dropped for size in range(1, 62, 2)]
    assert cuts == sorted(cuts)
    assert len(set(cuts)) < len([cut for cut in cuts if cut]) / 1.5


def test_a_message_that_cannot_fit_is_refused(session):
    with pytest.raises(TryMoreError) as refused:
        list(session.generate(ask("word " * 3000), GREEDY))
    assert refused.value.code == "message_too_long"
    assert run(session, ask("Hello")).text


def code_of(folder, **options):
    with pytest.raises(TryMoreError) as failed:
        loaded(folder, **options)
    return failed.value.code


def test_wrong_folders_are_named(tmp_path, model):
    assert code_of(tmp_path / "nowhere") == "model_not_found"
    assert code_of(tmp_path) == "config_missing"
    (tmp_path / "config.json").write_text("{}")
    assert code_of(tmp_path) == "config_damaged"
    assert code_of(model, device="tpu") == "device_unknown"
    assert code_of(model, device="mps") == "device_absent"
    assert code_of(model, precision="int3") == "precision_unknown"


def test_wrong_weights_are_named(tmp_path):
    folder = make_model(tmp_path / "m")
    (folder / "tokenizer.model").unlink()
    assert code_of(folder) == "tokenizer_missing"
    folder = make_model(tmp_path / "m", intermediate_size=999)
    assert code_of(folder) == "weights_mismatch"
    folder = make_model(tmp_path / "m", num_hidden_layers=9)
    assert code_of(folder) == "weights_incomplete"
    folder = make_model(tmp_path / "m")
    path = folder / "model.safetensors"
    tensors = load_file(path)
    name = "model.layers.1.mlp.up_proj.weight"
    tensors[name][3, 5] = float("nan")
    save_file(tensors, path)
    assert code_of(folder) == "weights_not_finite"
    path.write_bytes(path.read_bytes()[:-1000])
    assert code_of(folder) == "weights_damaged"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert code_of(folder) == "weights_pointer"
    path.unlink()
    assert code_of(folder) == "weights_missing"


def test_a_delta_is_no_model_to_talk_to(tmp_path):
    pair = make_pair(tmp_path)
    with pytest.raises(TryMoreError, match="verify_no_model"):
        loaded(pair.delta)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "config_damaged"),
        ("[" * 100_000, "config_damaged"),
        ('{"hidden_size": 1e400, "num_attention_heads": 4}', "config_damaged"),
        ('{"hidden_size": NaN, "num_attention_heads": 4}', "config_damaged"),
        ('{"num_hidden_layers": 1000000000}', "weights_incomplete"),
        ('{"max_position_embeddings": 1000000000000}', ""),
    ],
)
def test_a_configuration_of_any_content_ends_in_words(tmp_path, content, code):
    folder = make_model(tmp_path / "m")
    path = folder / "config.json"
    with contextlib.suppress(ValueError, TypeError, RecursionError):
        if "hidden_size" not in (changed := json.loads(content)):
            content = json.dumps(json.loads(path.read_text()) | changed)
    path.write_text(content)
    if code:
        assert code_of(folder) == code
    else:
        assert loaded(folder)


@pytest.mark.parametrize("name", ["model-0000{}-of-00002.safetensors", "weights{}.safetensors"])
def test_shards_without_an_index_and_one_file_of_any_name(tmp_path, name):
    folder = make_model(tmp_path / "m")
    wanted = run(loaded(folder), ask("Hello")).text
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = list(tensors)
    parts = [names[:9], names[9:]] if "of" in name else [names]
    for number, part in enumerate(parts, 1):
        save_file({one: tensors[one] for one in part}, folder / name.format(number))
    (folder / ".trymore-other-int8.safetensors").touch()
    assert run(loaded(folder), ask("Hello")).text == wanted
    (folder / name.format(1)).rename(folder / "x-00001-of-00007.safetensors")
    assert code_of(folder) == "weights_missing"


def test_the_tokenizer_of_a_larger_model_is_told(tmp_path):
    folder = make_model(tmp_path / "m", Shape(vocabulary=300))
    with pytest.raises(TryMoreError, match="tokenizer_mismatch"):
        run(loaded(folder), ask("小明有三个苹果"))


def test_a_template_that_is_no_text_or_runs_wild_is_told(tmp_path):
    folder = make_model(tmp_path / "m")
    template = folder / "chat_template.jinja"
    template.write_text("{% for i in range(10**9) %}x{% endfor %}")
    with pytest.raises(TryMoreError, match="template_failed"):
        run(loaded(folder), ask("Hello"))
    template.write_bytes(b"\xff\xfe")
    assert code_of(folder) == "template_failed"


def test_sizes_in_the_words_of_older_architectures(tmp_path):
    sizes = {"vocab_size": 512, "n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 128}
    folder = make_model(tmp_path)
    config = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", **sizes}
    (folder / "config.json").write_text(json.dumps(config))
    read = read_config(folder)
    assert (read.hidden, read.layers, read.heads, read.positions) == (64, 2, 4, 128)
    assert read.reason


def test_a_folder_without_sentencepiece_file_works_the_same(tmp_path):
    from trymore_desktop.prompting.tokenizer_json import tokenizer_json

    folder = make_model(tmp_path)
    wanted = run(loaded(folder), ask("Hello 你好"))
    text = tokenizer_json(folder / "tokenizer.model")
    (folder / "tokenizer.model").unlink()
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    assert run(loaded(folder), ask("Hello 你好")).text == wanted.text


def test_nothing_works_without_a_model_and_says_so():
    session = Session()
    with pytest.raises(TryMoreError) as failed:
        list(session.generate(ask("Hello")))
    assert failed.value.code == "no_model"


def test_running_out_of_memory_leaves_a_usable_session(session, monkeypatch):
    decoder = session._loaded.cache.decoder
    forward, calls = decoder.forward, []

    def fail_at_the_ninth(tokens, start, last=1, control=None):
        calls.append(start)
        if len(calls) == 9:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 1 GiB")
        return forward(tokens, start, last)

    monkeypatch.setattr(decoder, "forward", fail_at_the_ninth)
    with pytest.raises(TryMoreError) as failed:
        list(session.generate(ask("Hello"), GREEDY))
    assert failed.value.code == "out_of_memory"
    assert failed.value.params["precision"] == "fp32"
    assert failed.value.params["next_precision"] == "bf16"
    monkeypatch.undo()
    reply = run(session, ask("Hello"))
    assert reply.usage.cached_tokens == 0
    assert reply.text


def test_running_out_of_memory_while_loading_frees_and_offers(model, monkeypatch):
    session = loaded(model)

    def fail(*_, **__):
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr("trymore_desktop.inference.loading.check_finite", fail)
    with pytest.raises(TryMoreError) as failed:
        list(session.load(str(model), "cpu", "bf16"))
    assert failed.value.code == "out_of_memory"
    assert failed.value.params["next_precision"] == "int8"
    assert session.model is None
    monkeypatch.undo()
    list(session.load(str(model), "cpu", str(failed.value.params["next_precision"])))
    assert run(session, ask("Hello")).text


def test_counting_works_from_another_thread_while_a_reply_grows(session):
    from concurrent.futures import ThreadPoolExecutor

    events = session.generate(ask("Hello"), GREEDY)
    next(events)
    with ThreadPoolExecutor(2) as pool:
        counted = list(pool.map(session.count_tokens, [ask("Hello" * size) for size in range(20)]))
    assert [one.total for one in counted] == sorted(one.total for one in counted)
    assert isinstance(list(events)[-1], Finished)


def test_the_benchmark_measures_what_it_names(session):
    *progress, last = session.benchmark()
    assert all(isinstance(event, Progress) for event in progress)
    assert {"decode_64_tok_s", "prefill_512_tok_s", "memory_read_gb_s"} <= set(last.numbers)
    assert all(value > 0 for value in last.numbers.values())
    weights = session.model.memory - session._loaded.cache.decoder._cache.nbytes
    embedding = 512 * 64 * 4
    assert last.numbers["weights_read_a_token_bytes"] == pytest.approx(weights - embedding)
    assert run(session, ask("Hello")).text


def test_the_benchmark_keeps_to_a_small_window(tmp_path):
    session = loaded(make_model(tmp_path, max_position_embeddings=24))
    *_, last = session.benchmark()
    assert last.numbers["context_window_tokens"] == 24
    assert last.numbers["decode_6_tok_s"] > 0


@pytest.mark.parametrize("shape", ["mha", "gqa"])
def test_what_a_cuda_graph_captures_computes_the_same(shape, tmp_path):
    # Capturing needs a card, but what is captured is plain torch
    decoder = loaded(make_model(tmp_path, SHAPES[shape]))._loaded.cache.decoder
    step = GraphStep(decoder._config, decoder._weights, decoder._cache, decoder._cos, decoder._sin)
    ids = list(range(3, 43))
    wanted = decoder.forward(ids, 0)
    decoder.forward(ids[:30], 0)
    for position in range(30, 40):
        step._token.fill_(ids[position])
        step._position.fill_(position)
        with torch.inference_mode():
            logits = step._compute(256)
    assert torch.allclose(logits, wanted, atol=2e-4, rtol=1e-4)
    assert [step._length(needed) for needed in (1, 256, 257, 2048)] == [256, 256, 512, 2048]
