"""trl's trainer over rows of token ids, told as events, cancellable, resumable."""

import contextlib
import json
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import Progress
from trymore_desktop.errors import Interrupted, TryMoreError


class Row(msgspec.Struct, frozen=True):
    """One training sequence: `labels` are the ids, or -100 where no loss is counted."""

    input_ids: list[int]
    labels: list[int]


class Losses(msgspec.Struct):
    """What a run measured: (step, mean loss a trained token) at every logged step."""

    steps: list[tuple[int, float]] = []

    @property
    def last(self) -> float:
        """The last logged loss, nan if none was logged."""
        return self.steps[-1][1] if self.steps else float("nan")


Build = Callable[[Any], Any]
"""(TrainerCallback) -> trl.SFTTrainer, called in the thread that trains."""


def dataset(rows: Sequence[Row]) -> Any:
    """The rows as a `datasets.Dataset` with the columns that SFTTrainer takes as they are."""
    import datasets

    return datasets.Dataset.from_dict(
        {"input_ids": [row.input_ids for row in rows], "labels": [row.labels for row in rows]}
    )


def run(
    build: Build, control: Control, losses: Losses, resume: bool, stage: str
) -> Iterator[Progress]:
    """Train to the end; with `resume` go on from the newest whole checkpoint in the output folder.

    The trainer runs in a thread of its own because it cannot be looped over; cancelling stops it
    after the step at hand, with a checkpoint.

    Raises:
        Interrupted: the person cancelled.
        TryMoreError: `training_failed`, with what the trainer said as detail.
    """
    from transformers import PrinterCallback, TrainerCallback

    messages: queue.SimpleQueue[tuple[int, int] | BaseException | None] = queue.SimpleQueue()

    class Tell(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, trainer: Any, **_: Any) -> None:
            messages.put((state.global_step, state.max_steps))
            if control.cancelled:
                trainer.should_save = trainer.should_training_stop = True

        def on_train_begin(self, args: Any, state: Any, trainer: Any, **_: Any) -> None:
            told = (entry for entry in state.log_history if "loss" in entry)
            losses.steps = [(int(entry["step"]), float(entry["loss"])) for entry in told]
            if 0 < state.max_steps <= state.global_step:
                raise _AlreadyTrained

        def on_log(self, args: Any, state: Any, trainer: Any, **_: Any) -> None:
            if state.log_history and "loss" in state.log_history[-1]:
                losses.steps.append((state.global_step, float(state.log_history[-1]["loss"])))

    def work() -> None:
        try:
            _silence()
            trainer = build(Tell())
            # Its dictionaries would stand between our own lines on stdout
            trainer.remove_callback(PrinterCallback)
            found = last_checkpoint(Path(trainer.args.output_dir)) if resume else None
            with contextlib.suppress(_AlreadyTrained):
                trainer.train(resume_from_checkpoint=str(found) if found else None)
            messages.put(None)
        except BaseException as error:  # noqa: BLE001 - the boundary of the thread
            messages.put(error)

    thread = threading.Thread(target=work, name=stage)
    thread.start()
    yield from _follow(messages, control, losses, stage)
    thread.join()
    control.check()


def _follow(
    messages: "queue.SimpleQueue[tuple[int, int] | BaseException | None]",
    control: Control,
    losses: Losses,
    stage: str,
) -> Iterator[Progress]:
    report: Reporter | None = None
    while (message := messages.get()) is not None:
        if isinstance(message, BaseException):
            _fail(message, control)
        else:
            done, total = message
            report = report or Reporter(Control(), stage, total, "steps")
            yield from report(done, f"loss {losses.last:.3f}" if losses.steps else "")


def _fail(error: BaseException, control: Control) -> None:
    control.check()
    if isinstance(error, (TryMoreError, Interrupted)):
        raise error
    raise TryMoreError("training_failed", detail=f"{type(error).__name__}: {error}") from error


class _AlreadyTrained(Exception):
    """The checkpoint is the run's last: the trainer would take one step too many each time."""


def _silence() -> None:
    """No bars and notices of the libraries: this program tells its progress itself."""
    import warnings

    import datasets
    import transformers

    datasets.disable_progress_bars()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")


def last_checkpoint(folder: Path) -> Path | None:
    """The newest checkpoint that is whole, or None.

    Its state is written last; the trainer's own search takes the highest number, which may be a
    checkpoint that a killed run left half-written.
    """
    found = [one for one in folder.glob("checkpoint-*") if one.name[11:].isdecimal()]
    for one in sorted(found, key=lambda path: int(path.name[11:]), reverse=True):
        try:
            json.loads((one / "trainer_state.json").read_bytes())
        except (OSError, ValueError):
            continue
        return one
    return None
