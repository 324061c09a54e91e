"""Reading the table of tensors in a PyTorch file without running any code of it.

A pickle can call anything it can name. Here every name but the few that describe tensors is
refused, and those few give plain records instead of tensors.
"""

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from typing import IO, Any

from trymore_desktop.errors import TryMoreError
from trymore_desktop.merge.layout import Shape


@dataclass(frozen=True)
class Storage:
    """A run of `elements` numbers, named by `key` inside the file."""

    key: str
    dtype: str
    elements: int


@dataclass(frozen=True)
class StoredTensor:
    """A view of a storage; `offset` and `strides` in elements."""

    storage: Storage
    offset: int
    shape: Shape
    strides: Shape


@dataclass(frozen=True)
class _StorageType:
    dtype: str


_STORAGE_TYPES = {
    "DoubleStorage": "fp64",
    "FloatStorage": "fp32",
    "HalfStorage": "fp16",
    "BFloat16Storage": "bf16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}


def _rebuild_tensor(storage: Storage, offset: int, shape: Shape, strides: Shape, *_: Any) -> object:
    if not isinstance(storage, Storage):
        raise pickle.UnpicklingError("a tensor without a storage")
    return StoredTensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


def _rebuild_parameter(data: object, *_: Any) -> object:
    return data


_ALLOWED: dict[tuple[str, str], object] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): tuple,
    ("torch._utils", "_rebuild_tensor"): _rebuild_tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    ("torch._utils", "_rebuild_parameter_with_state"): _rebuild_parameter,
    **{("torch", name): _StorageType(dtype) for name, dtype in _STORAGE_TYPES.items()},
}


class WeightsUnpickler(pickle.Unpickler):
    """An unpickler that knows tensors and dictionaries and nothing else.

    Raises from `load`:
        TryMoreError: `unsafe_pickle`, the file names something that is no weight.
    """

    def __init__(self, file: IO[bytes], path: str) -> None:
        super().__init__(file, encoding="utf-8")
        self._path = path

    def find_class(self, module: str, name: str) -> Any:
        """The stand-in for an allowed name."""
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise TryMoreError("unsafe_pickle", path=self._path, name=f"{module}.{name}") from None

    def persistent_load(self, pid: Any) -> Storage:
        """A storage by torch's tuple ("storage", type, key, location, elements)."""
        match pid:
            case ("storage", _StorageType(dtype=dtype), key, _, int(elements), *_):
                return Storage(str(key), dtype, elements)
        raise TryMoreError("unsafe_pickle", path=self._path, name=str(pid)[:80])


MALFORMED = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ImportError,
    RecursionError,
    OverflowError,
    MemoryError,
)
"""What unpickling raises on bytes that are no pickle."""


def tensors_of(content: object) -> dict[str, StoredTensor]:
    """The tensors of an unpickled state dict; anything else in it is left out."""
    if not isinstance(content, dict):
        return {}
    return {str(name): value for name, value in content.items() if isinstance(value, StoredTensor)}
