"""Words for what can go wrong in inference."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "model_not_found": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's folder is not there."),
        QT_TRANSLATE_NOOP("messages", "{path} does not exist or its drive is not connected."),
        QT_TRANSLATE_NOOP("messages", "Connect the drive, or choose another model."),
    ),
    "config_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "This folder is no model."),
        QT_TRANSLATE_NOOP("messages", "There is no config.json in {path}."),
        QT_TRANSLATE_NOOP(
            "messages", "Choose a model folder in the Hugging Face layout, such as a merged one."
        ),
    ),
    "model_other_format": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} is a model for other programs."),
        QT_TRANSLATE_NOOP(
            "messages",
            "It is in a format that this program does not read, such as GGUF of llama.cpp.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Choose the same model as a Hugging Face folder, with config.json and safetensors.",
        ),
    ),
    "model_is_adapter": Explanation(
        QT_TRANSLATE_NOOP("messages", "This folder holds only an adapter (LoRA)."),
        QT_TRANSLATE_NOOP(
            "messages", "What is in {path} changes another model and cannot answer alone."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Merge it with its base first, then choose the merged folder."
        ),
    ),
    "model_is_meta": Explanation(
        QT_TRANSLATE_NOOP("messages", "These are Meta's original files."),
        QT_TRANSLATE_NOOP("messages", "{path} is not yet in the form in which models answer."),
        QT_TRANSLATE_NOOP(
            "messages", "Merge them with the delta of TryMoreGPT; they are converted on the way."
        ),
    ),
    "model_unfinished": Explanation(
        QT_TRANSLATE_NOOP("messages", "This model is not complete yet."),
        QT_TRANSLATE_NOOP("messages", "{path} is a merge that was interrupted."),
        QT_TRANSLATE_NOOP("messages", "Go on with the merge, then choose the finished folder."),
    ),
    "config_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's description cannot be read."),
        QT_TRANSLATE_NOOP("messages", "{path} is damaged or describes no language model."),
        QT_TRANSLATE_NOOP("messages", "Merge or download the model again."),
    ),
    "weights_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's weights are not all there."),
        QT_TRANSLATE_NOOP("messages", "{file} is missing in {path}."),
        QT_TRANSLATE_NOOP("messages", "Merge or download the model again."),
    ),
    "weights_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "A file of the model's weights is damaged."),
        QT_TRANSLATE_NOOP("messages", "{path} is cut off or is no file of weights."),
        QT_TRANSLATE_NOOP("messages", "Merge or download the model again."),
    ),
    "weights_pointer": Explanation(
        QT_TRANSLATE_NOOP("messages", "A file of the model's weights was not downloaded."),
        QT_TRANSLATE_NOOP("messages", "{path} is only a Git LFS pointer to the real file."),
        QT_TRANSLATE_NOOP("messages", "Run git lfs pull in that folder, or download it again."),
    ),
    "weights_incomplete": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's weights do not belong to its config.json."),
        QT_TRANSLATE_NOOP("messages", "The tensor {tensor} is missing in {path}."),
        QT_TRANSLATE_NOOP("messages", "Merge or download the model again."),
    ),
    "weights_mismatch": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's weights do not belong to its config.json."),
        QT_TRANSLATE_NOOP(
            "messages", "{tensor} in {path} has the shape {found}; {expected} was expected."
        ),
        QT_TRANSLATE_NOOP("messages", "Put the config.json of the same model into the folder."),
    ),
    "weights_unexpected": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's weights do not belong to its config.json."),
        QT_TRANSLATE_NOOP(
            "messages",
            "The tensor {tensor} in {path} has no place in the model that config.json describes.",
        ),
        QT_TRANSLATE_NOOP("messages", "Put the config.json of the same model into the folder."),
    ),
    "checkpoint_quantised": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "This model was compressed in a way that cannot be run here."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Its weights are packed by a method (such as GPTQ or AWQ) that needs another library.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Choose the same model in its original precision; it can be loaded in 8 or 4 bits.",
        ),
    ),
    "logits_not_finite": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model computes values that are no numbers."),
        QT_TRANSLATE_NOOP(
            "messages", "Its numbers leave the range of this precision, or its weights are damaged."
        ),
        QT_TRANSLATE_NOOP("messages", "Load it in bf16, or verify the model."),
    ),
    "weights_not_finite": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's weights hold values that are no numbers."),
        QT_TRANSLATE_NOOP(
            "messages",
            "The tensor {tensor} contains NaN or infinity, so no answer can be computed.",
        ),
        QT_TRANSLATE_NOOP("messages", "Verify the model, then merge or download it again."),
    ),
    "tokenizer_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model has no tokenizer."),
        QT_TRANSLATE_NOOP("messages", "Neither tokenizer.model nor tokenizer.json is in {path}."),
        QT_TRANSLATE_NOOP("messages", "Copy tokenizer.model from the original model's folder."),
    ),
    "tokenizer_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's tokenizer cannot be read."),
        QT_TRANSLATE_NOOP("messages", "{path} is damaged."),
        QT_TRANSLATE_NOOP("messages", "Copy it again from the original model's folder."),
    ),
    "tokenizer_mismatch": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's tokenizer belongs to another model."),
        QT_TRANSLATE_NOOP(
            "messages", "The tokenizer in {path} knows {size} tokens, the model only {vocabulary}."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Copy the tokenizer files of the same model into the folder."
        ),
    ),
    "tokenizer_unsupported": Explanation(
        QT_TRANSLATE_NOOP("messages", "This kind of tokenizer cannot be converted."),
        QT_TRANSLATE_NOOP("messages", "{path} is no byte pair encoding model as LLaMA's is."),
        QT_TRANSLATE_NOOP("messages", "Use the tokenizer.model of LLaMA."),
    ),
    "template_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model's chat template refused this conversation."),
        QT_TRANSLATE_NOOP(
            "messages",
            "The template in chat_template.jinja or tokenizer_config.json is broken or forbids "
            "such turns.",
        ),
        QT_TRANSLATE_NOOP("messages", "Try without a system prompt, or choose another model."),
    ),
    "architecture_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "This kind of model cannot be run."),
        QT_TRANSLATE_NOOP("messages", "The architecture {architecture} is not supported."),
        QT_TRANSLATE_NOOP("messages", "Choose another model; LLaMA models always run."),
    ),
    "device_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is no such kind of device: {device}."),
        "",
        QT_TRANSLATE_NOOP("messages", "Choose auto, cuda, mps or cpu."),
    ),
    "device_absent": Explanation(
        QT_TRANSLATE_NOOP("messages", "The device {device} was not found on this computer."),
        QT_TRANSLATE_NOOP("messages", "It is absent, or its driver cannot be used."),
        QT_TRANSLATE_NOOP("messages", "Choose auto, or run trymore doctor to see what was tried."),
    ),
    "precision_unknown": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is no such precision: {precision}."),
        "",
        QT_TRANSLATE_NOOP("messages", "Choose auto, fp32, fp16, bf16, int8 or int4."),
    ),
    "no_model": Explanation(
        QT_TRANSLATE_NOOP("messages", "No model is loaded."),
        "",
        QT_TRANSLATE_NOOP("messages", "Choose a model first."),
    ),
    "nothing_to_answer": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is no question to answer."),
        "",
        QT_TRANSLATE_NOOP("messages", "Write a message first."),
    ),
    "sampling_invalid": Explanation(
        QT_TRANSLATE_NOOP("messages", "The generation settings cannot be used."),
        QT_TRANSLATE_NOOP(
            "messages", "A value is no number, or a length or penalty is not above zero."
        ),
        QT_TRANSLATE_NOOP("messages", "Reset the generation settings."),
    ),
    "message_too_long": Explanation(
        QT_TRANSLATE_NOOP("messages", "This message is too long for the model."),
        QT_TRANSLATE_NOOP(
            "messages",
            "With the system prompt it takes {tokens} tokens; {limit} are free beside the answer.",
        ),
        QT_TRANSLATE_NOOP("messages", "Shorten it, or lower the maximum length of the answer."),
    ),
    "reply_fills_window": Explanation(
        QT_TRANSLATE_NOOP("messages", "This reply has reached the end of the model's window."),
        QT_TRANSLATE_NOOP(
            "messages", "With its question it takes {tokens} tokens; the window holds {limit}."
        ),
        QT_TRANSLATE_NOOP("messages", "Ask for the rest in a new message."),
    ),
    "context_full": Explanation(
        QT_TRANSLATE_NOOP("messages", "The conversation no longer fits into the model's window."),
        QT_TRANSLATE_NOOP(
            "messages", "It takes {tokens} tokens; {limit} are free beside the answer."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Start a new chat, or allow the oldest messages to fall out."
        ),
    ),
    "out_of_memory": Explanation(
        QT_TRANSLATE_NOOP("messages", "The memory is not enough for this model as it is loaded."),
        QT_TRANSLATE_NOOP("messages", "{device} ran out of memory with {precision} weights."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Your message is kept. Load the model in a smaller precision, then send again.",
        ),
    ),
    "out_of_memory_smallest": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The memory is not enough for this model, even in its smallest form."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "{device} ran out of memory with {precision} weights, and nothing smaller is left.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Your message is kept. Close other programs or choose a smaller model, and try again.",
        ),
    ),
    "cuda_found": Explanation(QT_TRANSLATE_NOOP("messages", "NVIDIA graphics card found.")),
    "cuda_absent": Explanation(
        QT_TRANSLATE_NOOP("messages", "No NVIDIA graphics card was found."),
        QT_TRANSLATE_NOOP("messages", "The driver lists no card."),
    ),
    "cuda_not_built": Explanation(
        QT_TRANSLATE_NOOP("messages", "The installed PyTorch cannot use NVIDIA graphics cards."),
        QT_TRANSLATE_NOOP("messages", "It is a build for the processor only."),
        QT_TRANSLATE_NOOP("messages", "Install the CUDA build if this computer has such a card."),
    ),
    "cuda_hidden": Explanation(
        QT_TRANSLATE_NOOP("messages", "NVIDIA graphics cards are hidden from the program."),
        QT_TRANSLATE_NOOP("messages", "The environment variable CUDA_VISIBLE_DEVICES hides them."),
        QT_TRANSLATE_NOOP("messages", "Remove the variable and start the program again."),
    ),
    "cuda_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "The NVIDIA graphics card cannot be used."),
        QT_TRANSLATE_NOOP("messages", "The driver is absent, too old, or in a bad state."),
        QT_TRANSLATE_NOOP(
            "messages", "Install the present NVIDIA driver and restart the computer."
        ),
    ),
    "driver_found": Explanation(QT_TRANSLATE_NOOP("messages", "An NVIDIA driver is installed.")),
    "driver_absent": Explanation(QT_TRANSLATE_NOOP("messages", "No NVIDIA driver is installed.")),
    "mps_found": Explanation(QT_TRANSLATE_NOOP("messages", "Apple graphics processor found.")),
    "mps_absent": Explanation(
        QT_TRANSLATE_NOOP("messages", "The Apple graphics processor cannot be used."),
        QT_TRANSLATE_NOOP("messages", "It needs macOS 14 or newer on Apple silicon."),
    ),
    "mps_not_built": Explanation(
        QT_TRANSLATE_NOOP("messages", "The installed PyTorch cannot use the Apple processor.")
    ),
}
