"""A tiny tokenizer like LLaMA's, and its files."""

import functools
import io
import shutil
from pathlib import Path

import sentencepiece

from tests.support.json_files import write_json


@functools.cache
def sentencepiece_model(vocabulary: int = 512) -> bytes:
    """A tiny BPE model with byte fallback, trained like LLaMA's, for Chinese and English."""
    sentences = [
        "The quick brown fox jumps over the lazy dog and asks the assistant a question.",
        "A chat between a curious user and an artificial intelligence assistant. USER: ASSISTANT:",
        "def add(a, b):\n    return a + b\n",
        "你好,我是一个助手。今天天气很好,我们一起学习中文和英文。",
        "小明有三个苹果,又买了五个,一共有八个苹果。",
        "0123456789 + - * / = ( ) [ ] { } < > ! ? . , ; :",
    ] * 20
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=written,
        vocab_size=vocabulary,
        model_type="bpe",
        byte_fallback=True,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        remove_extra_whitespaces=False,
        normalization_rule_name="identity",
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
    )
    return written.getvalue()


def write_tokenizer(folder: Path, model: Path | None = None, vocabulary: int = 512) -> None:
    """tokenizer.model and its two JSON files, as old Vicuna deltas have them."""
    folder.mkdir(parents=True, exist_ok=True)
    if model:
        shutil.copyfile(model, folder / "tokenizer.model")
    else:
        (folder / "tokenizer.model").write_bytes(sentencepiece_model(vocabulary))
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    write_json(folder / "special_tokens_map.json", special)
    config = {**special, "tokenizer_class": "LlamaTokenizer", "add_bos_token": True}
    write_json(folder / "tokenizer_config.json", config)
