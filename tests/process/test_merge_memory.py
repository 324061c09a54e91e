"""Memory depends neither on the size of the model nor of its largest tensor."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sparse import write_sparse
from tests.support.tensors import Shape

MEBIBYTE = 1 << 20
CHILD = """
import json, sys
from pathlib import Path
from trymore_desktop.core.checkpoints import MergeOptions
from trymore_desktop.core.control import Control
from trymore_desktop.merge.run import merge
places = [Path(place) for place in sys.argv[1:4]]
options = MergeOptions(low_memory=sys.argv[4] == "low")
for event in merge(*places, options, Control()):
    pass
print(json.dumps(event.report.peak_memory))
"""


def peak(folder: Path, shape: Shape, mode: str) -> int:
    base = write_sparse(folder / "base", shape, norm=1.0)
    delta = write_sparse(folder / "delta", shape, norm=0.0)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(base), str(delta), str(folder / "out"), mode],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("mode", ["automatic", "low"])
def test_peak_is_below_the_bar_and_the_same_for_small_and_large_tensors(tmp_path, mode):
    small = peak(tmp_path / "small", Shape(layers=1, hidden=512, vocabulary=1000), mode)
    large = peak(tmp_path / "large", Shape(layers=1, hidden=1024, vocabulary=60000), mode)
    assert large < 450 * MEBIBYTE
    assert large - small < 90 * MEBIBYTE, "more than the buffers depends on the size"
