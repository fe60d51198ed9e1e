"""Small worlds, explored whole: every state that commands lead to, and every command in each of them (`moves.py`)."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping

from mpcore import orders
from mpcore.kernel import Done, Refusal, Refused, frozen
from mpcore.orders import InvoiceRef, Order, OrderCommand, OrderCompleted, OrderEvent, PartStage, Status
from mpcore.presets import PLAIN, RuleBook
from mpcore.testing import laws
from mpcore.testing.moves import Key, Moves, facts, key_of, moves
from mpcore.testing.scenario import placed
from mpcore.testing.words import shown

__all__ = ["World", "explore", "folded"]


@frozen(kw_only=True)
class World:
    """What was found in a world."""

    states: int
    """Different states."""
    decisions: int
    """Commands decided and facts recorded in them."""
    accepted: Mapping[type[OrderCommand], int]
    """How often each command was accepted."""
    refused: Mapping[type[OrderCommand], int]
    """How often each command was refused."""
    reasons: frozenset[type[Refusal]]
    """Every reason that was given."""
    statuses: frozenset[Status]
    """Every status that an order had."""
    ends: int
    """States in which every part is completed or cancelled."""


def explore(
    *,
    vendors: int = 2,
    lines: int = 2,
    quantity: int = 2,
    rules: RuleBook = PLAIN,
    payments: bool = False,
    holds: bool = False,
    requests: bool = False,
    scans: bool = False,
    upkeep: bool = False,
    timers: bool = False,
    refunds: bool = False,
    chargebacks: bool = False,
    most: int = 1_000_000,
) -> World:
    """Every state of an order of so many vendors, lines and units, to the fixpoint.

    It is paid in two halves, shipped, delivered, completed and cancelled, a unit here and a line there; with `payments`
    promised, declined, confirmed and reminded of; with `holds` stopped and released; with `requests` asked to be
    cancelled; with `scans` collected, lost and sent back; with `upkeep` written about, edited and forgotten; with
    `timers` left alone until something is due; with `refunds` and `chargebacks` paid back. What varies together
    multiplies, so ask for what you need.

    In each state the laws of an order hold, its status is the fold of its parts', it was called complete at most once
    and with one invoice per completed part; from each of them a sequence of commands leads to an end.  What does not
    hold is an `AssertionError`; more than `most` states are one too.
    """
    wanted = Moves(
        payments=payments,
        holds=holds,
        requests=requests,
        scans=scans,
        upkeep=upkeep,
        timers=timers,
        refunds=refunds,
        chargebacks=chargebacks,
    )
    vendor_names = [f"v{number}" for number in range(1, vendors + 1)]
    history = placed(*vendor_names, lines=lines, quantity=quantity, pickup=scans, rules=rules)
    start = orders.replay(history)
    known: dict[Key, tuple[Order, tuple[OrderEvent, ...]]] = {key_of(start): (start, history)}
    edge = deque(known)
    leads_to: dict[Key, set[Key]] = {}
    accepted: Counter[type[OrderCommand]] = Counter()
    refused: Counter[type[OrderCommand]] = Counter()
    reasons: set[type[Refusal]] = set()
    told = 0
    while edge:
        key = edge.popleft()
        order, history = known[key]
        _holds_in(order, history, rules, wanted)
        after: set[Key] = set()
        steps: list[Done[Order, OrderEvent]] = []
        for command, actor, now in moves(order, rules.orders, wanted):
            ctx = orders.Context(now=now, actor=actor, policy=rules.orders, vendor_cancellations=0)
            outcome = orders.execute(order, command, ctx)
            if isinstance(outcome, Refused):
                refused[type(command)] += 1
                reasons.update(map(type, outcome.reasons))
            else:
                accepted[type(command)] += 1
                steps.append(outcome)
        recorded = [orders.record(order, fact) for fact in facts(order, wanted)]
        told += len(recorded)
        steps += recorded
        for step in steps:
            following = key_of(step.state)
            _told_once(order, step)
            after.add(following)
            if following not in known:
                known[following] = step.state, (*history, *step.events)
                edge.append(following)
        leads_to[key] = after
        if len(known) > most:
            raise AssertionError(f"there are more than {most} states: something that cannot matter tells them apart")
    ends = {key for key, (order, _) in known.items() if all(part.stage in _ENDS for part in order.parts)}
    _nobody_is_stuck(leads_to, ends, known)
    return World(
        states=len(known),
        decisions=sum(accepted.values()) + sum(refused.values()) + told,
        accepted=dict(accepted),
        refused=dict(refused),
        reasons=frozenset(reasons),
        statuses=frozenset([orders.order_status(order, rules.orders) for order, _ in known.values()]),
        ends=len(ends),
    )


_ENDS = (PartStage.COMPLETED, PartStage.CANCELLED)


def folded(parts: Iterable[Status]) -> Status:
    """The status of an order whose parts have these, read off rules.md §7.2 step by step."""
    counts = Counter(parts)
    whole = counts.total()
    live = whole - counts[Status.CANCELLED] - counts[Status.REFUNDED]
    if counts[Status.CANCELLED] == whole:
        return Status.CANCELLED
    if not live:
        return Status.REFUNDED
    if counts[Status.COMPLETED] == live:
        return Status.COMPLETED
    if counts[Status.AWAITING_PAYMENT]:
        return Status.AWAITING_PAYMENT
    if counts[Status.ON_HOLD]:
        return Status.ON_HOLD
    if counts[Status.SHIPPED] + counts[Status.COMPLETED] == live:
        return Status.SHIPPED
    if counts[Status.PARTIALLY_SHIPPED] + counts[Status.SHIPPED] + counts[Status.COMPLETED]:
        return Status.PARTIALLY_SHIPPED
    return Status.PROCESSING


def _holds_in(order: Order, history: tuple[OrderEvent, ...], rules: RuleBook, wanted: Moves) -> None:
    for law in laws.OF_LIVES:
        if law is not laws.forgotten or wanted.upkeep:  # nothing personal is there to be forgotten otherwise
            law(history, order)
    status = orders.order_status(order, rules.orders)
    expected = folded([orders.part_status(part, rules.orders) for part in order.parts])
    if status is not expected:
        raise AssertionError(f"the order is called {status.name}; its parts make it {expected.name}\n{shown(order)}")


def _told_once(before: Order, step: Done[Order, OrderEvent]) -> None:
    """The order is called complete once, by an event that names the completed parts, one of them not paid back."""
    for event in step.events:
        if not isinstance(event, OrderCompleted):
            continue
        done = [part for part in step.state.parts if part.stage is PartStage.COMPLETED]
        named = event.invoices == tuple([InvoiceRef(before.id, part.id) for part in done])
        if before.completed_at is not None or not named or all(part.refunded_whole for part in done):
            raise AssertionError(f"called complete a second time, or of other parts: {event}\n{shown(before)}")


def _nobody_is_stuck(
    leads_to: Mapping[Key, set[Key]],
    ends: set[Key],
    known: Mapping[Key, tuple[Order, tuple[OrderEvent, ...]]],
) -> None:
    """From every state something leads to an end."""
    comes_from: dict[Key, set[Key]] = {}
    for key, after in leads_to.items():
        for following in after:
            comes_from.setdefault(following, set()).add(key)
    saved = set(ends)
    edge = list(ends)
    while edge:
        for before in comes_from.get(edge.pop(), ()):
            if before not in saved:
                saved.add(before)
                edge.append(before)
    if stuck := [key for key in leads_to if key not in saved]:
        order, history = known[stuck[0]]
        raise AssertionError(
            f"{len(stuck)} states lead to no end; the first:\n{shown(order)}\nafter:\n{shown(history)}"
        )
