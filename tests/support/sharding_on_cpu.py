"""`python -m tests.support.sharding_on_cpu ARGS`: the `trymore` program, sharded on processors.

Where there is no graphics card, accelerate trains with plain copies (FSDP), or every process by
itself (DeepSpeed). Here it is told that processes talk over gloo and are to be treated as cards;
all that follows, sharding, checkpoints and gathering, is its own code and that of torch and
DeepSpeed.
"""

import os
import sys

import torch
from accelerate.state import PartialState
from accelerate.utils import DistributedType


def _over_gloo(self, cpu, use_sagemaker_dp=False, backend=None):
    return "gloo", DistributedType.MULTI_GPU


def _processor(self):
    self.device = torch.device("cpu")


if __name__ == "__main__":
    assert int(os.environ["WORLD_SIZE"]) > 1
    PartialState._prepare_backend = _over_gloo
    PartialState.set_device = _processor
    from trymore_desktop.cli import main

    sys.exit(main())
