"""The page of rules: what each says, where it comes from, what enforces it, and which tests prove it.

`python -m tools.rules_page` writes `docs/reference/rules.md` from the sentences below, from the rule ids that stand in
the library's docstrings and refusals, and from the marks of the tests; `--check` says whether it is up to date.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "rules.md"

UPXYCLED = "upXycled, [Managing orders](https://www.upxycled.com/articles/managing-orders/)"
SIPOKO = "Sipoko, seller pages ([sipoko.fr](https://www.sipoko.fr/), [sipoko.it](https://sipoko.it/))"
SHIPTURTLE = "Shipturtle, [order sync](https://www.shipturtle.com/kb/channel-connect/order-sync-settings)"
SHIPTURTLE_TOLD = "Shipturtle, [refunds](https://www.shipturtle.com/kb/orders/initiate-a-refund) (external)"
WHATNOT = (
    "Whatnot, help pages (external), "
    "[shipping policy](https://help.whatnot.com/hc/en-us/articles/43295059160973-Shipping-Policy-for-Sellers)"
)
WHATNOT_SEEDS = "Whatnot, Seller Hub"
SHOPEE = "Shopee, sub-account platform"
SHOPEE_TOLD = "Shopee, tutorials of third parties (external)"
OURS = "mpcore"

RULES: dict[str, tuple[str, str]] = {
    "U1": ("Each vendor is told of every order that has something of theirs, and of its own part only.", UPXYCLED),
    "U2": ("Nobody fulfils what is not paid, or what is on hold.", UPXYCLED),
    "U3": ("No vendor confirms a payment; the operator and the payment system do.", UPXYCLED),
    "U4": ("Vendors write notes about their current parts, and say so where the buyer is to read them.", UPXYCLED),
    "U5": ("A packing slip has the vendor's own lines, and no price.", UPXYCLED),
    "U6": ("What is shipped with tracking has its tracking.", UPXYCLED),
    "U7": ("A part may be shipped in several parcels, each with its own tracking, and no unit twice.", UPXYCLED),
    "U8": ("Tracking is a code, and an http(s) address where it can be looked up, if the marketplace asks.", UPXYCLED),
    "U9": ("Tracking is told to the buyer once per submission: per parcel, and when it is corrected.", UPXYCLED),
    "U10": ("A part is shown as shipped with its last unit, or with its first parcel: the marketplace says.", UPXYCLED),
    "U11": ("What was offered for pickup is collected, without tracking.", UPXYCLED),
    "U12": ("Shipping without tracking is permitted, where the marketplace permits it.", UPXYCLED),
    "U13": ("Who ships without tracking answers for what does not arrive, and says so.", UPXYCLED),
    "U14": ("A part is completed by its vendor once all of it was shipped and no refund of it is open.", UPXYCLED),
    "U15": ("The buyer of a single vendor is told of the completion at once.", UPXYCLED),
    "U16": (
        "The buyer of several vendors is told once, when the last outstanding part is done.",
        UPXYCLED,
    ),
    "U17": ("The notice of completion carries one store invoice per completed vendor.", UPXYCLED),
    "U20": (
        "A vendor asks for a refund of its own part, of all that is left or of some of it, while it can.",
        UPXYCLED,
    ),
    "U21": (
        "The operator approves what was asked for, or rejects it; by policy a vendor's request needs no one.",
        UPXYCLED,
    ),
    "U22": ("A refund has a reason, in a language the marketplace takes; the buyer reads it once approved.", UPXYCLED),
    "U23": ("Once a completed part's earnings are with its vendor, only an operator refunds, by force.", UPXYCLED),
    "U24": ("A full refund is all that is left, shipping included; nobody names its amount.", UPXYCLED),
    "U25": ("A full refund is for what was cancelled before dispatch, came back whole, or never arrived.", UPXYCLED),
    "U26": ("A partial refund names what goes back, line by line, and no more than is left.", UPXYCLED),
    "U27": ("Only what came back and can be sold again is restocked; money does not depend on it.", UPXYCLED),
    "U28": ("A partial refund is for some items that came back, or for a reduction of the price.", UPXYCLED),
    "U29": ("The buyer pays the return parcel, unless the complaint is justified.", UPXYCLED),
    "U30": ("Where everything of a part came back, its shipping goes back too, by a full refund.", UPXYCLED),
    "S18": ("Where shipping is in the price, nothing is charged for it, nor any tax on it.", SIPOKO),
    "S25": ("A vendor finds all of its orders, and only its own.", SIPOKO),
    "S26": ("A vendor has four days from the receipt of a paid order; a date given by the platform wins.", SIPOKO),
    "S27": ("The days include the carrier's way: everything has to have arrived, where the rule book says so.", SIPOKO),
    "S28": ("The vendor is free to choose how to ship.", SIPOKO),
    "S29": ("The tracking of each parcel is told to the buyer, once.", SIPOKO),
    "S30": ("A buyer asks for a return within 30 days of the delivery, the last one included.", SIPOKO),
    "S31": (
        "A vendor may ask for documents before it answers a return; the days were counted when it was asked.",
        SIPOKO,
    ),
    "S32": ("A return is accepted with an address, and its vendor owes the postage that the buyer advanced.", SIPOKO),
    "S33": ("The money goes back the way it came; any other way is warned of.", SIPOKO),
    "S34": ("It goes back once the goods are back, unless the rule book says otherwise.", SIPOKO),
    "S35": ("Whoever bought by mistake pays the return parcel.", SIPOKO),
    "S36": ("A vendor may have the marketplace decide on a return; until it has, the money waits.", SIPOKO),
    "S37": ("It decides on documents: for the vendor, or for the buyer, whom the vendor then has to refund.", SIPOKO),
    "S43": ("No vendor is obliged to ship what is not paid: no clock runs for it.", SIPOKO),
    "T11": ("Each vendor is told of a new order once, and of no other vendor's part.", SHIPTURTLE),
    "T14": ("A part of which something was shipped is not cancelled as a whole.", SHIPTURTLE),
    "T15": ("What is said about an order besides its lines is edited by the operator, all at once.", SHIPTURTLE),
    "T16": ("Lines are never edited: they are cancelled, and ordered anew.", SHIPTURTLE),
    "W12": ("Every order has one sales channel, the shop or a show, and is found by it.", WHATNOT_SEEDS),
    "W13": ("What is not cancelled is to ship, in transit or delivered: one of the three.", WHATNOT_SEEDS),
    "W19": ("Vendors and the marketplace create coupons: a code, what it gives, to whom, and who pays.", WHATNOT_SEEDS),
    "W20": ("What was deactivated is not redeemed any more; orders that have, keep their discount.", WHATNOT_SEEDS),
    "W21": ("How often a coupon is used is known: committed and not released, never above its limit.", WHATNOT_SEEDS),
    "X-T2": ("So many refunds of a part are open at once as the marketplace says, such as one.", SHIPTURTLE_TOLD),
    "H1": ("What is granted in one shop says nothing of another; a shop is of one company.", SHOPEE),
    "H2": ("The main account may do in each of its shops whatever a vendor can.", SHOPEE),
    "H3": ("The wallet's password is changed in every shop of the company at once.", SHOPEE),
    "H4": ("It is changed on the platform only: no shop account can.", SHOPEE),
    "H5": ("It differs from the password of every shop, whichever of them is changed.", SHOPEE),
    "H6": ("What is the main account's alone is in no role, in no wildcard, and seen by no sub-account.", SHOPEE),
    "H7": ("Staff may do what they were granted and see nothing else; who was granted nothing may do nothing.", SHOPEE),
    "H8": ("An agent sees the conversations of every shop that it was granted them in.", SHOPEE),
    "H9": ("Chat groups talk to the buyers of a shop: members hold the chat there.", SHOPEE),
    "H10": ("A main account's link is good for 72 hours; another one makes it void at once.", SHOPEE),
    "H11": ("Sub-accounts need no activation: they are usable as soon as they are there.", SHOPEE),
    "H12": ("A chat group is of one shop; who serves several shops is in a group of each.", SHOPEE),
    "H13": ("A shop may be without a company, and then nobody changes its wallet's password.", SHOPEE),
    "H14": ("A company has shops on any site, and no right depends on the site.", SHOPEE),
    "H15": ("The main account switches between all shops, staff between those they were granted.", SHOPEE),
    "H16": (
        "Main accounts, sub-accounts and shop accounts: the last are of one shop, and not of the platform.",
        SHOPEE,
    ),
    "H17": ("Bills, papers, credentials and personal data are seen by those who were granted them by name.", SHOPEE),
    "X-H1": ("A company has so many sub-accounts and roles at most, deleted ones not counted.", SHOPEE_TOLD),
    "X-H3": (
        "What the team did is read by the main account, with who did it, when and through which grants.",
        SHOPEE_TOLD,
    ),
    "X-W1": ("A deadline may count working days, from the day of sale on, which is not counted.", WHATNOT),
    "X-W2": (
        "A vendor's vacation does not stop the clock of orders already made, unless the rule book says so.",
        WHATNOT,
    ),
    "X-W3": ("A buyer asks for a cancellation in time; it is answered in time, or by silence.", WHATNOT),
    "X-W4": ("A vendor that cancels a sale pays the larger of two fees, but for the first ones.", WHATNOT),
    "00.1": (
        "Completion and cancellation end fulfilment only: deliveries, refunds and payouts are recorded after.",
        OURS,
    ),
    "00.2": ("Payments add up, and are never refused for being too little, too much or too late.", OURS),
    "00.3": ("Cancelling what was paid sends back exactly its shares, with shipping once nothing is left.", OURS),
    "00.4": (
        "What a buyer advanced for the parcel back is owed besides, by whoever pays it, and is no part of a refund.",
        OURS,
    ),
    "00.5": (
        "From when on a vendor cannot refund by itself is the rule book's to say: never, asked for, or paid.",
        OURS,
    ),
    "00.6": ("What is open blocks what has to wait for it, and every wait ends without whoever is waited for.", OURS),
    "00.7": ("An exact duration includes its last instant; a date ends with the first instant of the next.", OURS),
    "00.8": (
        "Vendors cancel only where they may, pay for their own coupons only, and give or take no right they lack.",
        OURS,
    ),
    "00.9": ("Limits of a coupon count what orders use and what checkouts hold; a dead order gives it back.", OURS),
    "00.10": ("A repeated or older scan changes nothing; one of what nobody sent, or too early, is refused.", OURS),
    "7.2": ("The status of an order is the fold of its parts', whatever their order.", OURS),
}
"""Each rule that mpcore keeps so far: one sentence of ours, and whose rule it is."""

_IDS = re.compile(r"\b(?:X-)?[WTUSH]\d{1,2}\b|§(?:00\.\d+|7\.\d)(?!\d)")


@dataclass(frozen=True)
class Test:
    """A test that is marked with rules."""

    path: str
    """From the root of the repository."""
    name: str
    rules: tuple[str, ...]

    @property
    def node(self) -> str:
        """What pytest calls it."""
        return f"{self.path}::{self.name}"


@cache
def marked_tests() -> tuple[Test, ...]:
    """Every test function that is marked with rules, or stands in a class that is."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return tuple(test for path in files for test in tests_in(ast.parse(path.read_text("utf-8")), path))


