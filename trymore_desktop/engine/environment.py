"""How an engine is started: its command line and its environment."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DO_NOT_TRACK": "1",
}
"""Nothing is fetched or reported by a library; downloads that a person asked for set their own."""

QUIET = {
    # Spinning OpenMP threads starve the window: 14 -> 2.7 tokens a second with one busy neighbour.
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
}
"""Defaults that the person's own environment may overrule."""


def engine_environment(parent: Mapping[str, str]) -> dict[str, str]:
    """The variables for a process that loads torch and the Hugging Face libraries."""
    environment = QUIET | dict(parent) | OFFLINE | {"PYTHONUTF8": "1"}
    if not getattr(sys, "frozen", False):
        source = str(Path(__file__).resolve().parents[2])
        inherited = parent.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([source, inherited] if inherited else [source])
    return environment


def apply_engine_environment() -> None:
    """Make this process such a one; to be called before torch is imported."""
    os.environ.update(engine_environment(os.environ))


def engine_command() -> list[str]:
    """The command line of an engine of this same version.

    A frozen build starts its console program, which lies beside the window's: a Windows program
    without a console has no standard streams.
    """
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "trymore_desktop.engine.host"]
    executable = Path(sys.executable)
    console = executable.with_name("trymore" + executable.suffix)
    return [str(console if console.exists() else executable), "--engine"]
