"""Words for what can go wrong in training."""

from trymore_desktop.messages.table import QT_TRANSLATE_NOOP, Explanation

TABLE: dict[str, Explanation] = {
    "training_extra_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "The packages for training are not installed ({package})."),
        QT_TRANSLATE_NOOP("messages", "They are large, so the program does without them."),
        QT_TRANSLATE_NOOP(
            "messages",
            "Get the program's source and type in its folder: python3 -m venv .venv, then"
            " .venv/bin/pip install -e '.[train,eval]'. After that, .venv/bin/trymore can train.",
        ),
    ),
    "training_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "Training stopped with an error."),
        QT_TRANSLATE_NOOP("messages", "The details say what the training library reported."),
        QT_TRANSLATE_NOOP(
            "messages", "Mend the cause and start again: it goes on from the last checkpoint."
        ),
    ),
    "training_diverged": Explanation(
        QT_TRANSLATE_NOOP("messages", "Training went astray: weights are infinite or no numbers."),
        QT_TRANSLATE_NOOP("messages", "The first such tensor is {name}. No model was written."),
        QT_TRANSLATE_NOOP(
            "messages", "Lower learning_rate in the recipe and start again with --restart."
        ),
    ),
    "training_no_rows": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is nothing to train on in the data."),
        QT_TRANSLATE_NOOP(
            "messages",
            "{read} lines were read: {rejected} are no conversations, {untrainable} hold no answer"
            " within the length limit.",
        ),
        QT_TRANSLATE_NOOP("messages", "Prepare the data with: trymore data prepare"),
    ),
    "training_folder_used": Explanation(
        QT_TRANSLATE_NOOP("messages", "Something else is in the folder {path}."),
        QT_TRANSLATE_NOOP("messages", "It is not what this run would go on with."),
        QT_TRANSLATE_NOOP("messages", "Choose another output folder, or use --restart."),
    ),
    "output_in_use": Explanation(
        QT_TRANSLATE_NOOP("messages", "Another run is at work in the folder {path}."),
        QT_TRANSLATE_NOOP("messages", "It is the process {pid}."),
        QT_TRANSLATE_NOOP(
            "messages", "Wait until it has ended, or choose another output folder in the recipe."
        ),
    ),
    "recipe_unreadable": Explanation(
        QT_TRANSLATE_NOOP("messages", "The recipe {path} cannot be read."),
        "",
        QT_TRANSLATE_NOOP("messages", "Check that the file is there and may be read."),
    ),
    "recipe_invalid": Explanation(
        QT_TRANSLATE_NOOP("messages", "The recipe {path} has a mistake."),
        QT_TRANSLATE_NOOP("messages", "{reason}"),
        QT_TRANSLATE_NOOP("messages", "docs/TRAINING.md describes every entry."),
    ),
    "recipe_no_table": Explanation(
        QT_TRANSLATE_NOOP("messages", "The recipe {path} has no table [{table}]."),
        "",
        QT_TRANSLATE_NOOP("messages", "docs/TRAINING.md describes every entry."),
    ),
    "recipe_value": Explanation(
        QT_TRANSLATE_NOOP("messages", "The value {value} of {name} in the recipe cannot work."),
        "",
        QT_TRANSLATE_NOOP("messages", "docs/TRAINING.md describes every entry."),
    ),
    "recipe_format": Explanation(
        QT_TRANSLATE_NOOP("messages", "The recipe names an unknown format: {name}."),
        QT_TRANSLATE_NOOP("messages", "Known are: {known}."),
    ),
    "recipe_no_data": Explanation(
        QT_TRANSLATE_NOOP("messages", "The recipe names no data."),
        "",
        QT_TRANSLATE_NOOP("messages", "Add at least one source."),
    ),
    "recipe_same_name": Explanation(
        QT_TRANSLATE_NOOP("messages", "Two sources in the recipe are called {name}."),
        QT_TRANSLATE_NOOP("messages", "Numbers and rejects are told by the name of the source."),
        QT_TRANSLATE_NOOP("messages", "Give each source a name of its own."),
    ),
    "recipe_overwrites": Explanation(
        QT_TRANSLATE_NOOP("messages", "The result would overwrite what it is made from: {path}."),
        "",
        QT_TRANSLATE_NOOP("messages", "Choose another output folder in the recipe."),
    ),
    "data_missing": Explanation(
        QT_TRANSLATE_NOOP("messages", "No file was found for the source {name}."),
        QT_TRANSLATE_NOOP("messages", "Looked for {path}."),
        QT_TRANSLATE_NOOP(
            "messages", "Put the data there, or correct the path; it is relative to the recipe."
        ),
    ),
    "data_unreadable": Explanation(
        QT_TRANSLATE_NOOP("messages", "The data file {path} cannot be read."),
        "",
        QT_TRANSLATE_NOOP("messages", "Check that the file is there and may be read."),
    ),
    "data_unwritable": Explanation(
        QT_TRANSLATE_NOOP("messages", "The prepared data cannot be written to {path}."),
        QT_TRANSLATE_NOOP("messages", "The folder may be read-only or the drive full."),
        QT_TRANSLATE_NOOP("messages", "Choose another output folder in the recipe."),
    ),
    "model_unreadable": Explanation(
        QT_TRANSLATE_NOOP("messages", "The model {path} cannot be loaded for training."),
        QT_TRANSLATE_NOOP("messages", "It must be a complete folder in Hugging Face's form."),
        QT_TRANSLATE_NOOP("messages", "Check it with: trymore inspect"),
    ),
    "qlora_needs_cuda": Explanation(
        QT_TRANSLATE_NOOP("messages", "QLoRA needs an NVIDIA graphics card."),
        QT_TRANSLATE_NOOP(
            "messages",
            "On a processor the 4-bit weights work too, but far too slowly for more than a trial.",
        ),
        QT_TRANSLATE_NOOP(
            "messages",
            "Use the method lora, another machine, or for a trial cpu = true in the recipe.",
        ),
    ),
    "evaluation_data": Explanation(
        QT_TRANSLATE_NOOP("messages", "The task {task} found no usable row in {path}."),
        QT_TRANSLATE_NOOP("messages", "Each line must be a JSON object with text and label."),
        QT_TRANSLATE_NOOP("messages", "Check the file."),
    ),
    "evaluation_failed": Explanation(
        QT_TRANSLATE_NOOP("messages", "lm-evaluation-harness could not run {task}."),
        QT_TRANSLATE_NOOP(
            "messages", "The data of its own tasks are downloaded; a task file may hold mistakes."
        ),
        QT_TRANSLATE_NOOP(
            "messages", "Connect to the internet for its own tasks, or give yours with --own-tasks."
        ),
    ),
    "report_unwritable": Explanation(
        QT_TRANSLATE_NOOP("messages", "The report cannot be written to {path}."),
        QT_TRANSLATE_NOOP("messages", "The folder may be read-only or the drive full."),
        QT_TRANSLATE_NOOP("messages", "Choose another folder with --report."),
    ),
    "evaluation_unknown_task": Explanation(
        QT_TRANSLATE_NOOP("messages", "There is no such task: {task}."),
        QT_TRANSLATE_NOOP("messages", "Known are: {known}."),
    ),
}