def tests_in(tree: ast.Module, path: Path) -> tuple[Test, ...]:
    """The marked tests of one file."""
    return tuple(_tests(tree, path, (), ""))


def _tests(tree: ast.Module | ast.ClassDef, path: Path, outer: tuple[str, ...], prefix: str) -> Iterator[Test]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node, path, (*outer, *_marks(node)), f"{prefix}{node.name}::")
        elif isinstance(node, ast.FunctionDef) and (rules := (*outer, *_marks(node))):
            yield Test(path.relative_to(ROOT).as_posix(), prefix + node.name, rules)


def _marks(node: ast.ClassDef | ast.FunctionDef) -> tuple[str, ...]:
    return tuple(
        argument.value
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.rule"
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )


def enforced() -> dict[str, list[str]]:
    """Rule id -> the names in the library whose docstring, `rule_ids` or field's docstring names it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src" / "mpcore").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        if module.startswith(("mpcore.testing", "mpcore.wire", "mpcore.i18n", "mpcore.cli")):
            continue
        for name, text in _said(ast.parse(path.read_text("utf-8")), module):
            for rule in _named(text):
                if name not in found.setdefault(rule, []):
                    found[rule].append(name)
    return found


def _said(tree: ast.Module | ast.ClassDef | ast.FunctionDef, name: str) -> Iterator[tuple[str, str]]:
    """Each name, with what is said of it."""
    if not isinstance(tree, ast.Module):
        yield name, ast.get_docstring(tree) or ""
    previous: ast.stmt | None = None
    for node in tree.body:
        match node:
            case ast.ClassDef() | ast.FunctionDef():
                yield from _said(node, f"{name}.{node.name}")
            case ast.Expr(value=ast.Constant(value=str(text))) if isinstance(previous, (ast.AnnAssign, ast.Assign)):
                yield f"{name}.{_target(previous)}", text
            case ast.AnnAssign(target=ast.Name(id="rule_ids"), value=ast.expr() as ids):
                yield name, ast.unparse(ids)
            case _:
                pass
        previous = node


def _target(node: ast.AnnAssign | ast.Assign) -> str:
    return ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])


def _named(text: str) -> list[str]:
    """The rule ids in a text; `U14 to U17` names those in between too."""
    spans = re.findall(r"\b([WTUSH])(\d{1,2}) to \1(\d{1,2})\b", text)
    between = [f"{letter}{number}" for letter, first, last in spans for number in range(int(first), int(last) + 1)]
    return [name.removeprefix("§") for name in _IDS.findall(text)] + between


def page() -> str:
    """The whole page."""
    lines = [
        "# Rules",
        "",
        "What mpcore promises, whose rule it is, where it stands in the code, and which tests die when it is negated",
        "(`nox -s rule-mutants`). This page is made by `python -m tools.rules_page`.",
        "",
        "An id is the letter of the marketplace whose pages state the rule (U upXycled, S Sipoko, T Shipturtle, W",
        "Whatnot, H Shopee) and a number, with an X where it is told elsewhere; rules that are numbers only are",
        "decisions of mpcore's own.",
        "",
    ]
    where = enforced()
    for rule, (sentence, source) in RULES.items():
        tests = [test for test in marked_tests() if rule in test.rules]
        lines += [f"## {rule}", "", sentence, "", f"Source: {source}.", ""]
        if places := where.get(rule):
            lines += ["In the code: " + ", ".join(f"`{_short(place)}`" for place in places) + ".", ""]
        lines += [f"* {_sentence(test)}" for test in tests] + ([""] if tests else [])
    return "\n".join(lines).rstrip() + "\n"


def _short(place: str) -> str:
    """`mpcore.orders.rules.NotPaid` is `orders.NotPaid` to its users; what they do not see keeps its module."""
    return place.removeprefix("mpcore.")


def _sentence(test: Test) -> str:
    words = test.name.rpartition("::")[2].removeprefix("test_").replace("_s_", "'s_").replace("_", " ")
    return f"{words[0].upper()}{words[1:]} (`{test.path}`)"


def main() -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text("utf-8") == text:
        return 0
    print(f"{PAGE.relative_to(ROOT)} is not up to date; run `python -m tools.rules_page`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
