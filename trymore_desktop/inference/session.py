"""The loaded model, and everything that can be asked of it."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trymore_desktop.core.chat import ContextPolicy, GenerationConfig, Message, Role
from trymore_desktop.core.control import Control
from trymore_desktop.core.events import Event, Finished, ModelLoaded, TokensCounted
from trymore_desktop.core.hardware import LoadPlan, ModelInfo, Precision
from trymore_desktop.errors import Interrupted, TryMoreError
from trymore_desktop.inference import prompts
from trymore_desktop.inference.config import ModelConfig, read_config
from trymore_desktop.inference.early import EarlyRead
from trymore_desktop.inference.generate import Decoder, PromptCache, Reply, generate
from trymore_desktop.inference.hardware import find_hardware
from trymore_desktop.inference.llama import LlamaDecoder
from trymore_desktop.inference.loading import warm_up
from trymore_desktop.inference.memory import memory_guard, release
from trymore_desktop.inference.opening import open_decoder
from trymore_desktop.inference.planning import plan_load, smaller_choice
from trymore_desktop.inference.replies import Replies
from trymore_desktop.inference.sampling import check_config
from trymore_desktop.inference.template_files import find_template
from trymore_desktop.inference.templates import Template
from trymore_desktop.prompting.tokenizer import Tokenizer


@dataclass(frozen=True)
class Loaded:
    """A model in memory."""

    info: ModelInfo
    config: ModelConfig
    tokenizer: Tokenizer
    template: Template
    replies: Replies
    cache: PromptCache


class Session:
    """Holds at most one model. `count_tokens` may be called from any thread, the rest from one."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None

    @property
    def model(self) -> ModelInfo | None:
        """The loaded model, if there is one."""
        return self._loaded.info if self._loaded else None

    def load(
        self,
        path: str,
        device: str = "auto",
        precision: str = "auto",
        control: Control | None = None,
        early: EarlyRead | None = None,
    ) -> Iterator[Event]:
        """Load a model folder in place of the present one; ends in ModelLoaded.

        `early` may hold weights that were begun to be read before torch was there.

        Raises:
            TryMoreError: what is wrong with the folder; `out_of_memory`. The present model is
                gone only if the folder could be read.
            Interrupted: the person cancelled; no model is loaded then.
        """
        control, early = control or Control(), early or EarlyRead()
        began = time.perf_counter()
        folder = Path(path)
        config = read_config(folder)
        tokenizer = Tokenizer(folder)
        replies = Replies(tokenizer)
        template = find_template(folder, tokenizer, replies.known)
        self.unload()
        hardware = find_hardware(early.held)
        plan = plan_load(folder, hardware, device, precision)[0]
        failure: TryMoreError | Interrupted | None = None
        try:
            with memory_guard(plan.device, plan.precision):
                decoder = yield from open_decoder(folder, config, plan, early, control)
        except TryMoreError as error:
            failure = TryMoreError(error.code, error.detail, **error.params)
        except Interrupted:
            failure = Interrupted()
        if failure:
            # Only now, without the exception's frames, does nothing hold the tensors any more
            release()
            raise _with_offer(failure, config, plan.device, plan.precision)
        info = _describe(folder, config, plan, decoder, template, time.perf_counter() - began)
        cache = PromptCache(decoder)
        self._loaded = Loaded(info, config, tokenizer, template, replies, cache)
        yield ModelLoaded(info)

    def warm_up(self) -> None:
        """Compute a token in advance, so that the first reply finds threads and kernels ready."""
        loaded = self._loaded
        if loaded and loaded.cache.empty and isinstance(loaded.cache.decoder, LlamaDecoder):
            with memory_guard(loaded.info.device, loaded.info.precision):
                warm_up(loaded.cache.decoder)

    def unload(self) -> None:
        """Free the model's memory, if there is one."""
        if self._loaded is not None:
            self._loaded = None
            release()

    def generate(
        self,
        messages: Sequence[Message],
        config: GenerationConfig | None = None,
        policy: ContextPolicy = ContextPolicy.DROP_OLDEST,
        resume: bool = False,
        control: Control | None = None,
    ) -> Iterator[Event]:
        """Answer the last question, or with `resume` go on with the last reply; ends in Finished.

        Finished.text is the new text only.

        Raises:
            TryMoreError: `no_model`, `sampling_invalid`, `tokenizer_mismatch`, what `prompts.fit`
                raises, `out_of_memory`; the model stays usable.
            Interrupted: the person cancelled.
        """
        config = config or GenerationConfig()
        loaded = self._require()
        if not check_config(config):
            raise TryMoreError("sampling_invalid")
        window = loaded.cache.decoder.window
        prompt = prompts.fit(loaded.template, messages, config, window, policy, resume)
        if not prompt.ids:
            raise TryMoreError("template_failed", detail="the prompt has no tokens")
        if max(prompt.ids) >= loaded.config.vocabulary:
            raise TryMoreError(
                "tokenizer_mismatch",
                path=loaded.info.path,
                size=loaded.tokenizer.size,
                vocabulary=loaded.config.vocabulary,
            )
        earlier = messages[-1].content if resume and messages[-1].role is Role.ASSISTANT else ""
        yield from self._answer(loaded, prompt, earlier, config, control or Control())

    def _answer(
        self,
        loaded: Loaded,
        prompt: prompts.Prompt,
        earlier: str,
        config: GenerationConfig,
        control: Control,
    ) -> Generator[Event, None, None]:
        before = self._ids_of(loaded, earlier)
        reply = Reply()
        info = loaded.info
        failure: TryMoreError | None = None
        try:
            with memory_guard(info.device, info.precision):
                yield from generate(
                    loaded.cache,
                    loaded.tokenizer,
                    prompt.ids,
                    before,
                    config,
                    _eos_ids(loaded),
                    control,
                    reply,
                )
        except TryMoreError as error:
            loaded.cache.clear()
            failure = TryMoreError(error.code, error.detail, **error.params)
        finally:
            # An interrupted reply is remembered as well: the next turn repeats its ids
            if reply.ids:
                loaded.replies.remember(earlier + reply.text, before + reply.ids)
        if failure:
            release()
            raise _with_offer(failure, loaded.config, info.device, info.precision)
        yield Finished(reply.text, reply.reason, reply.usage, prompt.dropped)

    def benchmark(self, control: Control | None = None) -> Iterator[Event]:
        """Measure the loaded model here; ends in Benchmarked.

        Raises:
            TryMoreError: `no_model`, `out_of_memory`.
            Interrupted: the person cancelled.
        """
        from trymore_desktop.inference.benchmark import benchmark

        loaded = self._require()
        with memory_guard(loaded.info.device, loaded.info.precision):
            yield from benchmark(loaded.cache, loaded.config, loaded.info, control or Control())

    def count_tokens(
        self, messages: Sequence[Message], config: GenerationConfig | None = None
    ) -> TokensCounted:
        """The exact size of the next prompt.

        Raises:
            TryMoreError: `no_model`, `template_failed`.
        """
        loaded = self._require()
        window = loaded.cache.decoder.window
        config = config or GenerationConfig()
        total, reserve, dropped = prompts.count(loaded.template, messages, config, window)
        return TokensCounted(total, window, reserve, dropped)

    def _require(self) -> Loaded:
        loaded = self._loaded
        if loaded is None:
            raise TryMoreError("no_model")
        return loaded

    @staticmethod
    def _ids_of(loaded: Loaded, text: str) -> list[int]:
        if not text:
            return []
        return list(loaded.replies.known(text) or loaded.tokenizer.encode(text))


