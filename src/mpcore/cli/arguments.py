"""What may be said on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import NoReturn

import mpcore
from mpcore import presets
from mpcore.cli.drawings import FORMATS, LIFECYCLES
from mpcore.refunds import Bearer, RefundCause

__all__ = ["Options", "parsed"]

ASKERS = ("operator", "vendor", "buyer")
CAUSES = tuple([cause.value for cause in RefundCause if cause is not RefundCause.SURPLUS])
"""Surplus is of no part."""
BEARERS = tuple([bearer.value for bearer in Bearer])


class Options(argparse.Namespace):
    """The arguments, with their types; those of other commands are not there."""

    command: str
    directory: str | None
    policy: str
    zone: str
    as_of: str | None
    json: str | None
    limit: int | None
    basket: str | None
    coupons: str | None
    shopper: str | None
    company: str | None
    member: str | None
    shop: str | None
    why: str | None
    order: str | None
    after_sales: str | None
    part: str | None
    lines: list[str]
    shipping: str | None
    amount: str | None
    cause: str
    bearer: str | None
    restock: list[str]
    asker: str
    force: bool
    at: str | None
    locale: str
    as_json: bool
    format: str
    lifecycle: str | None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, not the whole usage."""
        self.exit(2, f"mpcore: {message}; see `{self.prog} --help`\n")


def parsed(argv: Sequence[str] | None) -> Options:
    """The arguments, or `SystemExit` where they are wrong or ask for help."""
    return _parser().parse_args(argv, namespace=Options())


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mpcore", description="Marketplace domain logic, at the command line.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"mpcore {mpcore.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_replay(commands.add_parser)
    _add_quote(commands.add_parser)
    _add_refund(commands.add_parser)
    _add_whoami(commands.add_parser)
    _add_lifecycles(commands.add_parser)
    return parser


def _add_replay(add: Callable[..., _Parser]) -> None:
    replay = add(
        "replay",
        help="replay a history of orders and say what became of them",
        description="Replay a history of orders, one command at a time, and say what became of them.",
        allow_abbrev=False,
    )
    replay.add_argument(
        "directory",
        nargs="?",
        metavar="DIR",
        help="a directory in the layout of the public Olist dataset; 500 bundled orders unless given",
    )
    _add_policy(replay)
    replay.add_argument(
        "--zone",
        default="America/Sao_Paulo",
        help="the zone of the local times and of the deadline, whatever the policy says; %(default)s unless given",
    )
    replay.add_argument(
        "--as-of",
        metavar="INSTANT",
        help="the instant of the verdicts, such as 2018-09-01T00:00:00Z, or a local time in the zone; later commands "
        "are not issued; the newest instant of all orders unless given",
    )
    replay.add_argument(
        "--json", metavar="FILE", help="write the whole report as JSON; `-` for stdout, instead of the summary"
    )
    replay.add_argument("--limit", type=_count, metavar="N", help="replay the first N orders that can be read")


def _add_quote(add: Callable[..., _Parser]) -> None:
    quote = add(
        "quote",
        help="price a basket with coupons and print the receipt",
        description="Price a basket with coupons and print the receipt: lines, discounts and who pays for them, and "
        "why the other coupons give nothing.",
        allow_abbrev=False,
    )
    quote.add_argument(
        "basket", nargs="?", metavar="BASKET.json", help="a basket in JSON; a bundled example unless given"
    )
    quote.add_argument("--coupons", metavar="FILE.json", help="a list of coupons in JSON; none unless given")
    quote.add_argument("--shopper", metavar="FILE.json", help="what is known of the buyer; somebody new unless given")
    _add_policy(quote)
    quote.add_argument("--at", metavar="INSTANT", help="the instant of the quote; now unless given")
    quote.add_argument("--locale", default="en", help="the language of the receipt: en or fr; %(default)s unless given")
    quote.add_argument("--json", action="store_true", dest="as_json", help="print the figures as JSON instead")


