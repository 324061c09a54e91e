"""The sums themselves, bit for bit.

To fp16 both sources are rounded to fp16 and then added in fp16, as the published procedure does
that loads both models in half precision: torch's fp16 sum is the exact sum rounded once. To any
other format the sum is made in fp32 and rounded once.
"""

import math

import torch

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.outputs import Job
from trymore_desktop.merge.reading import TORCH_DTYPES, TensorReader


class Arithmetic:
    """Combines chunks for one run; counts the elements of a delta that do not round-trip."""

    def __init__(self, made: str) -> None:
        self._made = made
        self._reader = TensorReader()
        self._lora: tuple[str, torch.Tensor, torch.Tensor] | None = None
        self.inexact = 0

    def close(self) -> None:
        """Let go of the adapter's files."""
        self._reader.close()

    def combine(
        self, job: Job, start: int, stop: int, base: torch.Tensor, other: torch.Tensor | None
    ) -> torch.Tensor:
        """Rows start..stop of the result, (rows, columns); may reuse the memory of `base`.

        Raises:
            TryMoreError: `not_finite`, a NaN or an infinity in a source or in the result.
        """
        dtype = TORCH_DTYPES[job.dtype]
        if self._made == "delta" and other is not None:
            result = self._difference(base, other, dtype)
        elif job.lora:
            result = self._add_lora(job, start, stop, base).to(dtype)
        elif other is not None:
            result = _sum(base, other, dtype)
        else:
            result = base.to(dtype)
        if not is_finite(result):
            raise self._blame(job, start, stop)
        return result

    def _difference(
        self, base: torch.Tensor, target: torch.Tensor, dtype: torch.dtype
    ) -> torch.Tensor:
        if dtype == torch.float16:
            base, target = base.half(), target.half()
            result = target - base
        else:
            result = (target.float() - base.float()).to(dtype)
        again = _sum(base.clone(), result, dtype)
        self.inexact += int(torch.count_nonzero(again != target.to(dtype)))
        return result

    def _add_lora(self, job: Job, start: int, stop: int, base: torch.Tensor) -> torch.Tensor:
        assert job.lora
        if self._lora is None or self._lora[0] != job.name:
            down = self._reader.read_all(job.lora.down).float()
            up = self._reader.read_all(job.lora.up).float()
            self._lora = (job.name, down, up)
            if job.lora.transposed:
                self._lora = (job.name, down.t(), up.t())
        _, down, up = self._lora
        return base.float().addmm_(up[start:stop], down, alpha=job.lora.scale)

    def _blame(self, job: Job, start: int, stop: int) -> TryMoreError:
        """Read the rows again, since `combine` may have used their memory, and find the culprit."""
        reader, source = TensorReader(), "result"
        for name, tensor in (("delta", job.other), ("base", job.base)):
            if tensor:
                size = (stop - start, tensor.columns)
                rows = torch.empty(size, dtype=TORCH_DTYPES[tensor.dtype])
                reader.read_rows(tensor, start, stop, rows)
                source = source if is_finite(rows) else name
        reader.close()
        return TryMoreError("not_finite", tensor=job.name, source=source)


def _sum(base: torch.Tensor, other: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    if dtype == torch.float16:
        base = base.half()
        return torch.add(base, other.half(), out=base)
    return (base.float() + other.float()).to(dtype)


def is_finite(values: torch.Tensor) -> bool:
    """Least and largest element are finite only if all are: a NaN makes both NaN."""
    if not values.numel():
        return True
    least, largest = torch.aminmax(values)
    return math.isfinite(least.item()) and math.isfinite(largest.item())