def _with_offer(
    failure: TryMoreError | Interrupted, config: ModelConfig, device: str, precision: Precision
) -> TryMoreError | Interrupted:
    """Name the next smaller way in `next_device` and `next_precision` of an out_of_memory.

    Where there is none it becomes an `out_of_memory_smallest`.
    """
    if isinstance(failure, TryMoreError) and failure.code == "out_of_memory":
        smaller = smaller_choice(config, device, precision)
        if smaller is None:
            failure.code = "out_of_memory_smallest"
        else:
            failure.params["next_device"], failure.params["next_precision"] = smaller
    return failure


def _describe(
    folder: Path,
    config: ModelConfig,
    plan: LoadPlan,
    decoder: Decoder,
    template: Template,
    seconds: float,
) -> ModelInfo:
    return ModelInfo(
        path=str(folder),
        name=folder.resolve().name,
        architecture=config.architecture,
        parameters=config.parameters,
        device=plan.device,
        precision=Precision(plan.precision),
        context_window=decoder.window,
        template=template.name,
        load_seconds=seconds,
        memory=decoder.memory,
    )


def _eos_ids(loaded: Loaded) -> tuple[int, ...]:
    """What ends a reply: the model's own ids, else the tokenizer's; and its template's."""
    eos = loaded.tokenizer.eos_id
    own = loaded.config.eos_ids or (() if eos is None else (eos,))
    return (*own, *loaded.template.eos_ids)
