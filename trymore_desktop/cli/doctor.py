"""`trymore doctor`: what was found, what was tried, why a GPU is not used, what fits."""

import argparse
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from trymore_desktop import __version__, paths
from trymore_desktop.cli import options
from trymore_desktop.cli.exits import DONE
from trymore_desktop.cli.models import known_models
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.events import HardwareFound, LoadPlanned
from trymore_desktop.core.hardware import Hardware, LoadPlan
from trymore_desktop.engine.protocol import FindHardware, PlanLoad
from trymore_desktop.engine.service import Engine, Service
from trymore_desktop.messages import explain
from trymore_desktop.runtime.activate import present
from trymore_desktop.settings import load
from trymore_desktop.translation import Translate
from trymore_desktop.ui.advice import PARAMETERS, Fit, advise

PACKAGES = ("torch", "transformers", "safetensors", "tokenizers", "PySide6-Essentials")


def add_parsers(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", translate: Translate
) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "doctor", help=translate("cli", "what was found here, why a GPU is not used, what fits")
    )
    options.add_json(parser, translate)
    parser.set_defaults(main=main)


def main(_arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Tell all of it."""
    engine = Engine()
    final = run_command(engine, FindHardware(), terminal)
    if not isinstance(final, HardwareFound):
        return terminal.finish(final)
    translate = terminal.translate
    _tell_program(terminal)
    _headline(terminal, translate("cli", "Computer"))
    _tell_hardware(final.hardware, terminal)
    _headline(terminal, translate("cli", "What was tried"))
    for attempt in final.hardware.attempts:
        words = explain(attempt.code, {"detail": attempt.detail}, translate)
        detail = f" ({attempt.detail})" if attempt.detail else ""
        mend = f" {words.mend}" if words.mend and not attempt.found else ""
        terminal.say(f"{'+' if attempt.found else '-'} {words.what}{detail}{mend}")
    if present().ignored:
        terminal.say(f"- {' '.join(str(explain(present().ignored, {}, translate)).splitlines())}")
    _headline(terminal, translate("cli", "What fits"))
    terminal.table(
        (f"TryMoreGPT-{size}", _advice(size, final.hardware, translate)) for size in PARAMETERS
    )
    _tell_models(engine, terminal)
    return DONE


def _tell_models(engine: Service, terminal: Terminal) -> None:
    settings, problems = load()
    for model in known_models(settings):
        planned = run_command(engine, PlanLoad(str(model)), terminal)
        if isinstance(planned, LoadPlanned):
            terminal.say(f"{model}: {_plan_text(planned.plans[0], terminal.translate)}")
        else:
            terminal.note(str(model))
            terminal.finish(planned)
    terminal.problems(problems)


def _tell_program(terminal: Terminal) -> None:
    rows = [
        ("TryMore Desktop", __version__),
        ("Python", f"{platform.python_version()} ({sys.executable})"),
        (terminal.translate("cli", "System"), platform.platform()),
        *((name, _version(name)) for name in PACKAGES),
        (terminal.translate("cli", "GPU build of PyTorch"), present().folder),
        (terminal.translate("cli", "Chats"), str(paths.data_dir())),
        (terminal.translate("cli", "Settings"), str(paths.config_dir())),
        (terminal.translate("cli", "Logs"), str(paths.log_dir())),
    ]
    terminal.table(rows)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _headline(terminal: Terminal, text: str) -> None:
    terminal.say(f"\n{text}")


def _tell_hardware(hardware: Hardware, terminal: Terminal) -> None:
    translate = terminal.translate
    of = translate("cli", "{free} free of {total}")
    rows = [
        (translate("cli", "Processor"), f"{hardware.cpu} ({hardware.cores})"),
        (
            translate("cli", "Memory"),
            of.format(free=size_text(hardware.free_memory), total=size_text(hardware.total_memory)),
        ),
    ]
    for device in hardware.devices:
        if device.kind != "cpu":
            memory = of.format(
                free=size_text(device.free_memory), total=size_text(device.total_memory)
            )
            rows.append((f"{device.kind}:{device.index}", f"{device.name}, {memory}"))
    terminal.table(rows)


def _advice(size: str, hardware: Hardware, translate: Translate) -> str:
    advice = advise(size, hardware)
    text = {
        Fit.FULL: translate("cli", "fits whole on {device} in {precision}"),
        Fit.SMALLER: translate("cli", "fits on {device} in {precision}"),
        Fit.SHARED: translate("cli", "fits on {device} and the GPU together in {precision}"),
        Fit.PROCESSOR: translate("cli", "runs on the processor in {precision}, slowly"),
        Fit.TOO_LARGE: translate("cli", "does not fit"),
    }[advice.fit]
    shown = text.format(device=advice.device, precision=advice.precision)
    return translate("cli", "{verdict}: {needed} needed, {available} free").format(
        verdict=shown, needed=size_text(advice.needed), available=size_text(advice.available)
    )


def _plan_text(plan: LoadPlan, translate: Translate) -> str:
    text = (
        translate("cli", "fits on {device} in {precision}")
        if plan.fits
        else translate("cli", "does not fit on {device} in {precision}")
    )
    return translate("cli", "{verdict}: {needed} needed, {available} free").format(
        verdict=text.format(device=plan.device, precision=plan.precision),
        needed=size_text(plan.weights + plan.cache + plan.overhead),
        available=size_text(plan.available),
    )
