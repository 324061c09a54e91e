"""Commands, and the JSON lines in which commands and events cross the pipe."""

import msgspec

from trymore_desktop.core.chat import ContextPolicy, GenerationConfig, Message
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.events import AnyEvent, snake_case
from trymore_desktop.errors import TryMoreError


class Command(msgspec.Struct, frozen=True, tag_field="command", tag=snake_case):
    """Anything that the engine can be asked."""


class Inspect(Command, frozen=True):
    """What is in this folder? Ends in Inspected."""

    path: str


class PlanMerge(Command, frozen=True):
    """What would this merge do? Ends in PlanReady; reads headers only."""

    base: str
    delta: str
    target: str
    options: MergeOptions = MergeOptions()


class Merge(Command, frozen=True):
    """Add the delta to the base, going on where an earlier run stopped. Ends in Merged."""

    base: str
    delta: str
    target: str
    options: MergeOptions = MergeOptions()


class DiscardMerge(Command, frozen=True):
    """Remove what an unfinished merge to `target` wrote. Ends in Discarded."""

    target: str


class MakeDelta(Command, frozen=True):
    """Subtract the base from a fine-tuned model. Ends in DeltaMade."""

    base: str
    target: str
    delta: str
    options: MergeOptions = MergeOptions()


class VerifyModel(Command, frozen=True):
    """Read a model again and check it. Ends in Verified."""

    path: str


class MoveModel(Command, frozen=True):
    """Move a model's folder to the new folder `target`, checked. Ends in Moved."""

    path: str
    target: str


class DeleteModel(Command, frozen=True):
    """Delete the files of a model that this program merged, no others. Ends in Discarded."""

    path: str


class FetchDelta(Command, frozen=True):
    """Download a repository of the hub into `folder`. Ends in Fetched. Uses the network."""

    repository: str
    folder: str
    endpoint: str = ""


class FindHardware(Command, frozen=True):
    """What can run a model here? Ends in HardwareFound."""


class FindRuntime(Command, frozen=True):
    """Which build of torch is in use? Ends in RuntimeFound; uses no network."""


class FetchRuntime(Command, frozen=True):
    """Install the CUDA build of torch. Ends in RuntimeInstalled, and the engine starts anew.

    From the package index that FindRuntime named, or from a folder of wheels without network.
    """

    wheels: str = ""


class RemoveRuntime(Command, frozen=True):
    """Go back to the bundled torch. Ends in RuntimeRemoved, and the engine starts anew."""


class PlanLoad(Command, frozen=True):
    """How would this model fit? Ends in LoadPlanned."""

    path: str
    device: str = "auto"
    precision: str = "auto"


class LoadModel(Command, frozen=True):
    """Load a model in place of the present one. Ends in ModelLoaded."""

    path: str
    device: str = "auto"
    precision: str = "auto"


class UnloadModel(Command, frozen=True):
    """Free the model's memory. Ends in ModelUnloaded."""


class Generate(Command, frozen=True):
    """Answer the last user message; with `resume` go on with the last, unfinished reply.

    Yields Progress (stage prefill), TextDelta, and ends in Finished.
    """

    messages: tuple[Message, ...]
    config: GenerationConfig = GenerationConfig()
    policy: ContextPolicy = ContextPolicy.DROP_OLDEST
    resume: bool = False


class CountTokens(Command, frozen=True):
    """How large would this prompt be? Answered at once, also while a reply is generated."""

    messages: tuple[Message, ...]
    config: GenerationConfig = GenerationConfig()


class Benchmark(Command, frozen=True):
    """Measure the loaded model on this machine. Ends in Benchmarked."""


class Cancel(Command, frozen=True):
    """Stop the command with the id `target`."""

    target: int


AnyCommand = (
    Inspect
    | PlanMerge
    | Merge
    | DiscardMerge
    | MakeDelta
    | VerifyModel
    | MoveModel
    | DeleteModel
    | FetchDelta
    | FindHardware
    | FindRuntime
    | FetchRuntime
    | RemoveRuntime
    | PlanLoad
    | LoadModel
    | UnloadModel
    | Generate
    | CountTokens
    | Benchmark
    | Cancel
)


class CommandLine(msgspec.Struct, frozen=True):
    """One line from the window to the engine; the id is chosen by the window."""

    id: int
    command: AnyCommand


class EventLine(msgspec.Struct, frozen=True):
    """One line from the engine to the window; id 0 belongs to no command (Ready)."""

    id: int
    event: AnyEvent


_encoder = msgspec.json.Encoder()
_commands = msgspec.json.Decoder(CommandLine)
_events = msgspec.json.Decoder(EventLine)


def encode(line: CommandLine | EventLine) -> bytes:
    """One JSON object in UTF-8 and a line feed."""
    return _encoder.encode(line) + b"\n"


def decode_command(line: bytes) -> CommandLine:
    """Read what `encode` wrote.

    Raises:
        TryMoreError: `protocol_error`, the line is no command.
    """
    try:
        return _commands.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TryMoreError("protocol_error", detail=str(error)) from error


def decode_event(line: bytes) -> EventLine:
    """Read what `encode` wrote.

    Raises:
        TryMoreError: `protocol_error`, the line is no event.
    """
    try:
        return _events.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TryMoreError("protocol_error", detail=str(error)) from error
