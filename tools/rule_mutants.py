"""Whether the tests of each rule die with it.

`python -m tools.rule_mutants [ID…]` negates each rule in a copy of the library, in every place that enforces it, and
runs the tests marked with its id.  A mutant that no test notices is a survivor, and so is a test that notices none of
the mutants of a rule it is marked with.  Survivors are named; their number decides the exit.

A mutation names a function (or a class, for a default) and a piece of it as Python writes it (`ast.unparse`), so it is
found again however the file is laid out; one that is not found exactly once is an error.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.rules_page import Test, marked_tests

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300
"""After so long a mutant counts as noticed: its tests do not end."""


@dataclass(frozen=True)
class Mutant:
    """One negation of a rule."""

    rules: tuple[str, ...]
    file: str
    """Below `src/mpcore`; a folder stands for the one file in it that has the place."""
    place: str
    """The function or class; a method as `Class.method`, a module's own level as an empty text."""
    old: str
    """An expression or a statement in it, as `ast.unparse` writes it."""
    new: str
    which: int | None = None
    """Which occurrence, where there are several; -1 for all of them."""

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.old} -> {self.new}"


def negated(rules: str, file: str, place: str, condition: str, which: int | None = None) -> Mutant:
    """The mutant in which a condition is the other way round."""
    return Mutant(tuple(rules.split()), file, place, condition, f"not ({condition})", which)


def turned(rules: str, file: str, place: str, old: str, new: str, which: int | None = None) -> Mutant:
    """The mutant in which a piece is another."""
    return Mutant(tuple(rules.split()), file, place, old, new, which)


RULES, DECIDE, EVOLVE = "orders/rules", "orders/decide", "orders/evolve"
COMPLETION, STATUS, DEADLINES = "orders/completion.py", "orders/status.py", "orders/deadlines.py"
TIMING = "timing/deadlines.py"
NOTICES, GATES, POLICY, SHARES = "orders/notices.py", "orders/gates.py", "orders/policy.py", "orders/shares.py"

