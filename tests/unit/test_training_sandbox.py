"""What generated code may not do, whoever runs the examination (limits of children spare root)."""

import sys

import pytest

from trymore_desktop.training.evaluate.sandbox import Verdict, run_code

PASS = "def check(space): pass"
TOUCH = "import os\nos.close(os.open({path!r}, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))"


def test_no_file_is_written_or_emptied_by_number(tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("kept")
    for name in ("precious", "new"):
        found = run_code(TOUCH.format(path=str(tmp_path / name)), PASS)
        assert (found.verdict, "PermissionError" in found.detail) == (Verdict.FAILED, True)
    assert precious.read_text() == "kept"
    assert [one.name for one in tmp_path.iterdir()] == ["precious"]


@pytest.mark.parametrize(
    "harmful",
    [
        "import os; os.truncate({path!r}, 0)",
        "import os; os.link({path!r}, {path!r} + '2')",
        "import os; os.symlink({path!r}, {path!r} + '2')",
        "import os; os.utime({path!r}, (0, 0))",
        "import sqlite3; sqlite3.connect({path!r} + '2').execute('CREATE TABLE a (b)')",
        "import pathlib; pathlib.Path({path!r}).write_text('gone')",
    ],
)
def test_files_stay_as_they_are(tmp_path, harmful):
    precious = tmp_path / "precious"
    precious.write_text("kept")
    before = precious.stat().st_mtime_ns
    found = run_code(harmful.format(path=str(precious)), PASS)
    assert (found.verdict, "PermissionError" in found.detail) == (Verdict.FAILED, True)
    assert (precious.read_text(), precious.stat().st_mtime_ns) == ("kept", before)
    assert [one.name for one in tmp_path.iterdir()] == ["precious"]


@pytest.mark.skipif(sys.platform == "win32", reason="these are POSIX's ways to a child")
@pytest.mark.parametrize(
    "harmful",
    [
        "import os\nwhile True: os.fork()",
        "import multiprocessing.util as util, sys, os\n"
        "util.spawnv_passfds(os.fsencode(sys.executable), [sys.executable, '-c', 'pass'], [])",
        "import pty; pty.spawn(['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import os; os.kill(os.getppid(), 0)",
    ],
)
def test_no_child_is_started(harmful):
    found = run_code(harmful, PASS)
    assert (found.verdict, "PermissionError" in found.detail) == (Verdict.FAILED, True)


def test_reading_computing_and_importing_are_allowed():
    code = (
        "import collections, functools, heapq, itertools, math, os, random, re, typing\n"
        "text = open(os.__file__).read()\nassert 'def walk' in text\n"
        "random.shuffle(list(range(9)))"
    )
    assert run_code(code, PASS).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "harmful",
    [
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
        "import socket; socket.create_connection(('127.0.0.1', 1))",
        "open('escaped', 'w').write('x')",
        "import os; os.remove('stdout')",
        "print('x' * 10_000_000)",
        "raise SystemExit(0)",
        "1 / 0",
        "not python",
        "import os; os._exit(0)",
    ],
)
def test_the_sandbox_lets_no_harm_pass(harmful):
    assert run_code(harmful, PASS).verdict is Verdict.FAILED


def test_the_sandbox_stops_what_does_not_end():
    assert run_code("while True: pass", PASS, seconds=1).verdict is not Verdict.PASSED
    assert run_code("x = 1", PASS).verdict is Verdict.PASSED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on memory")
def test_the_sandbox_bounds_memory():
    assert run_code("x = bytearray(2_000_000_000)", PASS).verdict is Verdict.FAILED
