"""Text files that a person drops into a message."""

from pathlib import Path

from trymore_desktop.errors import TryMoreError

LARGEST = 1 << 20
"""Bytes; the model's window holds some thousand characters, so more is surely a mistake."""
ENCODINGS = ("utf-8-sig", "gb18030")


def read_text_file(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or GB 18030.

    Raises:
        TryMoreError: `file_not_readable`, `file_too_large`, `file_no_text`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise TryMoreError("file_too_large", name=path.name, limit="1 MB")
        data = path.read_bytes()
    except OSError as error:
        raise TryMoreError(
            "file_not_readable", name=path.name, reason=error.strerror or str(error)
        ) from error
    return _decode(data, path.name).replace("\r\n", "\n").strip("\n")


def _decode(data: bytes, name: str) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TryMoreError("file_no_text", name=name)


def fenced(name: str, text: str) -> str:
    """The text as a Markdown code block under its file's name; fences in it stay inside."""
    fence = "```"
    while fence in text:
        fence += "`"
    language = Path(name).suffix.lstrip(".")
    return f"{name}\n{fence}{language}\n{text}\n{fence}"
