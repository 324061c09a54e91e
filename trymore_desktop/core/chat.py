"""Messages, how a reply is generated, and what it cost."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Message(msgspec.Struct, frozen=True):
    """One thing said, as text (Markdown for replies)."""

    role: Role
    content: str


class GenerationConfig(msgspec.Struct, frozen=True):
    """Sampling parameters; temperature 0 is greedy, top_k 0 and top_p 1 switch a filter off."""

    max_new_tokens: int = 512
    temperature: float = 0.7
    top_k: int = 0
    top_p: float = 0.95
    min_p: float = 0.0
    repetition_penalty: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()


class ContextPolicy(StrEnum):
    """What to do when the conversation outgrows the model's window."""

    DROP_OLDEST = "drop_oldest"
    REFUSE = "refuse"


class FinishReason(StrEnum):
    """Why a reply ended by itself."""

    STOP = "stop"
    LENGTH = "length"


class Usage(msgspec.Struct, frozen=True):
    """What a reply cost: counts in tokens, speeds in tokens per second, waits in seconds."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    prompt_tps: float = 0.0
    generation_tps: float = 0.0
    time_to_first_token: float = 0.0

    @property
    def generation_seconds(self) -> float:
        """How long the writing took, the wait before it left out."""
        return self.completion_tokens / self.generation_tps if self.generation_tps > 0 else 0.0

    def then(self, later: "Usage") -> "Usage":
        """One reply of this part and its continuation.

        What was read and the wait for the first word are the first part's: the later one read
        again what the first had read and written.
        """
        tokens = self.completion_tokens + later.completion_tokens
        seconds = self.generation_seconds + later.generation_seconds
        read = self.prompt_tokens or max(0, later.prompt_tokens - self.completion_tokens)
        first = self if self.prompt_tokens else later
        return Usage(
            prompt_tokens=read,
            cached_tokens=min(read, first.cached_tokens),
            completion_tokens=tokens,
            prompt_tps=first.prompt_tps,
            generation_tps=tokens / seconds if seconds > 0 else 0.0,
            time_to_first_token=self.time_to_first_token or later.time_to_first_token,
        )
