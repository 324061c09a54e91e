"""A target that cannot be, and a machine that has too little for the merge."""

from pathlib import Path

from tests.support.sparse import write_sparse
from tests.support.tensors import Shape
from tests.support.wrong_inputs import Case, case
from trymore_desktop.core.checkpoints import MergeOptions, Place


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
