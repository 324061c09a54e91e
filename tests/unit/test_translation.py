"""Translations read without Qt."""

from pathlib import Path

import pytest

from trymore_desktop.messages import explain
from trymore_desktop.translation import CHINESE, Translator, read_texts, system_language

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>cli</name>
    <message><source>Merge</source><translation>合并</translation></message>
    <message><source>New &amp; raw</source><translation type="unfinished">半</translation></message>
    <message><source>Gone</source><translation type="vanished">没了</translation></message>
    <message><source>Empty</source><translation></translation></message>
</context>
<context>
    <name>other</name>
    <message><source>Merge</source><translation>融合</translation></message>
</context>
</TS>
"""


def test_finished_texts_by_context(tmp_path: Path) -> None:
    (tmp_path / "trymore_zh_CN.ts").write_text(TS, encoding="utf-8")
    translate = Translator("zh_CN", tmp_path).translate
    assert translate("cli", "Merge") == "合并"
    assert translate("other", "Merge") == "融合"
    for source in ("New & raw", "Gone", "Empty", "Unknown"):
        assert translate("cli", source) == source


def test_a_missing_or_damaged_file_leaves_english(tmp_path: Path) -> None:
    assert Translator("en", tmp_path).translate("cli", "Merge") == "Merge"
    damaged = tmp_path / "damaged.ts"
    damaged.write_text(TS[:200], encoding="utf-8")
    assert read_texts(damaged) == {}


def test_the_file_of_the_program_is_read() -> None:
    path = Path(__file__).parents[2] / "resources" / "translations" / "trymore_zh_CN.ts"
    source = "No model is loaded."
    translated = Translator("zh_CN").translate("messages", source)
    assert (translated != source) == (
        f"<source>{source}</source>\n        <translation>" in path.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "de_DE"}, "en"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh_CN"),
        ({}, "en"),
    ],
)
def test_language_of_the_system(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language


def test_what_the_system_says_is_told_in_the_same_language() -> None:
    params = {"path": "/x", "reason": "Input/output error"}
    chinese = explain("write_failed", params, Translator(CHINESE).translate)
    assert chinese.what == "写入 /x 失败：输入/输出错误。"
    assert explain("write_failed", params).what == "Writing to /x failed: Input/output error."
    foreign = explain(
        "write_failed", {**params, "reason": "déjà vu"}, Translator(CHINESE).translate
    )
    assert "déjà vu" in foreign.what
