"""Wrong inputs are refused before a byte is written, each with its own words."""

import json
import os
import pickle
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tests.support.checkpoints import (
    SHAPE_7B,
    SHAPE_13B,
    Pair,
    Shape,
    config_json,
    make_pair,
    random_tensors,
    subtract,
    write_checkpoint,
)
from tests.support.merging import merged, tree
from tests.support.sparse import write_sparse
from trymore_desktop.core.checkpoints import MergeOptions, Place, Problem, Severity
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.messages import TABLE, explain

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9877989586\n"


@dataclass
class Case:
    """A pair that a test has spoiled, and what is asked of it."""

    folder: Path
    pair: Pair
    target: Path
    base: Path
    delta: Path
    options: MergeOptions = field(default_factory=MergeOptions)


Spoil = Callable[[Case], None]
CASES: dict[str, tuple[str, Place | None, Spoil]] = {}


def case(code: str, place: Place | None = None, name: str = "") -> Callable[[Spoil], Spoil]:
    def add(spoil: Spoil) -> Spoil:
        CASES[name or spoil.__name__] = (code, place, spoil)
        return spoil

    return add


def rewrite(
    folder: Path, tensors, shape: Shape, form: str = "safetensors_sharded", **kwargs
) -> None:
    shutil.rmtree(folder)
    write_checkpoint(folder, tensors, shape, form, **kwargs)


