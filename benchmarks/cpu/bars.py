"""The bars, and the table of what was measured."""

from benchmarks.cpu.child import HISTORIES
from benchmarks.cpu.engines import OURS, PEERS

Results = dict[str, dict[str, float]]
COLUMNS = (
    "decode_64",
    "decode_1024",
    "prefill_512",
    "ttft_fresh_32",
    *(f"ttft_turn_{history}" for history in HISTORIES),
    "cold_start_s",
    "read_once_s",
    "load_s",
)


def show(results: Results, machine: dict[str, float], size: str) -> None:
    """Print everything that was measured, and every bar that can be told from it."""
    columns = [name for name in COLUMNS if any(name in one for one in results.values())]
    print("".join(f"{title:>15}" for title in ["", *columns, "of the limit"]))
    for name, numbers in results.items():
        cells = [f"{numbers[one]:>15.3g}" if one in numbers else f"{'':>15}" for one in columns]
        share = ""
        if "decode_64" in numbers:
            limit = machine["read_bytes_s"] / numbers["weight_bytes"]
            share = f"{numbers['decode_64'] / limit:.2f}"
        print(f"{name:>15}" + "".join(cells) + f"{share:>15}")
    print()
    for text, bar, ratio in bars(results, machine, size):
        holds = ratio <= bar if "at most" in text else ratio >= bar
        print(f"{text:<66}{ratio:>8.2f}   bar {bar:<5} {'holds' if holds else 'MISSED'}")


def bars(results: Results, machine: dict[str, float], size: str) -> list[tuple[str, float, float]]:
    """What is compared, its bar, and the ratio."""
    found = []

    def against(ours: str, peer: str, column: str, bar: float) -> None:
        one, other = results.get(ours, {}), results.get(peer, {})
        if column in one and column in other:
            found.append((f"{column}: {ours} over {peer}", bar, one[column] / other[column]))

    small = size in ("tiny", "160m")
    for column in ("decode_64", "decode_1024"):
        against("ours-int4", "llama.cpp-q4_0", column, 1.15 if small else 1.0)
        against("ours-int8", "llama.cpp-q8_0", column, 1.1 if small else 1.0)
        against("ours-bf16", "llama.cpp-f16", column, 1.0)
        for ours in OURS:
            against(ours, "transformers-bf16", column, 3.0)
    for ours, peer in zip(OURS, PEERS[1:], strict=True):
        against(ours, peer, "prefill_512", 1.5)
    for name in OURS:
        found += _of_one(name, results.get(name, {}), machine)
    return found


def _of_one(
    name: str, numbers: dict[str, float], machine: dict[str, float]
) -> list[tuple[str, float, float]]:
    found = []
    if "ttft_fresh_32" in numbers:
        for history in HISTORIES:
            ratio = numbers[f"ttft_turn_{history}"] / numbers["ttft_fresh_32"]
            text = f"turn after {history} tokens over a fresh one, at most, {name}"
            found.append((text, 1.3, ratio))
    if "cold_start_s" in numbers:
        passing = numbers["weight_bytes"] / machine["read_bytes_s"]
        for read, what in (
            (numbers["read_once_s"], "reading the file once"),
            (passing, "one pass in memory"),
        ):
            ratio = numbers["cold_start_s"] / (machine["import_torch_s"] + read)
            found.append((f"start over import and {what}, at most, {name}", 1.2, ratio))
    return found
