"""`python -m mpcore`."""

import sys

from mpcore.cli import main

if __name__ == "__main__":
    sys.exit(main())