def edit_json(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@case("folder_missing", Place.BASE)
def missing_folder(c: Case) -> None:
    c.base = c.folder / "nowhere"


@case("folder_is_file", Place.DELTA)
def file_as_folder(c: Case) -> None:
    c.delta = c.delta / "config.json"


@case("folder_empty", Place.BASE)
def empty_folder(c: Case) -> None:
    c.base = c.folder / "empty"
    c.base.mkdir()


@case("not_a_model", Place.BASE)
def folder_without_weights(c: Case) -> None:
    c.base = c.folder / "holiday"
    c.base.mkdir()
    (c.base / "photo.jpg").write_bytes(b"\xff\xd8")


@case("model_in_subfolder", Place.BASE)
def parent_of_the_model(c: Case) -> None:
    c.base = c.folder / "models"
    c.base.mkdir()
    (c.folder / "base").rename(c.base / "llama-7b")


@case("lfs_pointers", Place.DELTA)
def git_lfs_pointers(c: Case) -> None:
    for path in c.delta.glob("*.safetensors"):
        path.write_text(POINTER.format("0" * 64))


@case("other_format", Place.BASE)
def gguf_file(c: Case) -> None:
    c.base = c.folder / "gguf"
    c.base.mkdir()
    (c.base / "llama-7b.Q4_0.gguf").write_bytes(b"GGUF\x03\0\0\0" + bytes(100))


@case("other_format", Place.BASE)
def ggml_file_named_bin(c: Case) -> None:
    c.base = c.folder / "ggml"
    c.base.mkdir()
    (c.base / "ggml-model-q4_0.bin").write_bytes(b"tjgg" + bytes(100))


@case("quantized", Place.BASE)
def four_bit_weights(c: Case) -> None:
    tensors = dict(c.pair.base_tensors)
    name = "model.layers.0.self_attn.q_proj"
    tensors.pop(f"{name}.weight")
    tensors[f"{name}.qweight"] = torch.zeros(8, 64, dtype=torch.int32)
    rewrite(c.base, tensors, c.pair.shape)


@case("dtype_unsupported", Place.BASE)
def whole_numbers(c: Case) -> None:
    tensors = dict(c.pair.base_tensors)
    tensors["model.layers.0.mlp.up_proj.weight"] = torch.zeros(192, 64, dtype=torch.int8)
    rewrite(c.base, tensors, c.pair.shape)


@case("shard_missing", Place.BASE)
def missing_shard(c: Case) -> None:
    (c.base / "pytorch_model-00002-of-00003.bin").unlink()


@case("shard_missing", Place.BASE)
def missing_shard_without_an_index(c: Case) -> None:
    (c.base / "pytorch_model.bin.index.json").unlink()
    (c.base / "pytorch_model-00003-of-00003.bin").unlink()


@case("shard_short", Place.BASE)
def cut_bin(c: Case) -> None:
    path = c.base / "pytorch_model-00002-of-00003.bin"
    os.truncate(path, path.stat().st_size // 2)


@case("shard_short_of", Place.DELTA)
def cut_safetensors(c: Case) -> None:
    path = c.delta / "model-00002-of-00003.safetensors"
    os.truncate(path, path.stat().st_size // 2)


@case("shard_short", Place.BASE)
def cut_file_before_the_zip_format(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "bin")
    path = c.base / "pytorch_model.bin"
    torch.save(c.pair.base_tensors, path, _use_new_zipfile_serialization=False)
    os.truncate(path, path.stat().st_size - 1000)


@case("file_damaged", Place.DELTA)
def damaged_safetensors_header(c: Case) -> None:
    path = c.delta / "model-00002-of-00003.safetensors"
    data = bytearray(path.read_bytes())
    data[8:40] = b"?" * 32
    path.write_bytes(data)


@case("not_weights", Place.BASE)
def text_named_bin(c: Case) -> None:
    (c.base / "pytorch_model-00001-of-00003.bin").write_text("<html>404 not found</html>")


class Evil:
    def __reduce__(self):
        return (Path.touch, (Path("evil-code-ran"),))


@case("unsafe_pickle", Place.BASE)
def pickle_with_code(c: Case) -> None:
    content = {**c.pair.base_tensors, "evil": Evil()}
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "bin")
    torch.save(content, c.base / "pytorch_model.bin")


@case("unsafe_pickle", Place.BASE)
def bare_pickle_with_code(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "bin")
    (c.base / "pytorch_model.bin").write_bytes(pickle.dumps(Evil()))


@case("json_damaged", Place.BASE)
def damaged_index(c: Case) -> None:
    (c.base / "pytorch_model.bin.index.json").write_text("{")


@case("json_damaged", Place.BASE)
def index_that_leads_out_of_the_folder(c: Case) -> None:
    index = {"weight_map": {"model.norm.weight": "../../secret.bin"}}
    (c.base / "pytorch_model.bin.index.json").write_text(json.dumps(index))


@case("json_damaged", Place.DELTA)
def damaged_config(c: Case) -> None:
    (c.delta / "config.json").write_text("not json")


@case("meta_params_missing", Place.BASE)
def meta_without_params(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta1")
    (c.base / "params.json").unlink()


@case("meta_part_missing", Place.BASE)
def meta_with_one_part_of_two(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta2")
    (c.base / "consolidated.01.pth").unlink()


@case("shard_missing", Place.BASE)
def meta_without_the_first_part(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta2")
    (c.base / "consolidated.00.pth").unlink()


@case("meta_parts_differ", Place.BASE)
def meta_parts_of_two_models(c: Case) -> None:
    rewrite(c.base, c.pair.base_tensors, c.pair.shape, "meta2")
    other = replace(c.pair.shape, layers=1)
    write_checkpoint(c.folder / "other", random_tensors(other), other, "meta2")
    shutil.copy(c.folder / "other/consolidated.01.pth", c.base)


@case("unknown_family", Place.BASE)
def stablelm(c: Case) -> None:
    edit_json(c.base / "config.json", model_type="stablelm", architectures=["StableLmForCausalLM"])


@case("tensors_unknown", Place.BASE)
def other_tensor_names(c: Case) -> None:
    renamed = {name.replace("model.", "gpt_neox."): v for name, v in c.pair.base_tensors.items()}
    rewrite(c.base, renamed | {"model.norm.weight": torch.ones(64)}, c.pair.shape)
    edit_json(c.base / "config.json", architectures=["LlamaForCausalLM"])


@case("same_folder")
def delta_is_the_base(c: Case) -> None:
    c.delta = c.base


@case("exchanged")
def exchanged(c: Case) -> None:
    c.base, c.delta = c.delta, c.base


@case("base_is_delta", Place.BASE)
def delta_as_base(c: Case) -> None:
    shutil.copytree(c.delta, c.folder / "delta copy")
    c.base = c.folder / "delta copy"


@case("delta_is_model", Place.DELTA)
def model_as_delta(c: Case) -> None:
    shutil.copytree(c.base, c.folder / "base copy")
    c.delta = c.folder / "base copy"


@case("base_is_merged", Place.BASE)
def merged_as_base(c: Case) -> None:
    merged(c.pair, c.folder / "done")
    c.base = c.folder / "done"


@case("delta_is_merged", Place.DELTA)
def merged_as_delta(c: Case) -> None:
    merged(c.pair, c.folder / "done")
    c.delta = c.folder / "done"


@case("base_is_adapter", Place.BASE)
def adapter_as_base(c: Case) -> None:
    c.base = c.folder / "adapter"
    c.base.mkdir()
    (c.base / "adapter_config.json").write_text('{"peft_type": "LORA"}')
    save_file({"lora_A.weight": torch.zeros(1, 1)}, c.base / "adapter_model.safetensors")


@case("adapter_unsupported", Place.DELTA)
def prefix_tuning(c: Case) -> None:
    c.delta = c.folder / "adapter"
    c.delta.mkdir()
    (c.delta / "adapter_config.json").write_text('{"peft_type": "PREFIX_TUNING"}')
    save_file({"prompt": torch.zeros(1, 1)}, c.delta / "adapter_model.safetensors")


@case("adapter_mismatch", Place.DELTA)
def adapter_of_another_model(c: Case) -> None:
    c.delta = c.folder / "adapter"
    c.delta.mkdir()
    (c.delta / "adapter_config.json").write_text('{"peft_type": "LORA", "lora_alpha": 8, "r": 2}')
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_{}.weight"
    pair = {name.format("A"): torch.zeros(2, 128), name.format("B"): torch.zeros(128, 2)}
    save_file(pair, c.delta / "adapter_model.safetensors")


@case("size_mismatch")
def seven_and_thirteen_billion(c: Case) -> None:
    c.base, c.delta = c.folder / "llama-13b", c.folder / "delta-7b"
    write_sparse(c.base, SHAPE_13B, norm=1.0)
    write_sparse(c.delta, SHAPE_7B, norm=0.0)


@case("vocabulary_old_recipe", Place.DELTA)
def delta_with_row_32001(c: Case) -> None:
    _vocabularies(c, 32000, 32001)


@case("vocabulary_base_extended", Place.BASE)
def base_with_more_words(c: Case) -> None:
    _vocabularies(c, 49953, 32000)


@case("vocabulary_mismatch")
def other_vocabularies(c: Case) -> None:
    _vocabularies(c, 512, 600)


def _vocabularies(c: Case, base: int, delta: int) -> None:
    for folder, words, norm in ((c.base, base, 1.0), (c.delta, delta, 0.0)):
        shutil.rmtree(folder)
        write_sparse(folder, Shape(vocabulary=words), norm=norm)


@case("shape_mismatch")
def another_feed_forward(c: Case) -> None:
    shape = replace(c.pair.shape, multiple_of=256)
    tensors = random_tensors(shape)
    rewrite(c.delta, subtract(tensors, tensors), shape)


@case("tensors_missing", Place.DELTA)
def tensor_missing(c: Case) -> None:
    tensors = dict(c.pair.delta_tensors)
    tensors.pop("model.layers.1.mlp.up_proj.weight")
    rewrite(c.delta, tensors, c.pair.shape)


@case("target_is_file", Place.TARGET)
def file_as_target(c: Case) -> None:
    c.target.write_text("mine")


@case("target_is_source", Place.TARGET)
def base_as_target(c: Case) -> None:
    c.target = c.base


@case("target_is_source", Place.TARGET)
def base_as_target_by_a_link(c: Case) -> None:
    c.target = c.folder / "link"
    c.target.symlink_to(c.base, target_is_directory=True)


@case("target_inside_source", Place.TARGET)
def target_inside_the_delta(c: Case) -> None:
    c.target = c.delta / "merged"


@case("source_inside_target", Place.TARGET)
def target_around_the_base(c: Case) -> None:
    c.target = c.folder


@case("target_not_empty", Place.TARGET)
def target_with_files(c: Case) -> None:
    c.target.mkdir()
    (c.target / "thesis.odt").write_text("mine")


@case("incomplete_foreign", Place.TARGET)
def somebody_elses_incomplete_folder(c: Case) -> None:
    folder = c.target.with_name("out.incomplete")
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")


@case("target_name_too_long", Place.TARGET)
def name_that_no_drive_takes(c: Case) -> None:
    c.target = c.folder / "new folder" / ("长" * 100)


@case("target_name_too_long", Place.TARGET)
def name_with_no_room_for_the_unfinished_one(c: Case) -> None:
    c.target = c.folder / ("x" * 250)


@case("target_not_writable", Place.TARGET, name="root_of_the_system")
def root_as_target(c: Case) -> None:
    c.target = Path(c.target.anchor)


@case("file_unreadable", Place.BASE)
def base_with_an_impossible_name(c: Case) -> None:
    c.base = c.folder / ("x" * 300)


@case("memory_limit_low")
def too_little_memory(c: Case) -> None:
    c.options = MergeOptions(max_memory=10_000_000)


@case("no_space", Place.TARGET)
def too_little_space(c: Case) -> None:
    c.base, c.delta = c.folder / "huge", c.folder / "huge delta"
    shape = Shape(layers=8, hidden=1 << 17, heads=1 << 10, kv_heads=1 << 10)
    write_sparse(c.base, shape, norm=1.0)
    write_sparse(c.delta, shape, norm=0.0)


@pytest.fixture
def prepared(tmp_path) -> Case:
    pair = make_pair(tmp_path)
    return Case(tmp_path, pair, tmp_path / "out", pair.base, pair.delta)


@pytest.mark.parametrize("name", CASES)
def test_refused_before_a_byte_is_written(prepared, name, monkeypatch):
    code, place, spoil = CASES[name]
    monkeypatch.chdir(prepared.folder)
    spoil(prepared)
    small = sum(p.stat().st_size for p in prepared.folder.rglob("*") if p.is_file()) < 10**8
    before = tree(prepared.folder) if small else {}
    plan = plan_merge(prepared.base, prepared.delta, prepared.target, prepared.options)
    found = [problem for problem in plan.problems if problem.code == code]
    assert found, plan.problems
    assert found[0].place is place
    assert found[0].severity is Severity.ERROR
    assert not plan.can_merge
    with pytest.raises(TryMoreError) as caught:
        merged(_pair(prepared), prepared.target, max_memory=prepared.options.max_memory)
    assert caught.value.code in {problem.code for problem in plan.problems}
    assert not small or tree(prepared.folder) == before
    assert not (prepared.folder / "evil-code-ran").exists()
    for problem in plan.problems:
        assert_worded(problem)


def _pair(c: Case) -> Pair:
    return replace(c.pair, base=c.base, delta=c.delta)


def assert_worded(problem: Problem) -> None:
    assert problem.code in TABLE
    words = explain(problem.code, problem.params)
    assert words.what
    for text in (words.what, words.why, words.mend):
        assert "{" not in text, (problem, text)


def test_every_case_has_words_of_its_own():
    codes = {code for code, _, _ in CASES.values()}
    words = [(TABLE[code].what, TABLE[code].why, TABLE[code].mend) for code in sorted(codes)]
    assert len({what for what, _, _ in words}) == len(codes) >= 35
    assert all(why and mend for _, why, mend in words)


def test_all_problems_are_told_at_once(prepared):
    missing_shard(prepared)
    cut_safetensors(prepared)
    file_as_target(prepared)
    plan = plan_merge(prepared.base, prepared.delta, prepared.target, MergeOptions())
    codes = {problem.code for problem in plan.problems}
    assert codes >= {"shard_missing", "shard_short_of", "target_is_file"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: edit_json(c.base / "config.json", rms_norm_eps=1e-5),
        lambda c: edit_json(c.base / "config.json", max_position_embeddings=4096),
    ],
)
def test_signs_of_llama_2_are_a_warning_that_can_be_overruled(prepared, spoil):
    spoil(prepared)
    plan = plan_merge(prepared.base, prepared.delta, prepared.target, MergeOptions())
    assert [(p.code, p.severity, p.place) for p in plan.problems] == [
        ("llama2_signs", Severity.WARNING, Place.BASE)
    ]
    assert_worded(plan.problems[0])
    with pytest.raises(TryMoreError, match="llama2_signs"):
        merged(prepared.pair, prepared.target, allow_warnings=False)
    assert not prepared.target.with_name("out.incomplete").exists()
    assert merged(prepared.pair, prepared.target).tensors == len(prepared.pair.expected)


def test_an_index_that_states_too_large_a_size_is_a_warning(prepared):
    path = prepared.base / "pytorch_model.bin.index.json"
    edit_json(path, metadata={"total_size": 10**9})
    plan = plan_merge(prepared.base, prepared.delta, prepared.target, MergeOptions())
    assert [(p.code, p.severity) for p in plan.problems] == [("weights_short", Severity.WARNING)]
    assert_worded(plan.problems[0])


def test_a_folder_named_llama_2_is_suspected(prepared):
    renamed = prepared.base.rename(prepared.folder / "Llama-2-7b-hf")
    codes = [problem.code for problem in inspect_checkpoint(renamed).problems]
    assert codes == ["llama2_signs"]


def test_a_good_pair_has_no_problem_and_meta_is_welcome(tmp_path):
    pair = make_pair(tmp_path, base_form="meta2")
    plan = plan_merge(pair.base, pair.delta, tmp_path / "out", MergeOptions())
    assert plan.problems == ()
    assert plan.base.format == "meta"
    assert plan.output_bytes > 0
    assert plan.needed_bytes > plan.output_bytes
    assert not (tmp_path / "out").exists()


def test_thirteen_billion_parameters_are_planned_without_reading_them(tmp_path):
    base = write_sparse(tmp_path / "llama-13b", SHAPE_13B, norm=1.0, shards=3)
    delta = write_sparse(tmp_path / "delta-13b", SHAPE_13B, norm=0.0, shards=3)
    started = time.monotonic()
    plan = plan_merge(base, delta, tmp_path / "out", MergeOptions())
    assert time.monotonic() - started < 60, "weights were read"
    assert plan.base.size_class == plan.delta.size_class == "13B"
    assert plan.base.parameters == 13_015_864_320
    assert plan.base.tensors == 363
    assert plan.tensors == 363
    assert {p.code for p in plan.problems} <= {"pair_without_tokenizer", "no_space"}


@pytest.mark.parametrize("there", [True, False])
def test_a_link_as_target_leads_to_where_it_points(prepared, there):
    place = prepared.folder / "elsewhere"
    if there:
        place.mkdir()
    prepared.target.symlink_to(place)
    merged(prepared.pair, prepared.target)
    assert prepared.target.is_symlink()
    assert (place / "config.json").is_file()
    left = {path.name for path in prepared.folder.iterdir()}
    assert left == {"base", "delta", "elsewhere", "out"}


def test_a_source_without_permission(prepared):
    if os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    (prepared.base / "pytorch_model-00001-of-00003.bin").chmod(0)
    plan = plan_merge(prepared.base, prepared.delta, prepared.target, MergeOptions())
    assert "file_unreadable" in {problem.code for problem in plan.problems}


def test_an_unknown_format_of_numbers_is_refused(prepared):
    with pytest.raises(TryMoreError, match="dtype_unknown"):
        merged(prepared.pair, prepared.target, dtype="int4")


def test_config_json_is_not_needed(tmp_path):
    shape = Shape(hidden=256, heads=2, kv_heads=2)
    pair = make_pair(tmp_path, shape)
    (pair.base / "config.json").unlink()
    (pair.delta / "config.json").unlink()
    merged(pair, tmp_path / "out")
    made = json.loads((tmp_path / "out/config.json").read_text())
    wanted = config_json(shape)
    for key in ("hidden_size", "intermediate_size", "num_attention_heads", "num_hidden_layers"):
        assert made[key] == wanted[key]
