"""Start the window; a frozen build runs this file, also as its console program and engine."""

import sys

from trymore_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
