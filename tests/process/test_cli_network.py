"""The terminal program and the network: a delta is fetched from it when asked, nothing else."""

import subprocess
import sys
from pathlib import Path

import torch

from tests.support.checkpoints import Pair
from tests.support.hub_server import HubServer
from tests.support.merging import load_shards
from tests.support.terminal import ROOT, Run


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
        merged = load_shards(tmp_path / "t")
        assert all(torch.equal(merged[name], pair.expected[name]) for name in pair.expected)


def test_a_hub_that_is_not_there_is_told(trymore: Run, pair: Pair, tmp_path: Path) -> None:
    line = ["--base", pair.base, "--delta", "TryMore/delta", "--target", tmp_path / "t"]
    done = trymore("merge", *line, "--endpoint", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "Downloading http://127.0.0.1:9/TryMore/delta" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "t").exists()
