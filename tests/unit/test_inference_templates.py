import json

import pytest
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from tests.support.checkpoints import write_checkpoint
from tests.support.tensors import Shape, random_tensors
from tests.support.tokenizers import sentencepiece_model
from trymore_desktop.core.chat import GenerationConfig, Message, Role
from trymore_desktop.core.events import Finished, ModelLoaded
from trymore_desktop.errors import TryMoreError
from trymore_desktop.inference.prompts import fit
from trymore_desktop.inference.session import Session
from trymore_desktop.inference.template_files import find_template
from trymore_desktop.prompting.template import split_rounds
from trymore_desktop.prompting.tokenizer import Tokenizer as OurTokenizer

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content']"
    " + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
ALTERNATING = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('alternate') }}"
    "{% endif %}{{ '[INST] ' + m.content + ' [/INST]' if m.role == 'user' else m.content +"
    " eos_token }}{% endfor %}"
)
TEMPLATES = {
    "chatml": CHATML,
    "alternating": ALTERNATING,
    "generation": (
        "{% for m in messages %}\n{% if m.role == 'assistant' %}\n"
        "{% generation %}{% set mark = '!' %}{{ m.content + mark }}{% endgeneration %}\n"
        "{% else %}\n{{ m.content }}{{ mark }}\n{% endif %}\n{% endfor %}"
    ),
    "date": "{{ bos_token }}{{ strftime_now('%Y %B') }}{% for m in messages %}{{ m.content }}"
    "{% endfor %}",
    "json": "{% for m in messages %}{{ m | tojson(indent=2) }}{{ {'b': 1, 'a': '<é>'} |"
    " tojson(sort_keys=true) }}{% endfor %}",
    "absent": "{% if tools is not none or documents is not none %}Tools{% endif %}"
    "{{ pad_token is defined }}{% for m in messages %}{{ m.content }}{% endfor %}",
}
TALK = [("user", "Hello 你好"), ("assistant", "It's  me.\n\n  ok"), ("user", "  who? 🙂 ")]
SPECIAL = ["<|begin|>", "<|end|>", "<|im_start|>", "<|im_end|>"]


def byte_level(folder, **settings):
    """A tokenizer as Llama 3 and Qwen have it: bytes, and special tokens of its own."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(["user assistant system 你好 hello who is there"] * 3, trainer)
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in SPECIAL])
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<|begin|>",
        "eos_token": "<|im_end|>",
        **settings,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


def encode(folder, talk, known=lambda _: None, resume=False):
    template = find_template(folder, OurTokenizer(folder), known)
    system, rounds = split_rounds([Message(Role(role), text) for role, text in talk])
    given = any(role == "system" for role, _ in talk)
    return template.encode(system if given else None, rounds, resume)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("turns", [1, 3])
def test_ids_are_those_that_transformers_would_give_the_model(name, turns, tmp_path):
    transformers = pytest.importorskip("transformers")
    folder = byte_level(tmp_path, chat_template=TEMPLATES[name])
    talk = TALK[:turns]
    wanted = transformers.AutoTokenizer.from_pretrained(folder).apply_chat_template(
        [{"role": role, "content": text} for role, text in talk],
        add_generation_prompt=True,
        return_dict=False,
    )
    assert encode(folder, talk) == wanted


def test_a_refused_system_prompt_opens_the_first_question(tmp_path):
    folder = byte_level(tmp_path, chat_template=ALTERNATING)
    talk = [("system", "Be brief."), *TALK]
    opened = [("user", f"Be brief.\n\n{TALK[0][1]}"), *TALK[1:]]
    assert encode(folder, talk) == encode(folder, opened)
    assert encode(folder, [("system", ""), *TALK]) == encode(folder, TALK)


@pytest.mark.parametrize("source", ["{{ raise_exception('never') }}", "", "{{ [].pop() }}"])
def test_a_template_that_says_nothing_or_fails_is_told(source, tmp_path):
    folder = byte_level(tmp_path, chat_template=source or "{{ '' }}")
    with pytest.raises(TryMoreError, match="template_failed"):
        encode(folder, TALK)


def test_a_reply_of_another_day_goes_on_as_the_template_would_write_it(tmp_path):
    folder = byte_level(tmp_path, chat_template=CHATML)
    whole = encode(folder, [*TALK, ("user", "?")])
    begun = [*TALK[:1], ("assistant", "It's  me.")]
    ids = encode(folder, begun, resume=True)
    assert OurTokenizer(folder).decode(ids).endswith("assistant\nIt's  me.")
    assert ids[:20] == whole[:20]


def test_tokens_added_beside_a_sentencepiece_model_are_found(tmp_path):
    (tmp_path / "tokenizer.model").write_bytes(sentencepiece_model())
    size = OurTokenizer(tmp_path).size
    added = {text: size + place for place, text in enumerate(SPECIAL[2:])}
    (tmp_path / "added_tokens.json").write_text(json.dumps(added))
    settings = {"chat_template": CHATML, "added_tokens_decoder": {}}
    for text, token in added.items():
        settings["added_tokens_decoder"][str(token)] = {"content": text, "special": True}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    ids = encode(tmp_path, TALK[:1])
    assert [token for token in ids if token >= size] == [size, size + 1, size]
    tokenizer = OurTokenizer(tmp_path)
    assert tokenizer.id_to_bytes(size + 1) == b""
    assert tokenizer.piece(1) == "<s>"


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("chatml")
    shape = Shape(vocabulary=420)
    tensors = {
        name: tensor.float().mul(1 if "norm" in name else 8)
        for name, tensor in random_tensors(shape, 3, torch.float32).items()
    }
    write_checkpoint(folder, tensors, shape, "safetensors")
    (folder / "tokenizer.model").unlink(missing_ok=True)
    byte_level(folder, chat_template=CHATML)
    opened = Session()
    *_, last = opened.load(str(folder), "cpu", "fp32")
    assert isinstance(last, ModelLoaded)
    return opened


def answer(session, messages, **options):
    config = GenerationConfig(max_new_tokens=24, temperature=1.5, top_p=1.0, seed=5)
    *_, last = session.generate(messages, config, **options)
    assert isinstance(last, Finished)
    return last


def test_generated_ids_are_kept_in_the_models_own_template_too(session):
    talk = [Message(Role.USER, "Hello")]
    for _ in range(3):
        reply = answer(session, talk)
        held = reply.usage.prompt_tokens + reply.usage.completion_tokens
        talk += [Message(Role.ASSISTANT, reply.text), Message(Role.USER, "And now?")]
        loaded = session._loaded
        ids = fit(loaded.template, talk, GenerationConfig(), 2048).ids
        # What was sampled is seldom what its text would be encoded as
        assert loaded.cache._common(ids) >= held - 1


def test_the_templates_own_end_of_a_turn_ends_a_reply(session):
    from trymore_desktop.inference.session import _eos_ids

    loaded = session._loaded
    ends = [loaded.tokenizer.piece(token) for token in _eos_ids(loaded)]
    assert "<|im_end|>" in ends
