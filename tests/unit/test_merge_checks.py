"""Wrong inputs are refused before a byte is written, each with its own words."""

import json
import os
import time
from dataclasses import replace

import pytest

from tests.support import wrong_folders, wrong_pairs, wrong_targets
from tests.support.checkpoints import Pair, config_json, make_pair
from tests.support.merging import merged, tree
from tests.support.sparse import write_sparse
from tests.support.tensors import SHAPE_13B, Shape
from tests.support.wrong_inputs import CASES, Case, edit_json
from trymore_desktop.core.checkpoints import MergeOptions, Place, Problem, Severity
from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.inspect import inspect_checkpoint
from trymore_desktop.merge.plan import plan_merge
from trymore_desktop.messages import TABLE, explain


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
    homes = {spoil.__module__ for _, _, spoil in CASES.values()}
    assert homes == {one.__name__ for one in (wrong_folders, wrong_pairs, wrong_targets)}


def test_all_problems_are_told_at_once(prepared):
    wrong_folders.missing_shard(prepared)
    wrong_folders.cut_safetensors(prepared)
    wrong_targets.file_as_target(prepared)
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
