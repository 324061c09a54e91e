"""The demo's own sentencepiece model, laid out as LLaMA's: BPE, byte fallback, single digits."""

import io
from collections.abc import Iterable
from pathlib import Path

UNK, BOS, EOS = 0, 1, 2


def train_vocabulary(texts: Iterable[str], size: int, path: Path) -> None:
    """Learn `size` pieces from texts and write `path` (a sentencepiece model).

    The options are those of LLaMA's tokenizer: no normalisation, spaces kept, digits apart, bytes
    for what is unknown, ids 0 unk, 1 bos, 2 eos, no pad.
    """
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        model_type="bpe",
        vocab_size=size,
        character_coverage=1.0,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        add_dummy_prefix=True,
        unk_id=UNK,
        bos_id=BOS,
        eos_id=EOS,
        pad_id=-1,
        num_threads=2,
        max_sentence_length=16384,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
