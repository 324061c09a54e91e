"""Exit statuses, as the README promises them to scripts."""

DONE = 0
FAILED = 1
USAGE = 2
CANCELLED = 130
