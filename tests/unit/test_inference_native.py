"""The kernels' passes against the same arithmetic written out in torch."""

from types import SimpleNamespace

import pytest
import torch
from torch.nn import functional

from trymore_desktop.core.control import Control
from trymore_desktop.errors import Interrupted
from trymore_desktop.inference import native, native_pass
from trymore_desktop.inference.arena import Arena
from trymore_desktop.inference.config import Rope
from trymore_desktop.inference.kernels import any_strange, library, sum_bytes
from trymore_desktop.inference.linear import Dense
from trymore_desktop.inference.llama_weights import Block, LlamaWeights
from trymore_desktop.inference.quantize import pad_columns, quantise_int4, quantise_int8

VOCABULARY, LAYERS, WINDOW, EPS = 99, 2, 512, 1e-6
ROUNDING = {"bf16": 0.01, "int8": 0.03, "int4": 0.03}
"""Beside the weights, bf16 rounds what attention reads, and the others their activations too."""


@pytest.fixture(autouse=True)
def kernels():
    if library() is None:
        pytest.skip("the kernels are not built for this processor")
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    yield library()
    library().kernels_limit(9)
    torch.set_num_threads(threads)


class Model:
    """Random weights, and both ways to pass tokens through them."""

    def __init__(
        self,
        kind,
        heads=4,
        kv_heads=2,
        head_size=32,
        hidden=96,
        inner=176,
        window=WINDOW,
        theta=1e4,
    ):
        self.heads, self.kv_heads, self.head_size = heads, kv_heads, head_size
        self.generator = torch.Generator().manual_seed(5)
        self.kind = kind
        self.embedding = self.embeddings(hidden).bfloat16()
        self.norm = 1 + 0.1 * torch.randn(hidden, generator=self.generator)
        width, mixed = (heads + 2 * kv_heads) * head_size, heads * head_size
        sizes = [(width, hidden), (hidden, mixed), (2 * inner, hidden), (hidden, inner)]
        self.layers = [[self.weight(*size) for size in sizes] for _ in range(LAYERS)]
        self.head = self.weight(VOCABULARY, hidden)
        pairs = torch.arange(head_size // 2) / (head_size / 2)
        self.angles = torch.outer(torch.arange(window).float(), theta**-pairs)
        config = SimpleNamespace(
            hidden=hidden,
            inner=inner,
            layers=LAYERS,
            heads=heads,
            kv_heads=kv_heads,
            head_size=head_size,
            norm_eps=EPS,
            vocabulary=VOCABULARY,
            rope=Rope(theta=theta),
        )
        blocks = (
            Block(self.norm, *products[:2], self.norm, *products[2:])
            for products in ([one[0] for one in layer] for layer in self.layers)
        )
        weights = LlamaWeights(self.embedding, tuple(blocks), self.norm, self.head[0])
        self.forward = native_pass.NativePass.create(config, weights, window)

    def kept(self):
        """A copy of all keys and values."""
        kept = self.forward.keys_values
        present = (kept.keys, kept.scales, kept.values)
        return [tensor.clone() for tensor in present if tensor is not None]

    def embeddings(self, hidden):
        return torch.randn(VOCABULARY, hidden, generator=self.generator)

    def weight(self, rows, columns):
        """The product, and the weight in float32 that it stands for."""
        return self.stored(torch.randn(rows, columns, generator=self.generator) * columns**-0.5)

    def stored(self, full):
        rows, columns = full.shape
        weight = full.bfloat16()
        if self.kind == "bf16":
            return Dense(weight), weight.float()
        if self.kind == "int8":
            values, scale = quantise_int8(weight)
            return native.pack("int8", weight, Arena()), values * scale[:, None]
        values, scale, offset = quantise_int4(pad_columns(weight, 64))
        exact = values.view(rows, -1, 64) * scale[..., None] + offset[..., None]
        return native.pack_int4(weight), exact.view(rows, -1)[:, :columns]

    def reference(self, tokens):
        """Logits after each token, in float32."""
        x = self.embedding[torch.tensor(tokens)].float()
        count, size = len(tokens), self.head_size
        cos, sin = self.angles[:count].cos()[:, None], self.angles[:count].sin()[:, None]
        for qkv, out, gate_up, down in ([one[1] for one in layer] for layer in self.layers):
            states = (self.normed(x) @ qkv.T).view(count, -1, size)
            low, high = states.split(size // 2, -1)
            turned = torch.cat((low * cos - high * sin, high * cos + low * sin), -1)
            parts = (self.heads, self.kv_heads, self.kv_heads)
            query, key, _ = turned.transpose(0, 1).split(parts)
            value = states.transpose(0, 1)[-self.kv_heads :]
            mixed = functional.scaled_dot_product_attention(
                query[None], key[None], value[None], is_causal=True, enable_gqa=True
            )
            x = x + mixed[0].transpose(0, 1).reshape(count, -1) @ out.T
            gate, up = (self.normed(x) @ gate_up.T).chunk(2, -1)
            x = x + (functional.silu(gate) * up) @ down.T
        return self.normed(x) @ self.head[1].T

    def normed(self, x):
        return functional.rms_norm(x, x.shape[-1:], self.norm, EPS)


class Drowned(Model):
    """Every token sees 0 with a score of about log(600), and any other with none."""

    def __init__(self, kind, **choices):
        super().__init__(kind, 4, 4, 64, 128, **choices)

    def embeddings(self, hidden):
        found = torch.zeros(VOCABULARY, hidden)
        found[1:, 1] = found[0, 0] = 1
        return found

    def weight(self, rows, columns):
        if rows != 3 * self.heads * self.head_size:
            return super().weight(rows, columns)
        full = torch.randn(rows, columns, generator=self.generator) * columns**-0.5
        query, key, _ = full.view(3, self.heads, self.head_size, columns)
        for part, marked in ((query, 1), (key, 0)):
            part.zero_()
            # The pair that turns slowest with the position
            part[:, self.head_size // 2 - 1, marked] = (6.4 * self.head_size**0.5 / columns) ** 0.5
        return self.stored(full)


def ids(count):
    return [(7 * place + place * place // 5) % VOCABULARY for place in range(count)]


def assert_near(got, wanted, bound):
    assert ((got - wanted).norm(dim=1) < bound * wanted.norm(dim=1)).all()


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("kind", ["bf16", "int8", "int4"])
@pytest.mark.parametrize(
    "shape",
    [(4, 4, 32, 96), (4, 2, 64, 128), (6, 3, 80, 112), (8, 1, 128, 64), (3, 3, 16, 48)],
    ids=str,
)
def test_passes_equal_the_arithmetic_written_out(kernels, level, kind, shape):
    kernels.kernels_limit(level)
    model = Model(kind, *shape)
    tokens = ids(330)
    wanted = model.reference(tokens)
    # More rows than go through the layers together
    assert_near(model.forward(tokens, 0, 330), wanted, ROUNDING[kind])
    # In pieces, so that places within blocks of keys and of queries all come to begin a pass
    start = 0
    for count in (1, 14, 2, 46, 1, 3, 70, 17, 16, 33, 5, 49, 64, 9):
        got = model.forward(tokens[start : start + count], start, min(count, 2))
        start += count
        assert_near(got, wanted[start - len(got) : start], ROUNDING[kind])
    assert start == 330


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("kind", ["bf16", "int8"])
def test_many_tokens_of_a_six_hundredth_are_not_lost_beside_one(kernels, level, kind):
    kernels.kernels_limit(level)
    model = Drowned(kind)
    tokens = [0, *(1 + place % 9 for place in range(400))]
    assert_near(model.forward(tokens, 0, 401), model.reference(tokens), ROUNDING[kind])


@pytest.mark.parametrize("level", [1, 3])
def test_nor_are_they_lost_in_one_block_after_another(kernels, level):
    kernels.kernels_limit(level)
    count, each = 6000, native_pass.BLOCK
    # So that no distance turns a key away
    model = Drowned("int8", window=count, theta=1e8)
    tokens = [1 if place % each else 0 for place in range(count)]
    got, wanted = model.forward(tokens, 0, 100), model.reference(tokens)[-100:]
    assert_near(got, wanted, ROUNDING["int8"] / 2)


@pytest.mark.parametrize("kind", ["bf16", "int8", "int4"])
def test_any_number_of_rows(kind):
    model = Model(kind)
    wanted = model.reference(ids(170))
    model.forward(ids(100), 0)
    for count in range(1, 71):
        got = model.forward(ids(170)[100 : 100 + count], 100, count)
        assert_near(got, wanted[100 : 100 + count], ROUNDING[kind])


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("kind", ["bf16", "int8", "int4"])
def test_any_number_of_rows_of_which_the_last_counts(kernels, level, kind):
    kernels.kernels_limit(level)
    model = Model(kind)
    wanted = model.reference(ids(150))
    model.forward(ids(100), 0)
    for count in range(1, 41):
        got = model.forward(ids(150)[100 : 100 + count], 100)
        assert_near(got, wanted[100 + count - 1 : 100 + count], ROUNDING[kind])


@pytest.mark.parametrize(("level", "threads"), [(1, 2), (2, 1), (3, 2), (3, 3)])
@pytest.mark.parametrize("kind", ["bf16", "int8", "int4"])
def test_few_rows_are_bit_equal_to_one_after_another(kernels, level, threads, kind):
    kernels.kernels_limit(level)
    torch.set_num_threads(threads)
    model = Model(kind, head_size=64)
    # On both sides of the border between two blocks of keys
    tokens, first, end = ids(140), native_pass.BLOCK - 12, native_pass.BLOCK + 12
    model.forward(tokens[:first], 0)
    singly = torch.cat([model.forward([tokens[at]], at) for at in range(first, end)])
    kept = model.kept()
    for count in range(1, native_pass.FEW + 1):
        passes = [range(at, min(at + count, end)) for at in range(first, end, count)]
        together = [
            model.forward(tokens[one.start : one.stop], one.start, len(one)) for one in passes
        ]
        assert torch.equal(torch.cat(together), singly)
        assert all(map(torch.equal, model.kept(), kept))


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("kind", ["bf16", "int8", "int4"])
def test_parts_of_more_than_a_few_rows_are_bit_equal_to_the_whole(kernels, level, kind):
    kernels.kernels_limit(level)
    model = Model(kind)
    few, tokens = native_pass.SOME, ids(150)
    whole = model.forward(tokens, 0)
    for middle in (few + 1, 75, len(tokens) - few - 1):
        model.forward(tokens[:middle], 0)
        assert torch.equal(model.forward(tokens[middle:], middle), whole)


def test_what_was_written_behind_does_not_matter():
    model = Model("int4")
    for first in (40, 123):
        model.forward(ids(first), 0)
        wanted = model.forward(ids(first + 10)[first:], first)
        model.forward([5] * 200, first + 5)
        assert torch.equal(model.forward(ids(first + 10)[first:], first), wanted)


def test_a_library_of_other_sources_is_left_alone(monkeypatch):
    monkeypatch.setattr(native.ctypes, "CDLL", lambda _: SimpleNamespace())
    library.cache_clear()
    assert library() is None
    library.cache_clear()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_looks_find_what_torch_finds(kernels, level):
    kernels.kernels_limit(level)
    for count in (0, 1, 5, 64, 999, 4096):
        words = torch.randint(-(1 << 62), 1 << 62, (count,))
        # Five bytes behind the last whole word
        data = torch.cat((words, torch.full((1,), 0x07060504030201)))
        wanted = (int(words.sum()) + 1 + 2 + 3 + 4 + 5) % (1 << 64)
        assert sum_bytes()(data.data_ptr(), 8 * count + 5) == wanted
        numbers = ((2 * torch.rand(count) - 1) * 3e38).bfloat16()
        assert any_strange()(numbers.data_ptr(), 2 * count) == 0
        for place in range(0, count, 7):
            for strange in (float("nan"), float("inf"), -float("inf")):
                kept, numbers[place] = float(numbers[place]), strange
                assert any_strange()(numbers.data_ptr(), 2 * count) != 0
                numbers[place] = kept


@pytest.mark.parametrize("kind", ["bf16", "int4"])
def test_a_pass_that_is_no_longer_wanted_ends_between_layers(kind):
    model, control = Model(kind), Control()
    wanted = model.forward(ids(60), 0, 1, control)
    control.cancel()
    with pytest.raises(Interrupted):
        model.forward(ids(300), 0, 1, control)
    # A token alone is soon done
    model.forward(ids(1), 0, 1, control)
    assert torch.equal(model.forward(ids(60), 0), wanted)