def _add_refund(add: Callable[..., _Parser]) -> None:
    refund = add(
        "refund",
        help="say what would be refunded of an order, to whom, or every reason why nothing",
        description="Ask for a refund of a part of an order, approve it and give it back, all as a dry run: say what "
        "goes back of which line and to which payment, and who bears it; or every reason why nothing does.",
        allow_abbrev=False,
    )
    refund.add_argument("order", nargs="?", metavar="ORDER.json", help="an order in JSON; a bundled one unless given")
    refund.add_argument(
        "--after-sales", metavar="FILE.json", help="what of it was refunded and returned before; nothing unless given"
    )
    refund.add_argument("--part", metavar="PART", help="of this part; of the only one unless given")
    refund.add_argument(
        "--lines",
        action="append",
        default=[],
        metavar="LINE[:UNITS][=AMOUNT]",
        help="so many units of a line, so much of them, or so much without units; alone, all of it; may be repeated",
    )
    refund.add_argument("--shipping", metavar="AMOUNT", help="so much of the shipping")
    refund.add_argument("--amount", metavar="AMOUNT", help="so much of the part, whatever its lines")
    refund.add_argument(
        "--cause",
        choices=CAUSES,
        default="goodwill",
        metavar="CAUSE",
        help=f"why: {', '.join(CAUSES)}; %(default)s unless given",
    )
    refund.add_argument(
        "--bearer",
        choices=BEARERS,
        metavar="BEARER",
        help=f"at whose expense: {', '.join(BEARERS)}; what the cause and the parcels say unless an operator does",
    )
    refund.add_argument(
        "--restock",
        action="append",
        default=[],
        metavar="LINE:UNITS",
        help="so many units of a line came back and can be sold again; may be repeated",
    )
    refund.add_argument(
        "--as",
        dest="asker",
        choices=ASKERS,
        default="operator",
        metavar="WHO",
        help=f"who asks: {', '.join(ASKERS)}; %(default)s unless given",
    )
    refund.add_argument("--force", action="store_true", help="past the cut-off, as only operators may")
    refund.add_argument(
        "--policy",
        default="",
        metavar="NAME|FILE.json",
        help="the rule book that decides: a preset's name or a file; the order's own unless given",
    )
    refund.add_argument("--at", metavar="INSTANT", help="the instant at which it is asked; now unless given")
    refund.add_argument("--locale", default="en", help="the language: en or fr; %(default)s unless given")
    refund.add_argument("--json", action="store_true", dest="as_json", help="print the figures as JSON instead")


def _add_whoami(add: Callable[..., _Parser]) -> None:
    whoami = add(
        "whoami",
        help="say who of a company may do what, and through which grant",
        description="Say what the members of a company may do, shop by shop, and through which grants; or why nothing.",
        allow_abbrev=False,
    )
    whoami.add_argument(
        "company", nargs="?", metavar="COMPANY.json", help="a company in JSON; a bundled example unless given"
    )
    whoami.add_argument("--member", metavar="NAME", help="only this member; all of them unless given")
    whoami.add_argument("--shop", metavar="SHOP", help="only in this shop; in all of them unless given")
    whoami.add_argument(
        "--why",
        metavar="SCOPE",
        help="say through which grants they may do this, or every reason why not and who could give it; and its limits",
    )
    _add_policy(whoami)
    whoami.add_argument("--at", metavar="INSTANT", help="the instant that is asked about; now unless given")
    whoami.add_argument("--locale", default="en", help="the language: en or fr; %(default)s unless given")
    whoami.add_argument("--json", action="store_true", dest="as_json", help="print all that is granted as JSON instead")


def _add_lifecycles(add: Callable[..., _Parser]) -> None:
    lifecycles = add(
        "lifecycles",
        help="draw the lifecycles from the tables that decide",
        description="Draw every lifecycle, or one, from the table that decides.",
        allow_abbrev=False,
    )
    lifecycles.add_argument("lifecycle", nargs="?", choices=LIFECYCLES, metavar="NAME", help=", ".join(LIFECYCLES))
    lifecycles.add_argument("--format", choices=FORMATS, default="mermaid", help="%(default)s unless given")


def _add_policy(command: _Parser) -> None:
    known = ", ".join([book.id for book in presets.ALL])
    command.add_argument(
        "--policy",
        default="plain",
        metavar="NAME|FILE.json",
        help=f"the rule book: a preset's name ({known}) or a file; %(default)s unless given",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise argparse.ArgumentTypeError(f"{text[:40]!a} is not a number of orders; give 0 or more")
    return int(text)
