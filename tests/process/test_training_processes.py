"""Fine-tuning in real processes: killed and resumed, and spread over two."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.support.checkpoints import Shape, write_model
from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn, to_line

ROOT = Path(__file__).parents[2]
RECIPE = """
[train]
model = "model"
data = ["data.jsonl"]
output = "out"
max_length = 256
max_steps = {steps}
batch_size = 2
gradient_accumulation = 1
learning_rate = 1e-2
bf16 = false
gradient_checkpointing = false
logging_steps = 1
save_steps = 5
keep_checkpoints = 100
cpu = true
"""


def folder_with(path, steps, model):
    path.mkdir()
    (path / "model").symlink_to(model, target_is_directory=True)
    pairs = [("2+2?", "4."), ("你好", "你好！"), ("who?", "a model.")]
    with (path / "data.jsonl").open("wb") as file:
        for number in range(40):
            said = zip((Speaker.HUMAN, Speaker.GPT), pairs[number % 3], strict=True)
            file.write(to_line(Conversation(str(number), tuple(Turn(*one) for one in said))))
    (path / "trymore.toml").write_text(RECIPE.format(steps=steps))
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    shape = Shape(layers=1, hidden=32, heads=2, kv_heads=2)
    return write_model(tmp_path_factory.mktemp("base") / "model", shape)


def start(folder, *launcher):
    program = [
        "-m",
        "trymore_desktop.cli",
        "train",
        "run",
        "--recipe",
        str(folder / "trymore.toml"),
    ]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    environment["TRYMORE_HOME"] = str(folder / "home")
    command = [sys.executable, *(launcher or program)] + (program if launcher else [])
    return subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, env=environment)


def losses(folder, step):
    path = folder / "out" / "checkpoints" / f"checkpoint-{step}" / "trainer_state.json"
    history = json.loads(path.read_text())["log_history"]
    return {entry["step"]: entry["loss"] for entry in history if "loss" in entry}


def weights(folder):
    return load_file(folder / "out" / "model.safetensors")


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_losses_and_weights(model, tmp_path):
    whole = folder_with(tmp_path / "whole", 30, model)
    output, _ = start(whole).communicate(timeout=200)
    last = json.loads(output.splitlines()[-1])
    assert last["event"] == "fine_tuned"
    torn = folder_with(tmp_path / "torn", 30, model)
    process = start(torn)
    first = torn / "out" / "checkpoints" / "checkpoint-5" / "trainer_state.json"
    deadline = time.monotonic() + 120
    while not first.is_file() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (torn / "out" / "model.safetensors").exists()
    output, _ = start(torn).communicate(timeout=200)
    assert json.loads(output.splitlines()[-1])["event"] == "fine_tuned"
    assert losses(torn, 30) == losses(whole, 30)
    one, other = weights(whole), weights(torn)
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.slow
def test_two_processes_train_one_model(model, tmp_path):
    folder = folder_with(tmp_path / "two", 6, model)
    # What `accelerate launch` starts on a machine with several devices
    process = start(folder, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2")
    output, _ = process.communicate(timeout=250)
    assert process.returncode == 0
    # Both print to one pipe, so that two events may stand in one line.
    assert output.count(b'"event":"fine_tuned"') == 2
    found = losses(folder, 6)
    assert found[6] < found[1]
    assert weights(folder)["lm_head.weight"].dtype is torch.float16
