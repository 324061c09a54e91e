"""A pause after a load is used, and never keeps a command waiting."""

import io
import os
import threading

import pytest

from trymore_desktop.core.events import ModelLoaded, ModelUnloaded, Ready
from trymore_desktop.core.hardware import ModelInfo, Precision
from trymore_desktop.engine import host
from trymore_desktop.engine.protocol import (
    CommandLine,
    LoadModel,
    UnloadModel,
    decode_event,
    encode,
)

INFO = ModelInfo("p", "n", "a", 1, "cpu", Precision.BF16, 8, "t", 0.1, 1)


class Server:
    def __init__(self):
        self.warmed = threading.Event()
        self.done = []

    def warm_up(self):
        pass

    def idle(self):
        self.done.append("idle")
        self.warmed.set()
        raise RuntimeError("no pause may end the engine")

    def handle(self, command, control):
        self.done.append(type(command).__name__)
        yield ModelLoaded(INFO) if isinstance(command, LoadModel) else ModelUnloaded()


@pytest.fixture
def serving(monkeypatch):
    """Commands can be written to it; at the end all that was said is returned."""
    monkeypatch.setattr(host.threading, "Timer", lambda *_: threading.Thread())
    server, said = Server(), io.BytesIO()
    ours, theirs = os.pipe()
    commands = os.fdopen(ours, "rb", buffering=0)
    thread = threading.Thread(target=host.serve, args=(server, commands, said))
    thread.start()
    events = []

    def end():
        if thread.is_alive():
            os.close(theirs)
            thread.join(20)
            events.extend(decode_event(line).event for line in said.getvalue().splitlines())
        return events

    yield server, lambda *lines: os.write(theirs, b"".join(map(encode, lines))), end
    end()


def test_a_model_is_warmed_up_in_a_pause(serving):
    server, send, end = serving
    send(CommandLine(1, LoadModel("p")))
    assert server.warmed.wait(20)
    send(CommandLine(2, UnloadModel()))
    events = end()
    assert isinstance(events[0], Ready)
    assert server.done[:2] == ["LoadModel", "idle"]


def test_what_waits_comes_first(serving, monkeypatch):
    monkeypatch.setattr(host, "PAUSE", 20)
    server, send, end = serving
    send(CommandLine(1, LoadModel("p")), CommandLine(2, LoadModel("p")))
    send(CommandLine(3, UnloadModel()))
    while len(server.done) < 3:
        pass
    assert server.done == ["LoadModel", "LoadModel", "UnloadModel"]
    end()
    assert "idle" not in server.done
