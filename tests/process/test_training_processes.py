"""Fine-tuning in real processes: killed and resumed, and spread over two."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.support.checkpoints import write_model
from tests.support.tensors import Shape
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


def folder_with(path, steps, model, processor=True):
    path.mkdir()
    (path / "model").symlink_to(model, target_is_directory=True)
    pairs = [("2+2?", "4."), ("你好", "你好！"), ("who?", "a model.")]
    with (path / "data.jsonl").open("wb") as file:
        for number in range(40):
            said = zip((Speaker.HUMAN, Speaker.GPT), pairs[number % 3], strict=True)
            file.write(to_line(Conversation(str(number), tuple(Turn(*one) for one in said))))
    text = RECIPE.format(steps=steps)
    (path / "trymore.toml").write_text(text if processor else text.replace("cpu = true", ""))
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    shape = Shape(layers=1, hidden=32, heads=2, kv_heads=2)
    return write_model(tmp_path_factory.mktemp("base") / "model", shape)


def start(folder, *launcher, program="trymore_desktop.cli"):
    program = ["-m", program, "train", "run", "--recipe", str(folder / "trymore.toml")]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    environment["DS_ACCELERATOR"] = "cpu"
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


SHIPPED = ROOT / "trymore_desktop" / "training" / "recipes"
LEAST = {"fsdp2": 0, "deepspeed_zero2": 2, "deepspeed_zero3": 3}


@pytest.mark.slow
@pytest.mark.parametrize("name", LEAST)
def test_the_shipped_configurations_shard_and_gather(model, tmp_path, name):
    if "deepspeed" in name and (find_spec("deepspeed") is None or shutil.which("ninja") is None):
        pytest.skip("DeepSpeed, or the compiler that it needs, is not installed")
    text = (SHIPPED / f"{name}.yaml").read_text()
    for here in ("num_processes: 2", 'mixed_precision: "no"', "offload_optimizer_device: none"):
        text = re.sub(rf"{here.split(':')[0]}: .*", here, text)
    (tmp_path / "accelerate.yaml").write_text(text)
    launch = ("-m", "accelerate.commands.launch", "--config_file", tmp_path / "accelerate.yaml")
    launch = (*map(str, launch), "--main_process_port", str(free_port()))
    # Without a graphics card accelerate itself would not shard: see that module
    program = "tests.support.sharding_on_cpu"
    folder = folder_with(tmp_path / "sharded", 6, model, processor=False)
    output, _ = start(folder, *launch, program=program).communicate(timeout=280)
    assert output.count(b'"event":"fine_tuned"') == 2
    assert {tuple(one.shape) for one in weights(folder).values()} >= {(32,), (32, 32)}
    saved = folder / "out" / "checkpoints" / "checkpoint-5"
    shards = [*saved.glob("pytorch_model_fsdp*"), *saved.glob("global_step5/*optim_states.pt")]
    assert len(shards) >= max(1, LEAST[name] and 2)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
