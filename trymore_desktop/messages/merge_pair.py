"""Words for what can be wrong with a base, a delta and a target together."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "same_folder": Explanation(
        QT_TRANSLATE_NOOP("messages", "Base and delta are the same folder."),
        QT_TRANSLATE_NOOP("messages", "Both point to {path}."),
        QT_TRANSLATE_NOOP(
            "messages", "Choose the LLaMA folder as base and the TryMoreGPT folder as delta."
        ),
    ),
    "exchanged": Explanation(
        QT_TRANSLATE_NOOP("messages", "These two look exchanged."),
        QT_TRANSLATE_NOOP(
            "messages",
            "{base} holds differences, as a delta does, and {delta} holds a whole model.",
        ),
        QT_TRANSLATE_NOOP("messages", "Swap them."),
    ),
    "base_is_delta": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder offered as base is a delta."),
        QT_TRANSLATE_NOOP(
            "messages",
            "{path} holds differences: its norm weights are almost zero. A delta by itself is no "
            "model.",
        ),
        QT_TRANSLATE_NOOP("messages", "Choose the original LLaMA folder as base."),
    ),
    "base_is_adapter": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder offered as base is a LoRA adapter."),
        QT_TRANSLATE_NOOP("messages", "{path} holds only small additions to a model."),
        QT_TRANSLATE_NOOP(
            "messages", "Choose the original LLaMA folder as base and the adapter as delta."
        ),
    ),
    "base_is_merged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder offered as base is already merged."),
        QT_TRANSLATE_NOOP(
            "messages", "{path} was made by this program; adding a delta once more would spoil it."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Choose the original LLaMA folder, or chat with this model as it is."
        ),
    ),
    "delta_is_model": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder offered as delta is a whole model."),
        QT_TRANSLATE_NOOP(
            "messages", "The norm weights in {path} are those of a model, not of a difference."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Choose the TryMoreGPT delta; to chat with this model no merge is needed."
        ),
    ),
    "delta_is_merged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder offered as delta is already merged."),
        QT_TRANSLATE_NOOP("messages", "{path} was made by this program and can be used as it is."),
        QT_TRANSLATE_NOOP("messages", "Load it as a model, or choose the TryMoreGPT delta."),
    ),
    "target_is_delta": Explanation(
        QT_TRANSLATE_NOOP("messages", "The fine-tuned model that was offered is no whole model."),
        QT_TRANSLATE_NOOP("messages", "{path} holds a delta or an adapter."),
        QT_TRANSLATE_NOOP("messages", "Choose the whole fine-tuned model."),
    ),
    "size_mismatch": Explanation(
        QT_TRANSLATE_NOOP("messages", "Base is {base}, delta is {delta}."),
        QT_TRANSLATE_NOOP(
            "messages",
            "They belong to different sizes of the model. (The authors' web page prints the wrong"
            " name for the 13B delta.)",
        ),
        QT_TRANSLATE_NOOP("messages", "Choose the delta of the same size as the base."),
    ),
    "vocabulary_old_recipe": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "This delta is for an older recipe: it has {delta} words, the base {base}."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Early deltas added an extra word (row 32001) to LLaMA's 32000."
        ),
        QT_TRANSLATE_NOOP("messages", "Use the current delta."),
    ),
    "vocabulary_base_extended": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "This base was extended to {base} words; the delta has LLaMA's {delta}."
        ),
        QT_TRANSLATE_NOOP("messages", "Somebody added words to this copy of LLaMA."),
        QT_TRANSLATE_NOOP("messages", "Choose the original LLaMA folder."),
    ),
    "vocabulary_mismatch": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The vocabularies differ: {base} words in the base, {delta} in the delta."
        ),
        QT_TRANSLATE_NOOP("messages", "They were made with different tokenizers."),
        QT_TRANSLATE_NOOP("messages", "Choose a base and a delta that belong together."),
    ),
    "shape_mismatch": Explanation(
        QT_TRANSLATE_NOOP(
            "messages",
            "Tensors differ in shape: {tensor} is {base} in the base and {delta} in the delta "
            "({count} in all).",
        ),
        QT_TRANSLATE_NOOP("messages", "Base and delta belong to different models."),
        QT_TRANSLATE_NOOP("messages", "Choose a base and a delta that belong together."),
    ),
    "tensors_missing": Explanation(
        QT_TRANSLATE_NOOP(
            "messages",
            "{count} tensors are missing here that the other folder has, first {tensor}.",
        ),
        QT_TRANSLATE_NOOP("messages", "The folder is incomplete or belongs to another model."),
        QT_TRANSLATE_NOOP("messages", "Copy or download the folder again, or choose another one."),
    ),
    "pair_without_tokenizer": Explanation(
        QT_TRANSLATE_NOOP("messages", "Neither folder has a tokenizer."),
        QT_TRANSLATE_NOOP(
            "messages", "Without tokenizer.model the merged model cannot be used for chatting."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Copy tokenizer.model into the delta's folder and check again."
        ),
    ),
    "adapter_unsupported": Explanation(
        QT_TRANSLATE_NOOP("messages", "This adapter cannot be merged ({feature})."),
        QT_TRANSLATE_NOOP(
            "messages", "Only plain LoRA without bias can be added to the weights exactly."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose another adapter."),
    ),
    "adapter_mismatch": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The adapter does not fit the base: {tensor} ({count} in all)."
        ),
        QT_TRANSLATE_NOOP("messages", "It was trained on another model."),
        QT_TRANSLATE_NOOP("messages", "Choose the base that the adapter was trained on."),
    ),
    "target_is_file": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is a file."),
        QT_TRANSLATE_NOOP("messages", "The merged model is a folder."),
        QT_TRANSLATE_NOOP("messages", "Choose another name."),
    ),
    "target_is_source": Explanation(
        QT_TRANSLATE_NOOP("messages", "The target is one of the source folders."),
        QT_TRANSLATE_NOOP(
            "messages", "The merge never writes into {path}, so that nothing of it can be lost."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose another folder."),
    ),
    "target_inside_source": Explanation(
        QT_TRANSLATE_NOOP("messages", "The target lies inside a source folder."),
        QT_TRANSLATE_NOOP(
            "messages", "{path} is inside {source}, and sources are never written to."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose a folder elsewhere."),
    ),
    "source_inside_target": Explanation(
        QT_TRANSLATE_NOOP("messages", "A source folder lies inside the target."),
        QT_TRANSLATE_NOOP("messages", "{source} is inside {path}."),
        QT_TRANSLATE_NOOP("messages", "Choose a new folder elsewhere."),
    ),
    "target_not_empty": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder {path} is not empty."),
        QT_TRANSLATE_NOOP("messages", "Existing files are never replaced or removed."),
        QT_TRANSLATE_NOOP("messages", "Choose a new folder, for example {suggestion}."),
    ),
    "target_not_writable": Explanation(
        QT_TRANSLATE_NOOP("messages", "Nothing can be written to {path}."),
        QT_TRANSLATE_NOOP("messages", "The folder or its drive is read-only for you."),
        QT_TRANSLATE_NOOP("messages", "Choose another folder, or change its permissions."),
    ),
    "target_name_too_long": Explanation(
        QT_TRANSLATE_NOOP("messages", "The name of the target folder is too long."),
        QT_TRANSLATE_NOOP("messages", "The drive takes no folder with the path {path}."),
        QT_TRANSLATE_NOOP("messages", "Choose a shorter name."),
    ),
    "incomplete_foreign": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is in the way."),
        QT_TRANSLATE_NOOP(
            "messages",
            "A merge works in a folder of this name, but what is in it is not from a merge.",
        ),
        QT_TRANSLATE_NOOP("messages", "Move that folder away or choose another target."),
    ),
    "sources_changed": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The files changed since the merge was begun; starting over is needed."
        ),
        QT_TRANSLATE_NOOP("messages", "What is finished in {path} was made from other files."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Start over, or put the former files back. What is finished stays until you decide.",
        ),
    ),
    "no_space": Explanation(
        QT_TRANSLATE_NOOP("messages", "{missing} too little space on {path}."),
        QT_TRANSLATE_NOOP("messages", "The merge needs {needed}; {free} are free."),
        QT_TRANSLATE_NOOP("messages", "Free that much or choose another drive."),
    ),
    "target_fat": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is on a {kind} drive."),
        QT_TRANSLATE_NOOP(
            "messages",
            "It takes no files above 4 GB; the model is written in smaller pieces that fit.",
        ),
    ),
    "target_network": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is on a network drive ({kind})."),
        QT_TRANSLATE_NOOP(
            "messages",
            "The merge works there, but it is slower and ends if the connection breaks. It can "
            "then be continued.",
        ),
    ),
    "already_done": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model is already there."),
        QT_TRANSLATE_NOOP("messages", "{path} was merged from the same files."),
        QT_TRANSLATE_NOOP("messages", "Nothing is left to do."),
    ),
    "memory_limit_low": Explanation(
        QT_TRANSLATE_NOOP("messages", "{limit} of memory is too little."),
        QT_TRANSLATE_NOOP("messages", "The program itself needs {minimum}."),
        QT_TRANSLATE_NOOP("messages", "Allow at least {minimum}."),
    ),
    "dtype_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "{dtype} is no number format for a merge."),
        "",
        QT_TRANSLATE_NOOP("messages", "Choose fp16, bf16 or same."),
    ),
}
