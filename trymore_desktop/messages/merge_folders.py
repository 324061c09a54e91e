"""Words for what can be wrong with one folder of weights."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "folder_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder {path} is not there."),
        QT_TRANSLATE_NOOP("messages", "It was moved or removed, or its drive is not connected."),
        QT_TRANSLATE_NOOP("messages", "Connect the drive or choose the folder again."),
    ),
    "folder_is_file": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} is a file, not a folder."),
        QT_TRANSLATE_NOOP("messages", "A model is a folder with several files."),
        QT_TRANSLATE_NOOP("messages", "Choose the folder that the file is in."),
    ),
    "folder_empty": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder {path} is empty."),
        QT_TRANSLATE_NOOP("messages", "There is nothing in it to merge."),
        QT_TRANSLATE_NOOP("messages", "Choose the folder that holds the weights."),
    ),
    "download_unfinished": Explanation(
        QT_TRANSLATE_NOOP("messages", "The download into {path} is not finished."),
        QT_TRANSLATE_NOOP(
            "messages", "{count} of {total} files of {repository} are missing ({size}): {names}."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Start the download into this folder again; it goes on where it stopped."
        ),
    ),
    "not_a_model": Explanation(
        QT_TRANSLATE_NOOP("messages", "The folder {path} holds no model."),
        QT_TRANSLATE_NOOP(
            "messages", "Neither .safetensors, .bin nor consolidated.*.pth files are in it."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose the folder that holds the weights and config.json."),
    ),
    "model_in_subfolder": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model is one folder further down."),
        QT_TRANSLATE_NOOP("messages", "{path} itself holds no weights, but {inside} does."),
        QT_TRANSLATE_NOOP("messages", "Choose {inside}."),
    ),
    "file_unreadable": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} cannot be read: {reason}."),
        QT_TRANSLATE_NOOP(
            "messages", "The system refused to open {path}, or the drive has bad sectors."
        ),
        QT_TRANSLATE_NOOP("messages", "Check the permissions and the drive, then check again."),
    ),
    "lfs_pointers": Explanation(
        QT_TRANSLATE_NOOP(
            "messages",
            "{count} of {total} files are placeholders ({size}). The real weights were not "
            "downloaded.",
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Git left small text files in place of the large ones: {names}."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Run git lfs pull in that folder, or download the files again, and check again.",
        ),
    ),
    "other_format": Explanation(
        QT_TRANSLATE_NOOP(
            "messages",
            "{name} is a compressed model for other programs; merging needs the original LLaMA "
            "weights.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "GGUF, GGML and similar files have lost the exact numbers that the delta is added to.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Choose the original weights: a Hugging Face folder with .safetensors or .bin files, "
            "or Meta's consolidated.*.pth files.",
        ),
    ),
    "quantized": Explanation(
        QT_TRANSLATE_NOOP(
            "messages",
            "This model is compressed to few bits ({name}); merging needs the original LLaMA "
            "weights.",
        ),
        QT_TRANSLATE_NOOP(
            "messages", "The exact numbers that the delta is added to are lost in it."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose the original weights in fp16, bf16 or fp32."),
    ),
    "dtype_unsupported": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The tensor {tensor} has the number format {dtype}, which cannot be merged."
        ),
        QT_TRANSLATE_NOOP("messages", "Weights must be fp16, bf16 or fp32."),
        QT_TRANSLATE_NOOP("messages", "Choose the original weights."),
    ),
    "shard_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "{names} is missing ({count} of {total} files)."),
        QT_TRANSLATE_NOOP(
            "messages",
            "The index or the names of the other files say that it belongs to the model.",
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Copy or download the missing files into the folder and check again."
        ),
    ),
    "shard_short": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "{name} is cut off: {size} are there, and its end is missing."
        ),
        QT_TRANSLATE_NOOP("messages", "The copy or the download was interrupted."),
        QT_TRANSLATE_NOOP("messages", "Copy or download this file again and check again."),
    ),
    "shard_short_of": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} is cut off: {size} of {expected} are there."),
        QT_TRANSLATE_NOOP("messages", "The copy or the download was interrupted."),
        QT_TRANSLATE_NOOP("messages", "Copy or download this file again and check again."),
    ),
    "weights_short": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The files together are {missing} shorter than the index says."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "A file is missing from the index, or the index states a wrong size; each file by "
            "itself is whole.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Compare the sizes with the place you got the files from. The merge is possible.",
        ),
    ),
    "file_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} is damaged."),
        QT_TRANSLATE_NOOP(
            "messages", "Its table of contents does not fit the file (at byte {offset})."
        ),
        QT_TRANSLATE_NOOP("messages", "Copy or download this file again."),
    ),
    "json_damaged": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} cannot be understood."),
        QT_TRANSLATE_NOOP("messages", "It is not readable as JSON."),
        QT_TRANSLATE_NOOP("messages", "Copy or download this file again."),
    ),
    "not_weights": Explanation(
        QT_TRANSLATE_NOOP("messages", "{name} holds no weights."),
        QT_TRANSLATE_NOOP("messages", "It is neither a PyTorch file nor a safetensors file."),
        QT_TRANSLATE_NOOP("messages", "Choose another folder, or download this file again."),
    ),
    "unsafe_pickle": Explanation(
        QT_TRANSLATE_NOOP("messages", "{path} is refused: it names {name}, which is not a weight."),
        QT_TRANSLATE_NOOP(
            "messages", "Such files can run code when a program opens them. Nothing of it was run."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Use weights from a source that you trust, best as .safetensors."
        ),
    ),
    "meta_params_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "params.json is missing in {path}."),
        QT_TRANSLATE_NOOP(
            "messages", "Without the number of heads Meta's original files cannot be converted."
        ),
        QT_TRANSLATE_NOOP("messages", "Copy params.json from the same download into the folder."),
    ),
    "meta_part_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "{there} of {total} consolidated.*.pth files are there."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Meta's larger models are split over several files, and each holds a slice of every "
            "tensor.",
        ),
        QT_TRANSLATE_NOOP("messages", "Copy the other files into the folder and check again."),
    ),
    "meta_parts_differ": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The consolidated.*.pth files do not fit together (tensor {tensor})."
        ),
        QT_TRANSLATE_NOOP("messages", "They come from different models or one of them is damaged."),
        QT_TRANSLATE_NOOP("messages", "Copy all of them again from the same download."),
    ),
    "unknown_family": Explanation(
        QT_TRANSLATE_NOOP("messages", "This is a model of another family ({family})."),
        QT_TRANSLATE_NOOP(
            "messages", "TryMoreGPT is made from LLaMA; only LLaMA weights can be merged."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose a LLaMA folder."),
    ),
    "tensors_unknown": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "The tensors in this folder are not those of LLaMA (found {tensor})."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "TryMoreGPT is made from LLaMA; only LLaMA weights can be merged."
        ),
        QT_TRANSLATE_NOOP("messages", "Choose a LLaMA folder."),
    ),
    "llama2_signs": Explanation(
        QT_TRANSLATE_NOOP(
            "messages", "This looks like LLaMA-2 ({signs}). The result would not be TryMoreGPT."
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "LLaMA-2 has tensors of the same shapes, but other weights. The delta fits the first "
            "LLaMA of 2023 only.",
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Choose the first-generation LLaMA, or continue if you know better."
        ),
    ),
}
