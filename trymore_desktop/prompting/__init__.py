"""Templates and tokenizers: how a conversation becomes token ids, for merging, inference and training."""
