"""From a model folder and messages to streamed text."""
