from pathlib import Path

import pytest

from trymore_desktop.core.checkpoints import (
    CheckpointKind,
    CheckpointReport,
    MergePlan,
    Place,
    Problem,
    Severity,
)
from trymore_desktop.messages import TABLE
from trymore_desktop.ui.wizard_findings import MISPLACED
from trymore_desktop.ui.wizard_flow import WizardFlow
from trymore_desktop.ui.wizard_state import Blocker, Journey, Locations, Phase, Screen


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    models = tmp_path / "models"
    models.mkdir()
    return Locations(tmp_path / "demo/base", tmp_path / "demo/delta", models)


@pytest.fixture
def flow(locations: Locations) -> WizardFlow:
    return WizardFlow(locations)


def report(path: str, kind: CheckpointKind, *problems: Problem, size: str = "7B"):
    return CheckpointReport(path, "bin", kind, size_class=size, problems=problems)


def plan_of(flow: WizardFlow, *problems: Problem, done: int = 0, output: int = 100) -> MergePlan:
    return MergePlan(
        report(flow.state.base, CheckpointKind.MODEL),
        report(flow.state.delta, CheckpointKind.DELTA),
        flow.state.target,
        done_bytes=done,
        output_bytes=output,
        problems=problems,
    )


def choose_pair(flow: WizardFlow) -> None:
    flow.choose_own()
    flow.next()
    flow.choose_folder(Place.BASE, "/a/base")
    flow.inspected(Place.BASE, report("/a/base", CheckpointKind.MODEL))
    flow.next()
    flow.choose_folder(Place.DELTA, "/a/delta")
    flow.inspected(Place.DELTA, report("/a/delta", CheckpointKind.DELTA))
    flow.next()


def test_the_long_way_passes_every_screen(flow: WizardFlow) -> None:
    seen = [flow.screen]
    flow.choose_own()
    seen.append(flow.screen)
    seen.append(flow.next())
    assert flow.blocker() is Blocker.NO_FOLDER
    assert flow.next() is Screen.BASE
    flow.choose_folder(Place.BASE, "/a/base")
    assert flow.blocker() is Blocker.LOOKING
    flow.inspected(Place.BASE, report("/a/base", CheckpointKind.MODEL))
    assert flow.blocker() is None
    seen.append(flow.next())
    flow.choose_folder(Place.DELTA, "/a/delta")
    flow.inspected(Place.DELTA, report("/a/delta", CheckpointKind.DELTA))
    seen.append(flow.next())
    assert flow.blocker() is Blocker.PLANNING
    flow.planned(plan_of(flow))
    assert flow.blocker() is None
    flow.merge_started()
    seen.append(flow.screen)
    assert flow.blocker() is Blocker.NOT_MERGED
    flow.merged()
    seen.append(flow.screen)
    flow.model_checked()
    seen.append(flow.screen)
    assert seen == list(Screen)
    assert flow.blocker() is Blocker.NOT_LOADED
    flow.loaded = True
    assert flow.blocker() is None


