"""Values of options that several commands share."""

import argparse
import re
from pathlib import Path

from trymore_desktop.translation import Translate

_UNITS = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}


def size(text: str) -> int:
    """1GB, 512 MiB, 1.5gb or a number of bytes, in bytes.

    Raises:
        argparse.ArgumentTypeError: it is none of these.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", text.lower())
    if match is None or match[2] not in _UNITS:
        raise argparse.ArgumentTypeError(f"{text!r}: 1GB, 512MiB, 1.5GB")
    return int(float(match[1]) * _UNITS[match[2]])


def folder(text: str) -> str:
    """A folder's absolute path; `~` is the home.

    Raises:
        argparse.ArgumentTypeError: it is blank, as a variable that was never set.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{text!r}: DIR")
    return str(Path(text).expanduser().absolute())


def add_json(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """`--json`."""
    parser.add_argument(
        "--json", action="store_true", help=translate("cli", "print one event a line, as JSON")
    )


def add_model(parser: argparse.ArgumentParser, translate: Translate, required: bool) -> None:
    """`--model`, `--device` and `--precision`."""
    parser.add_argument(
        "--model",
        type=folder,
        required=required,
        default="",
        metavar="DIR",
        help=translate("cli", "folder of a merged model"),
    )
    parser.add_argument(
        "--device",
        choices=("auto", "cuda", "mps", "cpu"),
        default="auto",
        help=translate("cli", "where to run it (auto: the best that fits)"),
    )
    parser.add_argument(
        "--precision",
        choices=("auto", "fp16", "bf16", "int8", "int4"),
        default="auto",
        help=translate("cli", "number format of the weights in memory"),
    )