MUTANTS: tuple[Mutant, ...] = (
    # Payment
    negated("U2 S43", RULES, "must_be_paid_to_ship", "order.confirmed_at is not None or policy.allow_ship_unpaid"),
    negated("U2", RULES, "must_not_be_held", "part.held"),
    negated("U3", GATES, "missing_scope", "type(actor) not in gate.kinds"),
    turned("S43", DEADLINES, "due", "over or part.due_end is None or reached_at(part, milestone) is not None", "over"),
    turned(
        "S43",
        DEADLINES,
        "verdict",
        "part.due_end is None or part.opened_at is None or part.opened_at > now",
        "False",
    ),
    negated(
        "00.2", DECIDE, "confirmation", "due and (received == 0 or received + policy.underpayment_tolerance < due)"
    ),
    turned("00.2", "orders/model.py", "Order.surplus_minor", "self.received_minor - self.paid_minor", "0"),
    turned(
        "00.2", DECIDE, "record_payment", "happened_at if last is None or last < happened_at else last", "happened_at"
    ),
    # Shipping
    negated("U6 U8", RULES, "must_have_tracking", "tracking is None", 1),
    negated("U11 U12", RULES, "must_have_tracking", "tracking is None", 0),
    turned("U7", RULES, "must_fit", "1 <= wanted.quantity <= most", "1 <= wanted.quantity"),
    turned("U7", RULES, "must_fit", "1 <= wanted.quantity <= most", "1 <= wanted.quantity < most"),
    turned("U7", RULES, "must_fit", "1 <= wanted.quantity <= most", "wanted.quantity <= most"),
    turned("U7", RULES, "must_fit", "left.pop(wanted.line, None)", "left.get(wanted.line, None)"),
    turned("U7", RULES, "must_fit", "left.pop(wanted.line, None)", "left.pop(wanted.line, 1)"),
    negated("U7", RULES, "must_have_something_to_ship", "line.quantity != line.shipped + line.cancelled"),
    turned("U7", RULES, "must_not_be_refunded", "part.refunded_whole", "False"),
    negated("U8", RULES, "must_have_tracking", "is_id(tracking.code)"),
    negated("U8", RULES, "must_have_tracking", "policy.require_tracking_url"),
    negated("U8", RULES, "must_have_tracking", "len(tracking.url) <= MOST_URL and _is_address(tracking.url)"),
    negated("U10", STATUS, "part_status", "part.shipped_whole"),
    negated("U10", STATUS, "part_status", "policy.shipped_when is ShippedWhen.FIRST_PARCEL"),
    negated("U11", RULES, "must_offer_pickup", "part.pickup_offered"),
    negated("U11 U12", RULES, "must_have_tracking", "command.kind is not _TRACKED"),
    negated("U12", RULES, "must_accept_liability", "policy.allow_untracked"),
    negated("U13", RULES, "must_accept_liability", "command.liability_accepted"),
    turned("U13", DECIDE, "_liability", "Liability.VENDOR", "policy.tracked_loss_liability"),
    turned("U13", DECIDE, "_liability", "policy.tracked_loss_liability", "Liability.NOBODY"),
    turned(
        "S28",
        POLICY,
        "OrderPolicy",
        "allow_untracked: bool = field(default=True, validator=instance_of(bool))",
        "allow_untracked: bool = False",
    ),
    negated("S29", NOTICES, "notices", "event.dispatch.tracking is not None"),
    turned("S29", NOTICES, "Notice.key", "self.dispatch", "None"),
    # Completion
    negated("U14", RULES, "must_be_dispatched_whole", "part.shipped_whole"),
    negated("U14", RULES, "must_be_dispatched_whole", "policy.require_shipment"),
    negated("U14", RULES, "must_have_no_open_refund", "not part.open_refunds"),
    turned(
        "U15 U16 U17",
        COMPLETION,
        "completion",
        "(OrderCompleted(at, tuple([InvoiceRef(order.id, part) for part in done])),) if outstanding else ()",
        "() if outstanding else (OrderCompleted(at, tuple([InvoiceRef(order.id, part) for part in done])),)",
    ),
    turned("U16", COMPLETION, "completion", "return ()", "pass", 1),
    turned("U16", COMPLETION, "completion", "part.stage is not _CANCELLED", "True"),
    turned("U16", COMPLETION, "completion", "part.id != gone", "True"),
    turned("U16", COMPLETION, "completion", "part.refunded_whole", "False", 1),
    turned("U16", COMPLETION, "completion", "order.completed_at is not None", "False"),
    turned("U17", COMPLETION, "completion", "InvoiceRef(order.id, part)", "InvoiceRef(order.id, order.parts[0].id)"),
    turned("U17", NOTICES, "notices", "event.invoices", "()"),
    # Placing
    negated("S18", RULES, "must_include_shipping", "policy.shipping_charge is _SEPARATE"),
    turned("S18", RULES, "must_include_shipping", "part.shipping_minor or part.shipping_taxes", "part.shipping_taxes"),
    turned("S18", RULES, "must_include_shipping", "part.shipping_minor or part.shipping_taxes", "part.shipping_minor"),
    turned("U1", NOTICES, "notices", "part.vendor", "None"),
    # Deadlines
    turned("S26", TIMING, "ShippingDeadline", "amount: int = 4", "amount: int = 5"),
    turned("S26", DECIDE, "confirmation", "order.placed_at", "at", 1),
    turned("S26", DECIDE, "confirmation", "part.ship_by or computed", "computed"),
    turned("S26", DEADLINES, "verdict", "happened < part.due_end", "happened <= part.due_end"),
    turned("S26", DEADLINES, "verdict", "part.due_end <= now", "part.due_end < now"),
    turned("S26", DEADLINES, "verdict", "happened is not None and happened <= now", "happened is not None"),
    turned(
        "S26",
        DEADLINES,
        "verdict",
        "policy.shipping.soon(part.due_end) <= now",
        "policy.shipping.soon(part.due_end) < now",
    ),
    turned("S27", "presets/books.py", "", "milestone=Milestone.DELIVERY", "milestone=Milestone.DISPATCH"),
    negated("S27", DEADLINES, "reached_at", "milestone is Milestone.DISPATCH"),
    turned("S27", DEADLINES, "reached_at", "max(instants)", "min(instants)"),
    negated("S27", DEADLINES, "reached_at", "part.shipped_whole"),
    turned("S26", TIMING, "ShippingDeadline.due", "last + 1", "last"),
    turned("S26", TIMING, "ShippingDeadline.due", "later(included, _INSTANT)", "included"),
    turned("S26 S43", TIMING, "ShippingDeadline.starts", "max(ordered, paid)", "min(ordered, paid)"),
    turned("S26 S43", TIMING, "ShippingDeadline.starts", "self.clock_start is _ORDERED", "True"),
    turned("S43", TIMING, "ShippingDeadline.starts", "return paid", "return paid or ordered"),
    turned("X-W1", TIMING, "ShippingDeadline._first_ordinal", "clock.time() < cut_off", "clock.time() <= cut_off"),
    turned("S26", TIMING, "ShippingDeadline._last_ordinal", "first + self.amount - self.count_first_day", "first"),
    turned("S26 X-W1", "timing/counting.py", "when", "calendar is None", "True"),
    negated("X-W1", TIMING, "ShippingDeadline._last_ordinal", "self.unit is not _BUSINESS_DAYS"),
    negated("X-W1", TIMING, "ShippingDeadline._last_instant", "self.unit is _BUSINESS_DAYS"),
    turned(
        "X-W1", TIMING, "ShippingDeadline._last_ordinal", "max(base + self.amount, before + 1)", "base + self.amount"
    ),
    turned("X-W1", "timing/calendars.py", "WorkingCalendar.works", "ordinal % 7 or 7", "7"),
    turned("X-W1", "timing/calendars.py", "WorkingCalendar.rank", "bisect_right(off, ordinal)", "0"),
    turned("X-W1", "timing/calendars.py", "WorkingCalendar.add", "bisect_right(off, start)", "0"),
    turned("X-W2", TIMING, "ShippingDeadline.pausing", "self.pause_on_vacation", "True"),
    turned("S27", TIMING, "ShippingDeadline.latest_dispatch", "-transit", "transit"),
    turned("S27", TIMING, "ShippingDeadline.latest_dispatch", "today - transit", "today"),
    turned("S27", TIMING, "ShippingDeadline.latest_dispatch", "transit < _ZERO", "False"),
    turned("S27", TIMING, "_is_count", "type(value) is int and 0 <= value <= most", "True"),
    turned(
        "S27",
        TIMING,
        "ShippingDeadline",
        "milestone: Milestone = Milestone.DISPATCH",
        "milestone: Milestone = Milestone.DELIVERY",
    ),
    # Amendments
    turned("00.1", EVOLVE, "_fact", "find(order.facts, fact.id) is not None", "order.parts[0].stage.name != 'OPEN'"),
    turned("00.1", STATUS, "part_status", "part.refunded_whole", "False"),
    negated("00.1 00.10", DECIDE, "deliver", "DeliveryRecorded not in DISPATCH.rows[dispatch.stage]"),
    negated("00.10", DECIDE, "deliver", "dispatch is None"),
    negated("00.10", RULES, "must_not_precede", "happened_at >= cause_at"),
    negated("00.10", RULES, "must_not_be_in_the_future", "happened_at <= now + policy.clock_skew"),
    turned("00.3", DECIDE, "_refund_due", "part.stage is not _OPEN", "part.stage is _OPEN"),
    turned("00.3", SHARES, "of_rest", "line.shipping", "0", -1),
    turned("00.3", SHARES, "to_refund", "back is None", "True"),
    turned("00.3", DECIDE, "_refund_due", "part.refundable", "part.paid"),
    turned(
        "00.2", DECIDE, "cancel_lines", "evolve(order, cancelled) if order.confirmed_at is None else order", "order"
    ),
    turned("00.3", SHARES, "_goods", "paid", "line.goods", 1),
    negated("00.3", RULES, "must_have_no_open_refund", "not part.open_refunds"),
    negated(
        "00.8",
        RULES,
        "vendor_must_be_allowed_to_cancel",
        "isinstance(actor, VendorMember) and (not policy.vendor_may_cancel)",
    ),
    negated("T14", RULES, "must_have_shipped_nothing", "part.dispatches"),
    negated("7.2", STATUS, "order_status", "live == {Status.COMPLETED}"),
    negated("7.2", STATUS, "order_status", "live <= {Status.SHIPPED, Status.COMPLETED}"),
    turned("7.2", STATUS, "order_status", "{Status.CANCELLED, Status.REFUNDED}", "{Status.CANCELLED}"),
)


