"""The terminal program as a process: what it prints, with which status it leaves."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import torch

from tests.support.checkpoints import Pair
from tests.support.merging import load_shards
from tests.support.terminal import COMMAND, Run, events, folders


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
    merged = load_shards(target)
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
    merged = load_shards(target)
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
    assert load_shards(again).keys() == load_shards(merged).keys()


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
