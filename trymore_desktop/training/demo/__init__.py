"""The demo pair: generated text, tokenizer, base, fine-tuning, delta, examination."""
