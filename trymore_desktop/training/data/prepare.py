"""From the sources of a recipe to train.jsonl, test.jsonl, rejects.jsonl and statistics."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec

from trymore_desktop.core.control import Control, Reporter
from trymore_desktop.core.events import DataPrepared, Event
from trymore_desktop.errors import TryMoreError
from trymore_desktop.prompting.tokenizer import Tokenizer
from trymore_desktop.training.alone import alone
from trymore_desktop.training.data.cleaning import clean
from trymore_desktop.training.data.conversation import Conversation, to_line
from trymore_desktop.training.data.duplicates import ExactDuplicates, NearDuplicates
from trymore_desktop.training.data.formats import READERS
from trymore_desktop.training.data.identity import SOURCE, identity_conversations
from trymore_desktop.training.data.languages import is_kept, language_of
from trymore_desktop.training.data.picture import draw
from trymore_desktop.training.data.reading import RawItem, read_items
from trymore_desktop.training.data.recipe import (
    DataRecipe,
    SourceFile,
    SourceRecipe,
    files_of,
)
from trymore_desktop.training.data.rejects import RejectFile
from trymore_desktop.training.data.splitting import Part, share_of, split_long
from trymore_desktop.training.data.statistics import (
    SourceStatistics,
    markdown,
    totals,
    write_statistics,
)

SCRATCH = ("duplicates.partial", "near-duplicates.partial")
"""What is remembered of the conversations while the run lasts."""
WRITTEN = ("train.jsonl", "test.jsonl", "rejects.jsonl")


def prepare(recipe: DataRecipe, control: Control) -> Iterator[Event]:
    """Run the recipe; ends in DataPrepared. Files that are there already are replaced.

    Every item read is either written, or counted as not taken (share, limit), or counted and
    written to the rejects with its line.

    Raises:
        TryMoreError: codes of `DataRecipe.check`, `files_of`, `read_items`, the tokenizer, and
            `data_unwritable`, `recipe_overwrites`, `output_in_use`.
        Interrupted: the person cancelled; what was written stays, with the name `*.partial`.
    """
    recipe.check()
    files = {source.name: files_of(source) for source in recipe.sources}
    paths = [one.path for found in files.values() for one in found]
    tokenizer = Tokenizer(Path(recipe.tokenizer)) if recipe.tokenizer else None
    folder = Path(recipe.output)
    _refuse_overwriting(folder, paths)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            with ExitStack() as stack:
                run = _Run(recipe, tokenizer, folder, stack)
                total = sum(path.stat().st_size for path in paths)
                report = Reporter(control, "prepare", total)
                done = 0
                for source in recipe.sources:
                    for file in files[source.name]:
                        yield from run.file(source, file, done, report)
                        done += file.path.stat().st_size
                run.add_identity()
                yield from report(total)
            run.finish()
    except (OSError, sqlite3.Error) as error:
        raise TryMoreError("data_unwritable", str(error), path=str(folder)) from error
    yield DataPrepared(str(folder), totals(run.statistics))


def _refuse_overwriting(folder: Path, paths: list[Path]) -> None:
    results = [(folder / name).resolve() for name in WRITTEN]
    for path in paths:
        if path.resolve() in results:
            raise TryMoreError("recipe_overwrites", path=str(path))


class _Run:
    """The open files and what is remembered from item to item."""

    def __init__(
        self, recipe: DataRecipe, tokenizer: Tokenizer | None, folder: Path, stack: ExitStack
    ) -> None:
        self._recipe = recipe
        self._tokenizer = tokenizer
        self._folder = folder
        self._languages = frozenset(recipe.languages)
        self._exact = ExactDuplicates(folder / SCRATCH[0])
        stack.callback(self._exact.close)
        self._near = NearDuplicates(folder / SCRATCH[1], recipe.duplicates.near)
        stack.callback(self._near.close)
        self._train = self._open("train.jsonl", stack)
        self._test = self._open("test.jsonl", stack)
        self._rejects = stack.enter_context(RejectFile(folder / "rejects.jsonl.partial"))
        self.statistics: dict[str, SourceStatistics] = {}

    def _open(self, name: str, stack: ExitStack) -> BinaryIO:
        return stack.enter_context((self._folder / f"{name}.partial").open("wb"))

    def file(
        self, source: SourceRecipe, file: SourceFile, done: int, report: Reporter
    ) -> Iterator[Event]:
        """All items of one file."""
        numbers = self.statistics.setdefault(source.name, SourceStatistics())
        size, whole = 0, file.path.stat().st_size
        for place, item in enumerate(read_items(file.path)):
            size += len(item.raw)
            yield from report(done + min(size, whole), source.name)
            numbers.read += 1
            if source.limit and numbers.kept >= source.limit:
                numbers.not_taken += 1
                continue
            reason = self._item(source, numbers, item, f"{source.name}_{file.stem}_{place}")
            if reason == _NOT_TAKEN:
                numbers.not_taken += 1
            elif reason:
                numbers.reject(reason)
                self._rejects.write(source.name, file.name, item.line, reason, item.raw)

    def _item(
        self, source: SourceRecipe, numbers: SourceStatistics, item: RawItem, identity: str
    ) -> str:
        """Write an item; the reason if it is not written."""
        if item.fault:
            return item.fault
        read = READERS[source.format](item.value, identity)
        if isinstance(read, str):
            return read
        named = msgspec.structs.replace(
            read, source=read.source or source.name, licence=read.licence or source.licence
        )
        if source.share < 1 and share_of(named.id, self._recipe.seed + 1) >= source.share:
            return _NOT_TAKEN
        cleaned = clean(named, source.clean or self._recipe.clean)
        if isinstance(cleaned, str):
            return cleaned
        numbers.trimmed_turns += len(named.conversations) - len(cleaned.conversations)
        language = language_of(cleaned)
        if self._languages and not is_kept(language, self._languages):
            return f"language_{language}"
        return self._unique(msgspec.structs.replace(cleaned, language=language), numbers)

    def _unique(self, conversation: Conversation, numbers: SourceStatistics) -> str:
        options = self._recipe.duplicates
        if options.exact and not self._exact.is_new(conversation):
            return "duplicate"
        if options.near and not self._near.is_new(conversation):
            return "near_duplicate"
        parts = self._parts(conversation)
        trainable = [part for part in parts if part.trainable]
        numbers.too_long_rounds += sum(part.tokens > self._recipe.max_length for part in parts)
        if not trainable:
            return "question_too_long"
        numbers.untrainable_parts += len(parts) - len(trainable)
        numbers.kept += 1
        test = share_of(conversation.id, self._recipe.seed) < self._recipe.test_share
        for part in trainable:
            (self._test if test else self._train).write(to_line(part.conversation))
            numbers.take(part.conversation, part.tokens)
            numbers.test += test
        return ""

    def _parts(self, conversation: Conversation) -> list[Part]:
        if self._tokenizer is None:
            return [Part(conversation, 0)]
        return list(split_long(conversation, self._tokenizer, self._recipe.max_length))

    def add_identity(self) -> None:
        """The questions about the model itself, past the filters: they repeat on purpose."""
        if self._recipe.identity.repeat <= 0:
            return
        numbers = self.statistics.setdefault(SOURCE, SourceStatistics())
        for conversation in identity_conversations(self._recipe.identity):
            numbers.read += 1
            numbers.kept += 1
            self._train.write(to_line(conversation))
            numbers.take(conversation, sum(part.tokens for part in self._parts(conversation)))

    def finish(self) -> None:
        """Give the files their names, write statistics and picture."""
        for name in SCRATCH:
            (self._folder / name).unlink(missing_ok=True)
        for name in WRITTEN:
            (self._folder / f"{name}.partial").replace(self._folder / name)
        write_statistics(self._folder / "statistics.json", self.statistics)
        table = markdown(self.statistics)
        (self._folder / "statistics.md").write_text(table, encoding="utf-8")
        unit = "tokens" if self._tokenizer else "characters"
        draw(self._folder / "statistics.png", self.statistics, unit)


_NOT_TAKEN = "not_taken"
"""Left out by `share`: no fault of the item, so that it is counted but no reject."""
