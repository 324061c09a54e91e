"""What a torture tried and what came of it."""

from dataclasses import dataclass, field


@dataclass
class Tally:
    """`faults` is how often the fault really struck; any entry in `failures` is a loss."""

    name: str
    tried: int = 0
    faults: int = 0
    failures: list[str] = field(default_factory=list)
    notes: dict[str, float] = field(default_factory=dict)
    skipped: str = ""

    def expect(self, truth: object, failure: str) -> None:
        """Note a failure unless `truth`."""
        if not truth:
            self.failures.append(failure)

    def worst(self, note: str, value: float) -> None:
        """Keep the largest value of a note."""
        self.notes[note] = max(value, self.notes.get(note, value))

    def count(self, note: str) -> None:
        """Count how often something was seen."""
        self.notes[note] = self.notes.get(note, 0) + 1

    def line(self) -> str:
        """The tally in one line."""
        if self.skipped:
            return f"{self.name}: skipped, {self.skipped}"
        notes = "".join(f", {name} {value:.6g}" for name, value in sorted(self.notes.items()))
        return (
            f"{self.name}: tried {self.tried}, faults {self.faults},"
            f" lost {len(self.failures)}{notes}"
        )
