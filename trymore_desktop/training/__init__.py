"""What made the model: data, fine-tuning, evaluation."""
