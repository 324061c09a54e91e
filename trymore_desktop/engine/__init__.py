"""The engine: one command at a time, in a process of its own."""
