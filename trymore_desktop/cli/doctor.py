"""`trymore doctor`: what was found, what was tried, why a GPU is not used, what fits."""

import argparse
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import msgspec

from trymore_desktop import __version__, paths
from trymore_desktop.cli import options
from trymore_desktop.cli.exits import DONE
from trymore_desktop.cli.models import known_models
from trymore_desktop.cli.running import run_command
from trymore_desktop.cli.terminal import Terminal, size_text
from trymore_desktop.core.events import Diagnosed, HardwareFound, LoadPlanned
from trymore_desktop.core.hardware import Hardware, LoadPlan
from trymore_desktop.engine.protocol import FindHardware, PlanLoad
from trymore_desktop.engine.service import Engine, Service
from trymore_desktop.messages import explain, untranslated
from trymore_desktop.runtime.activate import present
from trymore_desktop.settings import load
from trymore_desktop.translation import Translate
from trymore_desktop.ui.advice import PARAMETERS, Advice, Fit, advise

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
    terminal.table(_program(translate))
    _headline(terminal, translate("cli", "Computer"))
    _tell_hardware(final.hardware, terminal)
    _headline(terminal, translate("cli", "What was tried"))
    for line in _attempts(final.hardware, translate):
        terminal.say(line)
    _headline(terminal, translate("cli", "What fits"))
    advice = {f"TryMoreGPT-{size}": advise(size, final.hardware) for size in PARAMETERS}
    terminal.table((name, _advice(one, translate)) for name, one in advice.items())
    models = _tell_models(engine, terminal)
    fits = {name: msgspec.to_builtins(one) for name, one in advice.items()}
    # A bug report is read by others: in English
    attempts = tuple(_attempts(final.hardware, untranslated))
    terminal.emit(Diagnosed(dict(_program(untranslated)), attempts, fits, models))
    return DONE


def _attempts(hardware: Hardware, translate: Translate) -> Iterator[str]:
    for attempt in hardware.attempts:
        words = explain(attempt.code, {"detail": attempt.detail}, translate)
        detail = f" ({attempt.detail})" if attempt.detail else ""
        mend = f" {words.mend}" if words.mend and not attempt.found else ""
        yield f"{'+' if attempt.found else '-'} {words.what}{detail}{mend}"
    if present().ignored:
        yield f"- {' '.join(str(explain(present().ignored, {}, translate)).splitlines())}"


def _tell_models(engine: Service, terminal: Terminal) -> dict[str, LoadPlan]:
    settings, problems = load()
    plans: dict[str, LoadPlan] = {}
    for model in known_models(settings):
        planned = run_command(engine, PlanLoad(str(model)), terminal)
        if isinstance(planned, LoadPlanned):
            plans[str(model)] = planned.plans[0]
            terminal.say(f"{model}: {_plan_text(planned.plans[0], terminal.translate)}")
        else:
            terminal.note(str(model))
            terminal.finish(planned)
    terminal.problems(problems)
    return plans


def _program(translate: Translate) -> list[tuple[str, str]]:
    return [
        ("TryMore Desktop", __version__),
        ("Python", f"{platform.python_version()} ({sys.executable})"),
        (translate("cli", "System"), platform.platform()),
        *((name, _version(name)) for name in PACKAGES),
        (translate("cli", "GPU build of PyTorch"), present().folder),
        (translate("cli", "Chats"), str(paths.data_dir())),
        (translate("cli", "Settings"), str(paths.config_dir())),
        (translate("cli", "Logs"), str(paths.log_dir())),
    ]


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


def _advice(advice: Advice, translate: Translate) -> str:
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
    told = translate("cli", "{verdict}: {needed} needed, {available} free").format(
        verdict=text.format(device=plan.device, precision=plan.precision),
        needed=size_text(plan.weights + plan.cache + plan.overhead),
        available=size_text(plan.available),
    )
    parts = translate("cli", "({weights} weights, {context} context, {rest} beside them)").format(
        weights=size_text(plan.weights),
        context=size_text(plan.cache),
        rest=size_text(plan.overhead),
    )
    return f"{told} {parts}"
