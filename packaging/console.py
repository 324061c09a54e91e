"""Start the console program, which is also the engine; a frozen build runs this file."""

import sys

from trymore_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
