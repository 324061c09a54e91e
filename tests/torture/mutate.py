"""Spoiling good input: bytes, and the structure of JSON."""

import copy
import json
import random
from typing import Any

TOKENS = (
    *(b"null", b"true", b"-1", b"0", b"1e999", b"NaN", b"[", b"]", b"{", b"}", b'"', b",", b":"),
    *(b"\\u0000", b"\\ud800", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\x00" * 8, b"\xff" * 8),
    *(b"../../outside", b"/etc/passwd", b"9" * 400, b"[" * 2000, b'{"a":' * 500, b"\n", b"\r\n"),
    *((1 << 63).to_bytes(8, "little"), (1 << 31).to_bytes(8, "little"), b"\x7f\xff\xff\xff"),
)

VALUES: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 1, 2, 3.5, 1e308, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**30),
    *("", "x", "../../outside", "../outside/model.safetensors", "/etc/passwd", "C:\\x", "a/b"),
    *("a" * 5000, "\0", "家\u3000🙂", "NaN", ".", "..", "model.safetensors\0", "con"),
    *([], {}, [[]], [None], {"": None}, [0], [1, 2, 3], [-1], [2**62, 2**62], [0, 2**40]),
)


def spoil_bytes(data: bytes, dice: random.Random) -> bytes:
    """Some random damage."""
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        _damage(spoiled, dice)
    return bytes(spoiled)


def _damage(data: bytearray, dice: random.Random) -> None:
    place = dice.randrange(len(data) + 1)
    end = min(len(data), place + dice.choice((1, 2, 4, 8, 40, 400)))
    match dice.randrange(7):
        case 0 if place < len(data):
            data[place] ^= 1 << dice.randrange(8)
        case 1:
            del data[place:end]
        case 2:
            data[place:place] = data[place:end] * dice.choice((1, 2, 50))
        case 3:
            data[place:end] = dice.choice(TOKENS)
        case 4:
            data[place:place] = dice.choice(TOKENS)
        case 5:
            data[place:end] = dice.randbytes(end - place)
        case _:
            del data[place:]


def spoil_json(value: Any, dice: random.Random) -> Any:
    """A copy with one to three values replaced, taken away, doubled or exchanged."""
    spoiled = copy.deepcopy(value)
    for _ in range(dice.choice((1, 1, 2, 3))):
        spoiled = _spoil_value(spoiled, dice)
    return spoiled


def _spoil_value(value: Any, dice: random.Random) -> Any:
    if not isinstance(value, dict | list) or not value or dice.random() < 0.15:
        return copy.deepcopy(dice.choice(VALUES))
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = dice.choice(keys)
    choice = dice.random()
    if choice < 0.15:
        del value[key]
    elif choice < 0.25 and isinstance(value, dict):
        value[str(dice.choice(VALUES))] = copy.deepcopy(value[key])
    elif choice < 0.25 and isinstance(value, list):
        value.append(copy.deepcopy(value[key]))
    elif choice < 0.35:
        value[key] = copy.deepcopy(value[dice.choice(keys)])
    else:
        value[key] = _spoil_value(value[key], dice)
    return value


def spoil_document(text: bytes, dice: random.Random) -> bytes:
    """A JSON document with its structure or its bytes spoiled, at times both."""
    choice = dice.random()
    if choice < 0.6:
        text = json.dumps(spoil_json(json.loads(text), dice), ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
    return text if choice < 0.5 else spoil_bytes(text, dice)
