"""The [data] table of a recipe: every source and every step by name."""

import os
from pathlib import Path

import msgspec

from trymore_desktop.errors import TryMoreError
from trymore_desktop.training.data.cleaning import CleanOptions
from trymore_desktop.training.data.formats import READERS
from trymore_desktop.training.recipe import read_table


class SourceRecipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One data set: `path` may hold * and is relative to the recipe file.

    `share` keeps that part of the items, chosen by a hash of the id; `limit` stops after so many
    kept items, 0 never. `clean` replaces the recipe's general cleaning for this source.
    """

    name: str
    path: str
    format: str = "auto"
    licence: str = ""
    share: float = 1.0
    limit: int = 0
    clean: CleanOptions | None = None


class DuplicateOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exact ones by id and first answer; near ones from a Jaccard similarity on, 0 for never."""

    exact: bool = True
    near: float = 0.85


class IdentityOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions about who it is, answered with the model's own name; `repeat` 0 for none."""

    name: str = "TryMoreGPT"
    maker: str = ""
    repeat: int = 0


class DataRecipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A preparation run.

    `languages` empty keeps all; `tokenizer` is a model folder for splitting, which is left out
    without one; `test_share` of the conversations go to the test file.
    """

    output: str
    sources: tuple[SourceRecipe, ...]
    languages: tuple[str, ...] = ("zh", "en")
    tokenizer: str = ""
    max_length: int = 2048
    test_share: float = 0.01
    seed: int = 0
    clean: CleanOptions = CleanOptions()
    duplicates: DuplicateOptions = DuplicateOptions()
    identity: IdentityOptions = IdentityOptions()

    def check(self) -> None:
        """Refuse what cannot work.

        Raises:
            TryMoreError: `recipe_value`, `recipe_no_data`, `recipe_format`, `recipe_same_name`.
        """
        if not self.sources:
            raise TryMoreError("recipe_no_data")
        names = [source.name for source in self.sources]
        for name in names:
            if names.count(name) > 1:
                raise TryMoreError("recipe_same_name", name=name)
        if self.max_length < 32:
            raise TryMoreError("recipe_value", name="max_length", value=self.max_length)
        for source in self.sources:
            if source.limit < 0:
                raise TryMoreError("recipe_value", name=f"{source.name}: limit", value=source.limit)
        shares = [("test_share", self.test_share), ("near", self.duplicates.near)]
        shares += [(f"{source.name}: share", source.share) for source in self.sources]
        for name, value in shares:
            if not 0 <= value <= 1:
                raise TryMoreError("recipe_value", name=name, value=value)
        for options in (self.clean, *(source.clean for source in self.sources if source.clean)):
            if options.alternation not in ("drop", "merge"):
                raise TryMoreError("recipe_value", name="alternation", value=options.alternation)
            if options.refusals not in ("keep", "drop"):
                raise TryMoreError("recipe_value", name="refusals", value=options.refusals)
        for source in self.sources:
            if source.format not in READERS:
                formats = ", ".join(READERS)
                raise TryMoreError("recipe_format", name=source.format, known=formats)


def read_data_recipe(path: Path) -> DataRecipe:
    """The recipe in a TOML file, its paths made absolute from where the file lies.

    Raises:
        TryMoreError: codes of `read_table` and `DataRecipe.check`.
    """
    recipe = read_table(path, "data", DataRecipe)
    folder = path.resolve().parent
    sources = tuple(
        msgspec.structs.replace(source, path=str(folder / source.path)) for source in recipe.sources
    )
    tokenizer = str(folder / recipe.tokenizer) if recipe.tokenizer else ""
    output = str(folder / recipe.output)
    recipe = msgspec.structs.replace(recipe, sources=sources, tokenizer=tokenizer, output=output)
    recipe.check()
    return recipe


class SourceFile(msgspec.Struct, frozen=True):
    """One file of a source; `name` tells it from the source's others, `stem` names its items."""

    path: Path
    name: str
    stem: str


def files_of(source: SourceRecipe) -> list[SourceFile]:
    """The files that a source names, sorted.

    Raises:
        TryMoreError: `data_missing`, there is none.
    """
    path = Path(source.path)
    if any(sign in source.path for sign in "*?["):
        anchor = Path(path.anchor)
        found = sorted(one for one in anchor.glob(str(path.relative_to(anchor))) if one.is_file())
    else:
        found = [path] if path.is_file() else []
    if not found:
        raise TryMoreError("data_missing", name=source.name, path=source.path)
    folder = os.path.commonpath([one.parent for one in found])
    stems = [one.stem for one in found]
    names = [one.relative_to(folder).as_posix() for one in found]
    # Items without ids are named by their file: a/data.json and b/data.json must not be one
    return [
        SourceFile(one, name, one.stem if stems.count(one.stem) == 1 else name)
        for one, name in zip(found, names, strict=True)
    ]
