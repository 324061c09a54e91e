"""`python -m trymore_desktop.cli`, where the program is not installed."""

import sys

from trymore_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
