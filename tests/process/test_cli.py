"""The terminal program as a process: what it prints, with which status it leaves."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.support.checkpoints import Pair, Shape, make_pair, write_model
from tests.support.hub_server import HubServer

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "trymore_desktop.cli"]
Run = Callable[..., subprocess.CompletedProcess[str]]
LARGE = Shape(layers=8, hidden=256, heads=8, kv_heads=8)


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return kept | {"PYTHONPATH": str(ROOT), "LANG": "en_US.UTF-8", "OMP_NUM_THREADS": "1"}


@pytest.fixture
def trymore(environment: dict[str, str], tmp_path: Path) -> Run:
    def run(*arguments: object, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            cwd=tmp_path,
            env=environment | more,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return make_pair(tmp_path_factory.mktemp("pair"), LARGE)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "李 雷")


def events(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def folders(pair: Pair, target: Path) -> list[object]:
    return ["--base", pair.base, "--delta", pair.delta, "--target", target]


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    for path in sorted(folder.glob("*.safetensors")):
        found |= load_file(path)
    return found


def test_no_command_is_a_usage_error(trymore: Run) -> None:
    done = trymore()
    assert done.returncode == 2
    assert "journey" in done.stderr
    assert trymore("merge", "--base", "x").returncode == 2
    assert trymore("inspect", "--lang", "xx", ".").returncode == 2


def test_the_console_program_is_also_the_engine(trymore: Run) -> None:
    done = trymore("--engine", stdin='{"id":1,"command":{"command":"unload_model"}}\n')
    assert done.returncode == 0
    told = [json.loads(line)["event"]["event"] for line in done.stdout.splitlines()]
    assert told[0] == "ready"


def test_inspect(trymore: Run, pair: Pair) -> None:
    done = trymore("inspect", pair.base)
    assert done.returncode == 0, done.stderr
    assert "LlamaForCausalLM" in done.stdout
    told = events(trymore("inspect", pair.base, "--json").stdout)
    assert [event["event"] for event in told] == ["inspected"]


def test_a_folder_that_is_no_model_is_refused_in_the_persons_language(
    trymore: Run, tmp_path: Path
) -> None:
    (tmp_path / "空 文件夹").mkdir()
    english = trymore("inspect", tmp_path / "空 文件夹")
    assert english.returncode == 1
    assert "fault of the program" not in english.stderr
    assert len(english.stderr.splitlines()) >= 2
    chinese = trymore("inspect", tmp_path / "空 文件夹", LANG="zh_CN.UTF-8")
    assert chinese.returncode == 1
    assert chinese.stderr == trymore("--lang", "zh_CN", "inspect", "空 文件夹").stderr


def test_merge_prints_the_plan_and_the_result(trymore: Run, pair: Pair, tmp_path: Path) -> None:
    target = tmp_path / "合并 后"
    done = trymore("merge", *folders(pair, target))
    assert done.returncode == 0, done.stderr
    assert str(target) in done.stdout
    assert "trymore chat --model" in done.stderr
    merged = tensors(target)
    assert merged.keys() == pair.expected.keys()
    assert all(torch.equal(merged[name], pair.expected[name]) for name in merged)


def test_merge_tells_a_script_one_event_a_line(trymore: Run, pair: Pair, tmp_path: Path) -> None:
    done = trymore(
        "merge",
        "--base-model-path",
        pair.base,
        "--delta-path",
        pair.delta,
        "--target-model-path",
        tmp_path / "t",
        "--json",
        "--low-cpu-mem",
        "--max-memory",
        "1GB",
    )
    assert done.returncode == 0, done.stderr
    names = [event["event"] for event in events(done.stdout)]
    assert names[0] == "plan_ready"
    assert names[-1] == "merged"
    assert "progress" in names


def test_a_merge_that_must_not_be_is_refused_before_a_byte(
    trymore: Run, pair: Pair, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    done = trymore(
        "merge", "--base", pair.delta, "--delta", pair.base, "--target", target, "--json"
    )
    assert done.returncode == 1
    assert events(done.stdout)[-1]["event"] == "failed"
    assert done.stderr.startswith("Error")
    assert list(tmp_path.glob("target*")) == []


def test_ctrl_c_stops_a_merge_and_the_next_run_goes_on(
    trymore: Run, pair: Pair, environment: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "target"
    command = [*COMMAND, "merge", *map(str, folders(pair, target)), "--json"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "progress":
            process.send_signal(signal.SIGINT)
            break
    rest, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert events(rest)[-1]["event"] == "cancelled"
    assert "Run the same command again" in told
    assert not target.exists()
    assert trymore("merge", *folders(pair, target)).returncode == 0
    merged = tensors(target)
    assert all(torch.equal(merged[name], pair.expected[name]) for name in pair.expected)


def test_verify_finds_a_flipped_bit(trymore: Run, pair: Pair, tmp_path: Path) -> None:
    target = tmp_path / "target"
    assert trymore("merge", *folders(pair, target)).returncode == 0
    assert trymore("verify", target).returncode == 0
    shard = next(iter(sorted(target.glob("*.safetensors"))))
    content = bytearray(shard.read_bytes())
    content[-100] ^= 1
    shard.write_bytes(content)
    done = trymore("verify", target)
    assert done.returncode == 1
    assert shard.name in done.stderr


def test_make_delta_and_merge_give_the_model_again(
    trymore: Run, pair: Pair, tmp_path: Path
) -> None:
    merged, delta, again = tmp_path / "merged", tmp_path / "delta", tmp_path / "again"
    assert trymore("merge", *folders(pair, merged)).returncode == 0
    done = trymore("make-delta", "--base", pair.base, "--target", merged, "--delta", delta)
    assert done.returncode == 0, done.stderr
    done = trymore("merge", "--base", pair.base, "--delta", delta, "--target", again)
    assert done.returncode == 0, done.stderr
    assert tensors(again).keys() == tensors(merged).keys()


def test_chat_answers_a_line_each(trymore: Run, model: Path) -> None:
    options = ["chat", "--model", model, "--greedy", "--max-new-tokens", 8]
    done = trymore(*options, stdin="你好\n\nHello?\n")
    assert done.returncode == 0, done.stderr
    told = events(trymore(*options, "--json", stdin="你好\n\nHello?\n").stdout)
    finished = [event for event in told if event["event"] == "finished"]
    assert len(finished) == 2
    streamed = "".join(str(e["text"]) for e in told if e["event"] == "text_delta")
    assert streamed == "".join(str(event["text"]) for event in finished)
    assert done.stdout == "".join(f"{e['text']}\n" for e in finished if e["text"])


def test_chat_with_a_seed_repeats_itself(trymore: Run, model: Path) -> None:
    options = ["chat", "--model", model, "--seed", 7, "--max-new-tokens", 8, "--system", "短"]
    first, second = (trymore(*options, stdin="你好").stdout for _ in range(2))
    assert first == second


def test_chat_without_a_model_says_so(trymore: Run, tmp_path: Path) -> None:
    done = trymore("chat", "--model", tmp_path / "nothing", stdin="你好")
    assert done.returncode == 1
    assert str(tmp_path / "nothing") in done.stderr
    assert "Traceback" not in done.stderr


def test_bench_measures(trymore: Run, model: Path) -> None:
    done = trymore("bench", "--model", model, "--json")
    assert done.returncode == 0, done.stderr
    assert events(done.stdout)[-1]["event"] == "benchmarked"
    numbers = events(done.stdout)[-1]["numbers"]
    told = trymore("bench", "--model", model).stdout.splitlines()
    assert len(told) == len(numbers) - 1
    assert not [line for line in told if "_" in line or "{" in line]


def test_doctor_tells_a_person_and_a_script(trymore: Run) -> None:
    done = trymore("doctor")
    assert done.returncode == 0, done.stderr
    for text in ("torch", "Memory", "TryMoreGPT-13B"):
        assert text in done.stdout
    found, told = events(trymore("doctor", "--json").stdout)
    assert found["event"] == "hardware_found"
    assert told["event"] == "diagnosed"
    assert told["program"]["torch"]
    assert told["attempts"]
    assert told["fits"]["TryMoreGPT-7B"]["needed"] > 4e9


def test_who_stops_reading_ends_it_quietly(
    environment: dict[str, str], pair: Pair, tmp_path: Path
) -> None:
    line = f'"{sys.executable}" -m trymore_desktop.cli merge --json "$@" | head -n 1'
    done = subprocess.run(
        ["sh", "-c", line, "sh", *map(str, folders(pair, tmp_path / "target"))],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_nothing_goes_to_the_network(trymore: Run, model: Path) -> None:
    """Wherever a library would open a connection, Python would be told first."""
    watch = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo'):\n"
        "        print('CONNECTS', args, file=sys.stderr)\n"
        "sys.addaudithook(hook)\n"
        "from trymore_desktop.cli import main\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch, "chat", "--model", str(model), "--max-new-tokens", "4"],
        input="你好\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "CONNECTS" not in done.stderr


TERMINAL = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


def test_a_delta_from_the_hub_is_fetched_merged_and_told(
    trymore: Run, pair: Pair, home: Path, tmp_path: Path
) -> None:
    with HubServer(pair.delta, "TryMore/delta") as hub:
        line = [
            "merge",
            "--base",
            pair.base,
            "--delta",
            "TryMore/delta",
            "--target",
            tmp_path / "t",
        ]
        done = trymore(*line, "--endpoint", hub.address)
        assert done.returncode == 0, done.stderr
        assert f"Downloading {hub.address}/TryMore/delta" in done.stderr
        assert (home / "data" / "downloads" / "TryMore--delta" / "config.json").is_file()
        merged = tensors(tmp_path / "t")
        assert all(torch.equal(merged[name], pair.expected[name]) for name in pair.expected)


def test_a_hub_that_is_not_there_is_told(trymore: Run, pair: Pair, tmp_path: Path) -> None:
    line = ["--base", pair.base, "--delta", "TryMore/delta", "--target", tmp_path / "t"]
    done = trymore("merge", *line, "--endpoint", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "Downloading http://127.0.0.1:9/TryMore/delta" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "t").exists()


class Tty:
    """The program on a terminal of its own."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(COMMAND[0], [*COMMAND, *arguments], environment | TERMINAL)
        self.text = ""

    def wait_for(self, text: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while text not in self.text:
            ready, _, _ = select.select([self._fd], [], [], max(0, end - time.monotonic()))
            assert ready, self.text
            try:
                self.text += os.read(self._fd, 65536).decode("utf-8", "replace")
            except OSError:
                break
        assert text in self.text, self.text
        self.text = self.text.split(text, 1)[1]

    def wait_for_more(self, characters: int) -> None:
        """Wait until so much more was shown, whatever it is."""
        self.text = ""
        while len(self.text) < characters:
            self.text += os.read(self._fd, 65536).decode("utf-8", "replace")

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def status(self, seconds: float = 90.0) -> int:
        end = time.monotonic() + seconds
        while select.select([self._fd], [], [], max(0, end - time.monotonic()))[0]:
            try:
                if not os.read(self._fd, 65536):
                    break
            except OSError:
                break
        else:
            os.kill(self.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_interactive_chat(environment: dict[str, str], model: Path, home: Path) -> None:
    chat = ["chat", "--model", str(model), "--greedy", "--max-new-tokens", "4"]
    tty = Tty(chat, environment)
    tty.wait_for("Ctrl-D leaves")
    tty.wait_for(">")
    tty.type("你好\r")
    tty.wait_for("limit of 4 tokens")
    tty.type("/help\r")
    tty.wait_for("/regenerate")
    tty.type("/regenerate\r")
    tty.wait_for("limit of 4 tokens")
    tty.type("/new\r")
    tty.wait_for("A new conversation.")
    tty.wait_for(">")
    tty.type("\x04")
    assert tty.status() == 0
    history = home / "data" / "terminal_history"
    assert "你好" in history.read_text(encoding="utf-8")
    assert history.stat().st_mode & 0o077 == 0


def test_ctrl_c_stops_a_reply_and_not_the_chat(environment: dict[str, str], tmp_path: Path) -> None:
    shape = Shape(layers=16, hidden=384, heads=6, kv_heads=6)
    slow = str(write_model(tmp_path / "slow", shape, endless=True))
    tty = Tty(["chat", "--model", slow, "--greedy", "--max-new-tokens", "1900"], environment)
    tty.wait_for("Ctrl-D leaves")
    tty.wait_for(">")
    tty.type("你好\r")
    tty.wait_for_more(1000)
    tty.type("\x03")
    tty.wait_for("(stopped)")
    tty.type("/quit\r")
    assert tty.status() == 0


def test_a_terminal_gets_a_bar(environment: dict[str, str], pair: Pair, tmp_path: Path) -> None:
    tty = Tty(["merge", *map(str, folders(pair, tmp_path / "target"))], environment)
    tty.wait_for("Merging")
    tty.wait_for("MB")
    tty.wait_for("Written to")
    assert tty.status() == 0
