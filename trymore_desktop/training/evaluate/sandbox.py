"""Generated code run against a test in a process of its own, with limits."""

import json
import secrets
import subprocess
import sys
import tempfile
from enum import StrEnum
from pathlib import Path

import msgspec

SECONDS = 5
MEMORY = 512 * 2**20
FILE_SIZE = 2**20

_RUNNER = """
import json, os, sys
code, test, nonce, seconds, memory, file_size = json.load(sys.stdin)
try:
    import resource
    limits = (("RLIMIT_CPU", seconds), ("RLIMIT_AS", memory), ("RLIMIT_FSIZE", file_size),
              ("RLIMIT_NPROC", 0), ("RLIMIT_CORE", 0), ("RLIMIT_NOFILE", 32))
    for name, value in limits:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):
            pass  # macOS refuses some of them; the others and the clock remain
except ImportError:
    pass
REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn",
           "os.spawn", "os.startfile", "os.kill", "os.remove", "os.rename", "os.rmdir", "os.mkdir",
           "os.chmod", "os.chown", "os.chflags", "os.truncate", "os.link", "os.symlink",
           "os.utime", "os.setxattr", "os.removexattr", "os.putenv", "os.unsetenv",
           "pty.spawn", "sqlite3.", "winreg.", "_winapi.",
           "shutil.", "ctypes.", "webbrowser.", "urllib.", "ftplib.", "smtplib.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
def guard(event, arguments, refused=REFUSED, writing=WRITING):
    if event.startswith(refused):
        raise PermissionError(event)
    if event == "open":
        mode, flags = arguments[1:3]
        if any(sign in (mode or "") for sign in "wax+") or (flags or 0) & writing:
            raise PermissionError("open for writing")
def refuse(*arguments, **named):
    raise PermissionError("start of a program")
try:
    import _posixsubprocess
    _posixsubprocess.fork_exec = refuse  # the one way to a child that tells no hook
    del _posixsubprocess
except ImportError:
    pass
sys.addaudithook(guard)
report = sys.stdout.write
space = {"__name__": "__main__"}
exec(compile(code, "answer.py", "exec"), space)
judge = {}
exec(compile(test, "test.py", "exec"), judge)
judge["check"](space)
report("\\n" + nonce + "\\n")
"""


class Verdict(StrEnum):
    """How the test went."""

    PASSED = "passed"
    FAILED = "failed"
    TIMEOUT = "timeout"


class Outcome(msgspec.Struct, frozen=True):
    """The verdict with the end of what the process wrote to stderr."""

    verdict: Verdict
    detail: str = ""


def run_code(code: str, test: str, seconds: int = SECONDS) -> Outcome:
    """Execute `code`, then `check(namespace)` of `test`, which raises if the code is wrong.

    The process has an empty environment and working folder, limits on processor time, memory,
    file size, open files and children (POSIX), a wall clock limit everywhere, and refuses to open
    sockets, start programs and write files. That keeps mistakes of a model from doing harm; it is
    no prison for code written by an attacker.
    """
    nonce = secrets.token_hex(16)
    task = json.dumps([code, test, nonce, seconds, MEMORY, FILE_SIZE])
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _RUNNER]
    # A folder that cannot be emptied at once (Windows) must not fail the examination
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _run(command, task.encode(), nonce.encode(), Path(folder), seconds)


def _run(command: list[str], task: bytes, nonce: bytes, folder: Path, seconds: int) -> Outcome:
    # Files and not pipes, because the limit on file size then bounds what is printed as well
    with (folder / "stdout").open("w+b") as out, (folder / "stderr").open("w+b") as err:
        try:
            result = subprocess.run(
                command,
                input=task,
                stdout=out,
                stderr=err,
                cwd=folder,
                env={},
                timeout=seconds * 2,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(Verdict.TIMEOUT)
        out.seek(max(0, out.seek(0, 2) - 200))
        err.seek(max(0, err.seek(0, 2) - 500))
        if result.returncode == 0 and nonce in out.read():
            return Outcome(Verdict.PASSED)
        return Outcome(Verdict.FAILED, err.read().decode("utf-8", "replace"))