class NotThereError(Exception):
    """What a mutation changes is not there, or there more than once."""


class _Change(ast.NodeTransformer):
    """Puts a piece in the place of another."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.seen = 0

    def visit(self, node: ast.AST) -> ast.AST:
        """The new piece where the old one stands; else the node, with what is in it changed."""
        if isinstance(node, (ast.expr, ast.stmt, ast.keyword)) and ast.unparse(node) == self.mutant.old:
            self.seen += 1
            return _piece(node, self.mutant.new) if self.mutant.which in (None, -1, self.seen - 1) else node
        return self.generic_visit(node)


def _piece(node: ast.expr | ast.stmt | ast.keyword, text: str) -> ast.AST:
    match node:
        case ast.keyword(arg=name):
            return ast.keyword(arg=name, value=ast.parse(text.partition("=")[2], mode="eval").body)
        case ast.stmt():
            return ast.parse(text).body[0]
        case _:
            return ast.parse(f"({text})", mode="eval").body


def mutated(source: str, mutant: Mutant) -> str:
    """The text of the file with the rule negated; `NotThereError` where it is not clear what that means."""
    tree = ast.parse(source)
    change = _Change(mutant)
    place = _place(tree, mutant)
    place.body = [node for old in place.body if isinstance(node := change.visit(old), ast.stmt)]
    found = change.seen > 1 if mutant.which is not None else change.seen == 1
    if not found:
        raise NotThereError(f"{mutant}: found {change.seen} times")
    return ast.unparse(ast.fix_missing_locations(tree))


def _place(tree: ast.Module, mutant: Mutant) -> ast.Module | ast.ClassDef | ast.FunctionDef:
    place: ast.Module | ast.ClassDef | ast.FunctionDef = tree
    for name in filter(None, mutant.place.split(".")):
        inner = [node for node in place.body if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name == name]
        if len(inner) != 1:
            raise NotThereError(f"{mutant}: there is no {name}")
        place = inner[0]
    return place


def home(mutant: Mutant, library: Path = ROOT / "src" / "mpcore") -> Path:
    """The file the mutant changes."""
    path = library / mutant.file
    if path.suffix:
        return path
    name = re.escape(mutant.place.partition(".")[0])
    found = [
        each
        for each in sorted(path.glob("*.py"))
        if re.search(rf"^(class|def) {name}\b", each.read_text("utf-8"), re.MULTILINE)
    ]
    if len(found) != 1:
        raise NotThereError(f"{mutant}: {len(found)} files have the place")
    return found[0]


def noticed(mutant: Mutant | None, tests: tuple[Test, ...]) -> set[Test]:
    """Those of the tests that fail when the rule is negated, or with nothing changed."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        if mutant is not None:
            path = home(mutant, source / "mpcore")
            path.write_text(mutated(path.read_text("utf-8"), mutant), "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
        _run([sys.executable, "-c", "import mpcore.testing"], environment, mutant)
        try:
            return _failing(tests, environment, Path(scratch) / "report.xml", mutant)
        except subprocess.TimeoutExpired:
            return set(tests)


def _failing(tests: tuple[Test, ...], environment: dict[str, str], report: Path, mutant: Mutant | None) -> set[Test]:
    options = ["-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", f"--junit-xml={report}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *[test.node for test in tests]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode in (0, 1):
        return _failed(report, tests)
    # A file whose stories cannot even be told fails as a whole, and keeps the others from being asked.
    lost = {test for test in tests if f"ERROR collecting {test.path} " in done.stdout}
    if not lost:
        raise NotThereError(f"{mutant}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}")
    rest = tuple([test for test in tests if test not in lost])
    return lost | (_failing(rest, environment, report, mutant) if rest else set())


def _run(command: list[str], environment: dict[str, str], mutant: Mutant | None) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotThereError(f"{mutant}: the library cannot be imported any more\n{done.stderr}")


def _failed(report: Path, tests: tuple[Test, ...]) -> set[Test]:
    """A test fails when one of its cases does."""
    failing: set[tuple[str, str]] = set()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  (pytest's own report)
        if case.find("failure") is not None or case.find("error") is not None:
            failing.add((case.get("classname") or "", (case.get("name") or "").partition("[")[0]))
    return {test for test in tests if (_module(test), test.name.rpartition("::")[2]) in failing}


def _module(test: Test) -> str:
    outer = test.name.rpartition("::")[0].replace("::", ".")
    return ".".join(filter(None, (test.path.removesuffix(".py").replace("/", "."), outer)))


def main() -> int:
    """Try the mutants; the number of survivors decides the exit."""
    parser = argparse.ArgumentParser(prog="rule_mutants", description="negate each rule and see its tests fail")
    parser.add_argument("rules", nargs="*", help="only these ids")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    marked = marked_tests()
    wanted: set[str] = set(options.rules) or {rule for test in marked for rule in test.rules}
    chosen = [mutant for mutant in MUTANTS if wanted & set(mutant.rules)]
    if outdated := [str(error) for mutant in chosen if (error := _outdated(mutant)) is not None]:
        print("these mutants cannot be made; the table is out of date:", *outdated, sep="\n  ")
        return 1
    tests = {mutant: tuple([test for test in marked if set(mutant.rules) & set(test.rules)]) for mutant in chosen}
    if broken := noticed(None, tuple({test for some in tests.values() for test in some})):
        print("these fail with nothing changed:", *[test.node for test in broken], sep="\n  ")
        return 1
    survivors: list[str] = [f"no mutant negates rule {rule}" for rule in sorted(wanted) if not _of(rule, chosen)]
    dead: dict[str, set[Test]] = {rule: set() for rule in wanted}
    with ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(noticed, chosen, [tests[mutant] for mutant in chosen])
        for mutant, failing in zip(chosen, results, strict=True):
            for rule in set(mutant.rules) & wanted:
                mine = {test for test in failing if rule in test.rules}
                dead[rule] |= mine
                if not mine:
                    survivors.append(f"{rule}: no test notices {mutant}")
            print(f"{' '.join(mutant.rules)}: {len(failing)} of {len(tests[mutant])} fail: {mutant}", flush=True)
    survivors += [
        f"{rule}: {test.node} notices none of its mutants"
        for rule in sorted(wanted)
        for test in marked
        if rule in test.rules and _of(rule, chosen) and test not in dead[rule]
    ]
    print(*survivors, sep="\n")
    print(f"rule-mutants: {len(wanted)} rules, {len(chosen)} mutants, {len(survivors)} survivors")
    return 1 if survivors else 0


def _outdated(mutant: Mutant) -> NotThereError | None:
    try:
        mutated(home(mutant).read_text("utf-8"), mutant)
    except NotThereError as error:
        return error
    return None


def _of(rule: str, mutants: list[Mutant]) -> list[Mutant]:
    return [mutant for mutant in mutants if rule in mutant.rules]


if __name__ == "__main__":
    sys.exit(main())
