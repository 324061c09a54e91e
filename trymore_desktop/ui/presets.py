"""Sampling presets, and each parameter explained in a sentence."""

import msgspec
from PySide6.QtCore import QCoreApplication

from trymore_desktop.core.chat import GenerationConfig

CUSTOM = "custom"
PRESETS: dict[str, dict[str, float]] = {
    "precise": {
        "temperature": 0.2,
        "top_k": 40,
        "top_p": 0.9,
        "min_p": 0.0,
        "repetition_penalty": 1.05,
    },
    "balanced": {
        "temperature": 0.7,
        "top_k": 0,
        "top_p": 0.95,
        "min_p": 0.0,
        "repetition_penalty": 1.0,
    },
    "creative": {
        "temperature": 1.0,
        "top_k": 0,
        "top_p": 0.98,
        "min_p": 0.02,
        "repetition_penalty": 1.0,
    },
}
"""The parameters that shape the style; length, seed and stop strings stay as they are."""


def apply_preset(config: GenerationConfig, preset: str) -> GenerationConfig:
    """`config` in the style of a preset."""
    return msgspec.structs.replace(config, **PRESETS[preset])


def preset_of(config: GenerationConfig) -> str:
    """The preset that `config` follows, or custom."""
    for name in PRESETS:
        if apply_preset(config, name) == config:
            return name
    return CUSTOM


def preset_name(preset: str) -> str:
    """A preset's name in the present language."""
    return {
        "precise": QCoreApplication.translate("presets", "Precise"),
        "balanced": QCoreApplication.translate("presets", "Balanced"),
        "creative": QCoreApplication.translate("presets", "Creative"),
    }.get(preset, QCoreApplication.translate("presets", "Custom"))


def parameter_names() -> dict[str, str]:
    """Every parameter's name in the present language."""
    return {
        "max_new_tokens": QCoreApplication.translate("presets", "Longest reply"),
        "temperature": QCoreApplication.translate("presets", "Temperature"),
        "top_k": QCoreApplication.translate("presets", "Top-k"),
        "top_p": QCoreApplication.translate("presets", "Top-p"),
        "min_p": QCoreApplication.translate("presets", "Min-p"),
        "repetition_penalty": QCoreApplication.translate("presets", "Repetition penalty"),
        "seed": QCoreApplication.translate("presets", "Seed"),
    }


def parameter_texts() -> dict[str, str]:
    """Every parameter in a sentence."""
    return {
        "max_new_tokens": QCoreApplication.translate(
            "presets", "A reply ends after this many tokens; this room is kept free for it."
        ),
        "temperature": QCoreApplication.translate(
            "presets",
            "How daring the choice of words is: 0 always takes the likeliest, 1 follows the model.",
        ),
        "top_k": QCoreApplication.translate(
            "presets", "Only this many of the likeliest tokens are considered; 0 considers all."
        ),
        "top_p": QCoreApplication.translate(
            "presets",
            "Only the likeliest tokens that together reach this probability are considered.",
        ),
        "min_p": QCoreApplication.translate(
            "presets",
            "Tokens below this share of the likeliest one are left out; 0 leaves out none.",
        ),
        "repetition_penalty": QCoreApplication.translate(
            "presets", "Above 1, words that were already used become less likely."
        ),
        "seed": QCoreApplication.translate(
            "presets", "The same seed gives the same reply again; −1 draws a new one each time."
        ),
    }
