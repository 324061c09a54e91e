"""What a model computes is what transformers computes: logits, greedy text, a graph's pass."""

import pytest
import torch

from tests.support.sessions import (
    SHAPES,
    ask,
    fresh,
    loaded,
    make_model,
    prompt_ids,
    reference,
    run,
    whole,
)
from tests.support.tokenizers import sentencepiece_model
from trymore_desktop.inference.graphs import GraphStep

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


@pytest.mark.parametrize("precision", ["fp32", "bf16", "int8"])
def test_a_head_that_the_files_hold_counts_whatever_the_configuration_says(precision, tmp_path):
    # transformers ties no two matrices that are stored with different values
    folder = make_model(tmp_path, dtype=torch.bfloat16, tie_word_embeddings=True)
    ids = list(range(3, 43))
    with torch.inference_mode():
        wanted = reference(folder)(torch.tensor([ids])).logits[0, -1]
    for _ in range(2):
        got = loaded(folder, precision)._loaded.cache.decoder.forward(ids, 0)[-1]
        assert (got - wanted).norm() < 0.1 * wanted.norm()


def test_bf16_agrees_within_its_rounding(tmp_path):
    folder = make_model(tmp_path, SHAPES["gqa"], dtype=torch.bfloat16)
    session = loaded(folder, "bf16")
    ids = prompt_ids(session, ask("Hello"))
    with torch.inference_mode():
        exact = reference(folder)(torch.tensor([ids])).logits[0, -1]
        theirs = reference(folder, torch.bfloat16)(torch.tensor([ids])).logits[0, -1].float()
    ours = session._loaded.cache.decoder.forward(ids, 0)[0]
    assert (ours - exact).norm() <= 1.5 * (theirs - exact).norm()


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
