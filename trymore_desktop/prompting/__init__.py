"""From messages to token ids and back: templates, tokenizers, whole conversations."""
