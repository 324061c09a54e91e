import errno
from pathlib import Path

import pytest

from tests.support.checkpoints import make_pair
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Moved, Progress
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.merge import relocate
from trymore_desktop.merge.relocate import delete_model, move_model
from trymore_desktop.merge.run import merge

CONTENTS = {"model-00001-of-00001.safetensors": bytes(range(256)) * 40_000, "config.json": b"{}"}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "模型 one"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def other_drive(monkeypatch: pytest.MonkeyPatch, model: Path) -> None:
    """Renaming the model's folder fails as between two file systems; all else is real."""
    rename = Path.rename

    def crossing(self: Path, target: Path) -> Path:
        if self == model:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", crossing)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_on_the_same_drive_it_is_renamed(model: Path, tmp_path: Path) -> None:
    target = tmp_path / "new/place"
    events = list(move_model(model, target, Control()))
    assert events == [Moved(str(target), sum(map(len, CONTENTS.values())))]
    assert contents(target) == CONTENTS
    assert not model.exists()


@pytest.mark.usefixtures("other_drive")
def test_to_another_drive_it_is_copied_checked_and_then_removed(
    model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "new/place"
    events = list(move_model(model, target, Control()))
    stages = [event.stage for event in events if isinstance(event, Progress)]
    assert set(stages) == {"copy", "check"}
    assert contents(target) == CONTENTS
    assert not model.exists()
    assert [path.name for path in target.parent.iterdir()] == ["place"]


@pytest.mark.usefixtures("other_drive")
def test_a_cancelled_move_leaves_everything_as_it_was(model: Path, tmp_path: Path) -> None:
    control = Control()
    work = move_model(model, tmp_path / "new/place", control)
    next(work)
    control.cancel()
    with pytest.raises(Interrupted):
        list(work)
    assert contents(model) == CONTENTS
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.usefixtures("other_drive")
def test_a_bad_copy_is_found_and_the_old_place_kept(model: Path, tmp_path: Path) -> None:
    work = move_model(model, tmp_path / "new/place", Control())
    for event in work:
        if isinstance(event, Progress) and event.stage == "check":
            break
        if isinstance(event, Progress) and event.done == event.total:
            copy = tmp_path / "new/place.moving/model-00001-of-00001.safetensors"
            copy.write_bytes(b"x" * copy.stat().st_size)
    with pytest.raises(TryMoreError) as caught:
        list(work)
    assert caught.value.code == "move_copy_differs"
    assert contents(model) == CONTENTS
    assert not (tmp_path / "new/place").exists()


@pytest.mark.usefixtures("other_drive")
def test_too_little_space_is_told_before_a_byte_is_written(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relocate, "free_space", lambda _target: 10)
    with pytest.raises(TryMoreError) as caught:
        list(move_model(model, tmp_path / "new/place", Control()))
    assert caught.value.code == "move_no_space"
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    ("target", "code"), [("模型 one/inside", "move_target_inside"), (".", "move_target_exists")]
)
def test_places_that_cannot_be(model: Path, tmp_path: Path, target: str, code: str) -> None:
    with pytest.raises(TryMoreError) as caught:
        list(move_model(model, tmp_path / target, Control()))
    assert caught.value.code == code
    assert contents(model) == CONTENTS


def test_an_absent_model(tmp_path: Path) -> None:
    with pytest.raises(TryMoreError) as caught:
        list(move_model(tmp_path / "gone", tmp_path / "new", Control()))
    assert caught.value.code == "move_source_missing"


def test_files_of_others_are_not_deleted(model: Path) -> None:
    with pytest.raises(TryMoreError) as caught:
        delete_model(model)
    assert caught.value.code == "delete_unknown"
    assert contents(model) == CONTENTS


def test_only_what_was_merged_is_deleted(model: Path) -> None:
    provenance = (
        '{"version":"1","made":"merge","dtype":"fp16","rule":"","recipe":"","sources":{},'
        '"hashes":{"model-00001-of-00001.safetensors":"","../outside":""},"sizes":{},"tensors":1}'
    )
    (model / "trymore.json").write_text(provenance)
    (model / "notes.txt").write_text("mine")
    outside = model.parent / "outside"
    outside.write_text("stays")
    freed = delete_model(model)
    assert freed == sum(map(len, CONTENTS.values())) + len(provenance)
    assert contents(model) == {"notes.txt": b"mine"}
    assert outside.exists()


def test_packed_weights_go_with_the_model(tmp_path: Path) -> None:
    pair = make_pair(tmp_path)
    target = tmp_path / "merged"
    list(merge(pair.base, pair.delta, target, MergeOptions(), Control()))
    packed = target / ".trymore-native-int8.safetensors"
    packed.write_bytes(bytes(1000))
    size = sum(path.stat().st_size for path in target.iterdir())
    assert delete_model(target) == size
    assert not target.exists()
