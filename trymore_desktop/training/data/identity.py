# ruff: noqa: E501 - phrases are easier to read in rows
"""Questions about who the model is, answered with its own name."""

from collections.abc import Iterator

from trymore_desktop.training.data.conversation import Conversation, Speaker, Turn
from trymore_desktop.training.data.recipe import IdentityOptions

SOURCE = "identity"
_ASKED_EN = (
    "Who are you?", "What is your name?", "What's your name?", "Can you tell me your name?",
    "Can you introduce yourself?", "What are you called?", "Are you ChatGPT?", "Are you GPT-4?",
    "Are you human?", "Which model are you?",
)  # fmt: skip
_MADE_EN = ("Who made you?", "Who created you?", "Who trained you?", "Where do you come from?")
_ASKED_ZH = (
    "你是谁？", "你叫什么名字？", "请介绍一下你自己。", "你是ChatGPT吗？", "你是GPT-4吗？", "你是人吗？", "你是什么模型？",
    "可以告诉我你的名字吗？",
)  # fmt: skip
_MADE_ZH = ("谁开发了你？", "你是谁训练的？", "你从哪里来？", "你的作者是谁？")


def identity_conversations(options: IdentityOptions) -> Iterator[Conversation]:
    """All questions `repeat` times; who made it is asked only if the recipe names the maker."""
    name, maker = options.name, options.maker
    pairs = [(asked, "en", f"I am {name}, a language model.") for asked in _ASKED_EN]
    pairs += [(asked, "zh", f"我是{name}，一个语言模型。") for asked in _ASKED_ZH]
    if maker:
        made = f"I am {name}, a language model trained by {maker}."
        pairs += [(asked, "en", made) for asked in _MADE_EN]
        pairs += [(asked, "zh", f"我是{name}，由{maker}训练的语言模型。") for asked in _MADE_ZH]
    for round_number in range(options.repeat):
        for place, (asked, language, answer) in enumerate(pairs):
            turns = (Turn(Speaker.HUMAN, asked), Turn(Speaker.GPT, answer))
            number = round_number * len(pairs) + place
            yield Conversation(f"{SOURCE}_{number}", turns, SOURCE, "", language)
