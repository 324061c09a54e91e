"""What this computer can run models on, what was tried to find it, and why a GPU is not used."""

import os
import platform
import shutil
from pathlib import Path

import psutil
import torch

from trymore_desktop.core.hardware import Attempt, Device, Hardware
from trymore_desktop.inference.limits import main_memory


def find_hardware(held: int = 0) -> Hardware:
    """Look at processors and memory as they are now; never raises, but tells what failed.

    `held`: bytes of this process that count as free, since the model to be planned will use them.
    """
    attempts: list[Attempt] = []
    devices = [*_cuda_devices(attempts), *_apple_devices(attempts)]
    total, available = main_memory()
    available = min(available + held, total)
    name = processor_name()
    devices.append(Device("cpu", 0, name, total, available))
    return Hardware(
        cpu=name,
        cores=physical_cores(),
        total_memory=total,
        free_memory=available,
        devices=tuple(devices),
        attempts=tuple(attempts),
    )


def physical_cores() -> int:
    """Cores that this process may use, two threads of one core counted once where that is known."""
    affinity = getattr(os, "sched_getaffinity", None)
    allowed = len(affinity(0)) if affinity else os.cpu_count() or 1
    physical = psutil.cpu_count(logical=False) or allowed
    return max(1, min(allowed, physical))


def processor_name() -> str:
    """The processor's marketing name as far as the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def is_old_card(kind: str, index: int) -> bool:
    """Whether a card is an NVIDIA one before Ampere: no bfloat16, and none of torch's int4."""
    if kind != "cuda" or not torch.cuda.is_available() or index >= torch.cuda.device_count():
        return False
    return torch.cuda.get_device_capability(index) < (8, 0)


def _cuda_devices(attempts: list[Attempt]) -> list[Device]:
    if torch.version.cuda is None:
        attempts.append(Attempt("cuda_not_built", False, f"torch {torch.__version__}"))
        _look_for_driver(attempts)
        return []
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    if hidden is not None and hidden.strip() in ("", "-1"):
        attempts.append(Attempt("cuda_hidden", False, f"CUDA_VISIBLE_DEVICES={hidden!r}"))
        return []
    try:
        count = torch.cuda.device_count()
        devices = [_cuda_device(index) for index in range(count)]
    except (RuntimeError, AssertionError) as error:
        attempts.append(Attempt("cuda_failed", False, str(error).splitlines()[0]))
        _look_for_driver(attempts)
        return []
    version = f"CUDA {torch.version.cuda}"
    attempts.append(Attempt("cuda_found" if devices else "cuda_absent", bool(devices), version))
    return devices


def _cuda_device(index: int) -> Device:
    free, total = torch.cuda.mem_get_info(index)
    return Device("cuda", index, torch.cuda.get_device_name(index), total, free)


def _look_for_driver(attempts: list[Attempt]) -> None:
    """Tell a missing driver from a torch that cannot use it."""
    tool = shutil.which("nvidia-smi")
    attempts.append(Attempt("driver_found" if tool else "driver_absent", bool(tool), tool or ""))


def _apple_devices(attempts: list[Attempt]) -> list[Device]:
    if platform.system() != "Darwin":
        return []
    if not torch.backends.mps.is_available():
        built = torch.backends.mps.is_built()
        attempts.append(Attempt("mps_absent" if built else "mps_not_built", False))
        return []
    attempts.append(Attempt("mps_found", True))
    limit = int(torch.mps.recommended_max_memory())
    used = int(torch.mps.driver_allocated_memory())
    free = min(limit - used, main_memory()[1])
    return [Device("mps", 0, processor_name(), limit, free)]
