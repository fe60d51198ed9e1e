"""The command line, `replay`, `quote`, `refund`, `whoami` and `lifecycles`: a thin shell around what the packages do.

What is wrong with what was asked is told in one line on stderr, naming the place and the remedy; the exit is then 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from mpcore.cli.arguments import Options, parsed
from mpcore.cli.console import say
from mpcore.cli.drawings import drawings
from mpcore.cli.quotes import quoted
from mpcore.cli.refunding import refunded
from mpcore.cli.replays import replayed
from mpcore.cli.whoami import introduced
from mpcore.kernel import MalformedError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say, `sys.argv` unless given; the exit is 0, or 2 not understood, or 130 interrupted."""
    try:
        options = parsed(argv)
        _do(options)
        sys.stdout.flush()
    except SystemExit as done:  # argparse has said all there is to say
        return done.code if isinstance(done.code, int) else 2
    except MalformedError as error:
        say(f"mpcore: {error}".replace("\n", " "), sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our output has enough of it
        _forget_output()
        return 141
    except KeyboardInterrupt:
        say("mpcore: interrupted", sys.stderr)
        return 130
    return 0


def _do(options: Options) -> None:
    if options.command == "replay":
        replayed(options)
    elif options.command == "quote":
        quoted(options)
    elif options.command == "refund":
        refunded(options)
    elif options.command == "whoami":
        introduced(options)
    else:
        say(drawings(options.format, options.lifecycle))


def _forget_output() -> None:
    """Let the interpreter's own last flush go nowhere."""
    with suppress(OSError, ValueError):  # where it is no real file, nothing will be flushed
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
