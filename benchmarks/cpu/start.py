"""From starting a process to its first token, and what the machine allows at that moment."""

import mmap
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).resolve().parents[2]


def ours(folder: Path, precision: str) -> float:
    """Seconds from starting the product's engine process until it tells the first token.

    The system text is short, so that the prompt is about as long as the peers' (8 tokens): the
    tokenizer of these models knows few words.
    """
    from trymore_desktop.core.chat import GenerationConfig, Message, Role
    from trymore_desktop.core.events import Failed, Finished, ModelLoaded
    from trymore_desktop.engine.environment import engine_command, engine_environment
    from trymore_desktop.engine.protocol import (
        CommandLine,
        Generate,
        LoadModel,
        decode_event,
        encode,
    )

    said = (Message(Role.SYSTEM, "I"), Message(Role.USER, "a"))
    one = GenerationConfig(max_new_tokens=1, temperature=0.0)
    began = time.perf_counter()
    process = subprocess.Popen(
        engine_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=engine_environment(os.environ),
    )

    def send(number: int, command) -> None:
        process.stdin.write(encode(CommandLine(number, command)))
        process.stdin.flush()

    send(1, LoadModel(str(folder), "cpu", precision))
    for line in process.stdout:
        event = decode_event(line).event
        if isinstance(event, ModelLoaded):
            send(2, Generate(said, one))
        elif isinstance(event, Finished):
            seconds = time.perf_counter() - began
            process.stdin.close()
            process.wait()
            return seconds
        elif isinstance(event, Failed):
            raise SystemExit(f"{event.code} {event.params}")
    raise SystemExit("the engine ended")


def peer(name: str, folder: Path, python: str) -> float:
    """Seconds from starting a peer's process to its first token."""
    began = time.perf_counter()
    command = [python, str(CHILD), name, str(folder), "start"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line == "first token\n":
                return time.perf_counter() - began
    raise SystemExit(f"{name} failed")


def limits() -> dict[str, float]:
    """Bytes a second that the memory gives all threads, and seconds of importing torch again."""
    code = (
        "import time; t = time.perf_counter(); import torch; i = time.perf_counter() - t\n"
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from trymore_desktop.inference.benchmark import read_speed\n"
        "print(i, read_speed(torch.device('cpu')))"
    )
    command = [sys.executable, "-c", code]
    for _ in range(2):
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, speed = map(float, out.split())
    return {"import_torch_s": seconds, "read_bytes_s": speed}


def read_once(folder: Path, precision: str) -> float:
    """Seconds in which a bare program reads the file of weights into memory that nobody had.

    Large pages, two threads and blocks of 8 MiB, as ours reads it. Where a system gives freed
    memory away at once, as virtual machines do, this costs far more than reading memory.
    """
    packed = folder / f".trymore-native-{precision}.safetensors"
    path = packed if packed.is_file() else folder / "model.safetensors"
    code = f"from benchmarks.cpu.start import read; print(read({str(path)!r}))"
    command = [sys.executable, "-c", code]
    out = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return float(out.stdout)


def read(path: str) -> float:
    """The same within this process."""
    size, block = Path(path).stat().st_size, 1 << 23
    began = time.perf_counter()
    if sys.platform == "linux":
        memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.madvise(mmap.MADV_HUGEPAGE)
    else:
        memory = mmap.mmap(-1, size)

    def part(first: int) -> None:
        with Path(path).open("rb", buffering=0) as file, memoryview(memory) as view:
            for place in range(first * block, size, 2 * block):
                file.seek(place)
                file.readinto(view[place : place + block])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(part, range(2)))
    return time.perf_counter() - began
