"""One JSON value out of its bytes, or what is wrong with it."""

import json
import re
from typing import Any

import msgspec

_SURROGATE = re.compile("[\ud800-\udfff]")


class RawItem(msgspec.Struct, frozen=True):
    """A value that was read, or why it could not be; `line` counts from 1.

    `fault` is empty, or one of no_json, not_utf8, lone_surrogate, nested_too_deep, too_large,
    damaged_file, archive.
    """

    line: int
    value: Any = None
    fault: str = ""
    raw: bytes = b""


def parse(raw: bytes, line: int) -> RawItem:
    """One JSON value out of its bytes, or the fault."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return RawItem(line, fault="not_utf8", raw=raw)
    try:
        # Files that were put together carry the mark of their second part in the middle
        value = json.loads(text.removeprefix("\ufeff"))
        # Escapes are the only way in: text that was decoded from UTF-8 holds no surrogates
        lone = "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return RawItem(line, fault="nested_too_deep", raw=raw)
    except ValueError:
        return RawItem(line, fault="no_json", raw=raw)
    return RawItem(line, fault="lone_surrogate", raw=raw) if lone else RawItem(line, value, raw=raw)
