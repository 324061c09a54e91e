"""Who may use the network at all, read from the sources: one module, and files of sockets."""

import ast
from collections.abc import Iterator
from pathlib import Path

import trymore_desktop
from trymore_desktop.engine.environment import engine_environment

PACKAGE = Path(trymore_desktop.__file__).parent
NETWORK = {
    *("socket", "ssl", "http", "ftplib", "smtplib", "asyncio.streams", "socketserver", "telnetlib"),
    *("urllib.request", "requests", "httpx", "aiohttp", "urllib3", "websockets", "webbrowser"),
    *("huggingface_hub", "PySide6.QtNetwork", "PySide6.QtWebEngineCore"),
}
ALLOWED = {
    ("merge/hub.py", "huggingface_hub"),  # the one button that says where it connects
    ("ui/single_instance.py", "PySide6.QtNetwork"),  # a socket of the machine itself
}
REMOTE_CODE = "trust_remote_code"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def network_of(name: str) -> str | None:
    return next((n for n in NETWORK if name == n or name.startswith(n + ".")), None)


def test_one_module_speaks_to_the_network():
    found = {
        (path, network)
        for path, tree in sources()
        for name in imported(tree)
        if (network := network_of(name))
    }
    assert found == ALLOWED


def test_code_of_a_model_is_never_trusted():
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == REMOTE_CODE:
                assert isinstance(node.value, ast.Constant), path
                assert node.value.value is False, path


def test_libraries_of_the_engine_are_offline():
    environment = engine_environment({})
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        assert environment.get(name) == "1", name