def test_back_reaches_the_first_screen_from_everywhere(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.planned(plan_of(flow))
    flow.merge_started()
    assert not flow.can_go_back()
    flow.merged()
    flow.model_checked()
    seen = []
    while flow.can_go_back():
        seen.append(flow.back())
    assert seen == [Screen.TARGET, Screen.DELTA, Screen.BASE, Screen.HARDWARE, Screen.LANGUAGE]
    assert flow.state.base == "/a/base"


def test_the_demo_fills_everything_in(flow: WizardFlow, locations: Locations) -> None:
    flow.choose_demo()
    assert flow.screen is Screen.TARGET
    assert flow.state.base == str(locations.demo_base)
    assert flow.state.target == str(locations.models / "TryMoreGPT-demo")
    assert Screen.BASE not in flow.steps
    flow.back()
    assert flow.screen is Screen.LANGUAGE
    flow.choose_own()
    assert flow.state.base == ""


@pytest.mark.parametrize("stop", [Screen.HARDWARE, Screen.BASE, Screen.DELTA, Screen.TARGET])
def test_quitting_goes_on_at_the_same_screen(
    flow: WizardFlow, locations: Locations, stop: Screen
) -> None:
    choose_pair(flow)
    while flow.screen is not stop:
        flow.back()
    again = WizardFlow.restored(locations, flow.save())
    assert again.screen is stop
    assert again.state == flow.state


def test_a_crash_while_merging_is_told_at_the_next_start(
    flow: WizardFlow, locations: Locations
) -> None:
    choose_pair(flow)
    flow.planned(plan_of(flow, output=1000))
    flow.merge_started()
    flow.merge_progressed(580, 1000)
    again = WizardFlow.restored(locations, flow.save())
    assert again.screen is Screen.MERGING
    assert again.state.phase is Phase.INTERRUPTED
    assert again.state.unfinished
    assert again.state.percent == 58
    assert again.can_go_back()
    again.planned(plan_of(again, done=400, output=1000))
    assert again.state.percent == 40


def test_a_failure_before_quitting_is_an_interruption_after_it(
    flow: WizardFlow, locations: Locations
) -> None:
    choose_pair(flow)
    flow.merge_started()
    flow.merge_failed("source_lost")
    assert WizardFlow.restored(locations, flow.save()).state.phase is Phase.INTERRUPTED


def test_a_pause_survives_quitting(flow: WizardFlow, locations: Locations) -> None:
    choose_pair(flow)
    flow.merge_started()
    flow.merge_paused()
    assert WizardFlow.restored(locations, flow.save()).state.phase is Phase.PAUSED


def test_a_lost_engine_goes_on_with_less_memory(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.merge_started()
    flow.merge_failed("engine_lost")
    assert flow.state.phase is Phase.FAILED
    assert flow.options.low_memory


def test_a_removed_merge_leads_back_to_the_summary(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.planned(plan_of(flow))
    flow.merge_started()
    flow.merge_removed()
    assert flow.screen is Screen.TARGET
    assert not flow.state.unfinished
    assert flow.blocker() is Blocker.PLANNING


@pytest.mark.parametrize("saved", [None, {}, {"screen": 7}, {"screen": "x"}, [], "no", {"base": 1}])
def test_damaged_state_starts_from_the_first_screen(locations: Locations, saved: object) -> None:
    assert WizardFlow.restored(locations, saved).screen is Screen.LANGUAGE


def test_exchanged_folders_are_seen_and_swapped(flow: WizardFlow) -> None:
    flow.choose_own()
    flow.next()
    flow.choose_folder(Place.BASE, "/a/delta")
    flow.inspected(Place.BASE, report("/a/delta", CheckpointKind.DELTA))
    assert flow.blocker() is Blocker.UNUSABLE
    assert [found.code for found in flow.problems(Place.BASE)] == ["base_is_delta"]
    flow.choose_folder(Place.DELTA, "/a/base")
    flow.inspected(Place.DELTA, report("/a/base", CheckpointKind.MODEL))
    assert flow.exchanged
    assert [found.code for found in flow.problems(Place.DELTA)] == ["exchanged"]
    flow.swap()
    assert not flow.exchanged
    assert flow.state.base == "/a/base"
    assert flow.problems(Place.BASE) == ()
    assert flow.blocker() is None


def test_what_is_about_both_is_told_with_the_delta(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.planned(plan_of(flow, Problem("size_mismatch", params={"base": "13B", "delta": "7B"})))
    assert [found.code for found in flow.problems(Place.DELTA)] == ["size_mismatch"]
    assert flow.problems(Place.BASE) == ()
    assert flow.blocker() is Blocker.PROBLEMS


def test_problems_come_once_and_the_gravest_first(flow: WizardFlow) -> None:
    flow.choose_own()
    flow.next()
    flow.choose_folder(Place.BASE, "/a/base")
    warning = Problem("llama2_signs", Severity.WARNING)
    error = Problem("shard_missing")
    flow.inspected(Place.BASE, report("/a/base", CheckpointKind.MODEL, warning, warning, error))
    codes = [found.code for found in flow.problems(Place.BASE)]
    assert codes == ["shard_missing", "llama2_signs"]


def test_another_folder_forgets_what_was_known(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.planned(plan_of(flow))
    flow.choose_folder(Place.DELTA, "/a/other")
    assert flow.plan is None
    assert Place.DELTA not in flow.reports


def test_the_proposed_target_never_exists(flow: WizardFlow, locations: Locations) -> None:
    (locations.models / "TryMoreGPT-7B").mkdir()
    choose_pair(flow)
    assert flow.state.target == str(locations.models / "TryMoreGPT-7B-2")
    flow.choose_folder(Place.TARGET, "/elsewhere")
    flow.inspected(Place.DELTA, report("/a/delta", CheckpointKind.DELTA, size="13B"))
    assert flow.state.target == "/elsewhere"


@pytest.mark.parametrize(
    ("size", "parameters", "name"),
    [
        ("13B", 13_015_864_320, "TryMoreGPT-13B"),
        ("", 1_300_000_000, "TryMoreGPT-1.3B"),
        ("", 617_000_000, "TryMoreGPT-617M"),
        ("", 0, "TryMoreGPT-merged"),
    ],
)
def test_the_proposed_name_tells_the_size(
    flow: WizardFlow, size: str, parameters: int, name: str
) -> None:
    found = CheckpointReport(
        "/a", "bin", CheckpointKind.DELTA, size_class=size, parameters=parameters
    )
    flow.choose_folder(Place.DELTA, "/a")
    flow.inspected(Place.DELTA, found)
    assert Path(flow.state.target).name == name


def test_the_end_remembers_choices_only(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.finished()
    assert flow.screen is Screen.LANGUAGE
    assert flow.state.journey is Journey.OWN
    assert flow.state.recent == ("/a/delta", "/a/base")
    assert flow.state.base == ""


def test_misplaced_folders_have_words() -> None:
    assert set(MISPLACED.values()) | {"exchanged"} <= set(TABLE)


def test_a_merge_goes_on_only_where_it_was(flow: WizardFlow) -> None:
    choose_pair(flow)
    flow.merge_started()
    assert not flow.options.going_on
    flow.merge_progressed(400, 1000)
    flow.merge_failed("write_failed")
    assert flow.options.going_on
    flow.planned(plan_of(flow, Problem("started_missing"), done=0, output=1000))
    assert (flow.state.done_bytes, flow.options.going_on) == (400, True)
    flow.planned(plan_of(flow, done=0, output=1000))
    assert not flow.options.going_on
