"""What is true of every decision about orders, each law a function that raises `AssertionError` with the case in words.

Laws of an attempt (a state, a command, a context): `closed`, `still`, `final`, `repeatable`, `reasoned`, `discreet`,
`offered`, `carried`; `all_hold` asks them all.  Laws of an order: `told` and `counted` (with its history), `conserved`
and `announced`; `life_holds` asks them.  They hold under a host's own rules (`ctx.also`) and policies too; that is what
they are for.

The verbs are looked up in `mpcore.orders` when a law is asked, so a test may put others in their place.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable

from attrs import evolve

from mpcore import orders
from mpcore.kernel import (
    Accepted,
    BrokenHistoryError,
    DispatchId,
    Done,
    IdTaken,
    MissingScope,
    NotFound,
    PaymentId,
    Refused,
    WrongStage,
    changed,
)
from mpcore.orders import (
    GATES,
    PART,
    CancelLines,
    Dispatch,
    DispatchKind,
    Liability,
    Line,
    LinesCancelled,
    LinesShipped,
    Order,
    OrderEvent,
    OrderFact,
    Part,
    PartCancelled,
    PartCompleted,
    PartDue,
    PartStage,
    PaymentConfirmed,
    RecordPayment,
    RefundSettled,
    Shares,
    ShipLines,
    Tracking,
)
from mpcore.testing.attempts import OrderAttempt
from mpcore.testing.cures import HOSTS, cause_of, cured, unused
from mpcore.testing.entitled import vendor_member
from mpcore.testing.strategies.asking import strangers
from mpcore.testing.words import shown

__all__ = [
    "OF_ATTEMPTS",
    "all_hold",
    "announced",
    "carried",
    "closed",
    "conserved",
    "counted",
    "discreet",
    "final",
    "life_holds",
    "offered",
    "reasoned",
    "repeatable",
    "still",
    "told",
]

_TRACKING = Tracking("JD014600003", "https://carrier.example/track")
_ROUNDS = 20
_EARLIER = (MissingScope, NotFound, WrongStage, IdTaken)
"""Reasons after which others have not been asked yet."""


def closed(attempt: OrderAttempt) -> None:
    """What is accepted can be applied, and `execute` is `decide` and `evolve`; what is refused has a reason."""
    decision = orders.decide(attempt.state, attempt.command, attempt.context)
    outcome = attempt.execute()
    if isinstance(decision, Refused):
        _hold(bool(decision.reasons), attempt, "it is refused without a reason")
        _hold(outcome == decision, attempt, "decide and execute disagree", outcome, decision)
        return
    try:
        after = orders.evolve(attempt.state, *decision.events)
    except BrokenHistoryError as error:
        raise AssertionError(_said(attempt, "it is accepted, and its events cannot be applied", error)) from error
    _hold(outcome == Done(after, decision.events), attempt, "decide and execute disagree", outcome, decision)


def still(attempt: OrderAttempt) -> None:
    """Deciding changes nothing, and says the same twice."""
    before = pickle.dumps(attempt.state)
    first = attempt.execute()
    _hold(pickle.dumps(attempt.state) == before, attempt, "deciding has changed the order")
    second = attempt.execute()
    _hold(first == second, attempt, "it is decided differently the second time", first, second)


def told(history: Iterable[OrderEvent], order: Order) -> None:
    """The history, told again, gives the present."""
    replayed = orders.replay(history)
    if replayed != order:
        raise AssertionError(f"the history gives\n{shown(replayed)}\nand the present is\n{shown(order)}")


def final(attempt: OrderAttempt) -> None:
    """From a stage whose row is empty nothing leads on: neither a command nor an event."""
    order, command = attempt.state, attempt.command
    gate = GATES[type(command)]
    for part in order.parts:
        if PART.rows[part.stage]:
            continue
        for event in _part_events(order, part):
            try:
                orders.evolve(order, event)
            except BrokenHistoryError:
                continue
            raise AssertionError(_said(attempt, f"part {part.id} is {part.stage.name}, and still this applies", event))
        if gate.event is not None and not isinstance(command, RecordPayment) and command.part == part.id:
            outcome = attempt.execute()
            moved = isinstance(outcome, Done) and outcome.events
            _hold(not moved, attempt, f"part {part.id} is {part.stage.name}, and still this is accepted", outcome)


def repeatable(attempt: OrderAttempt) -> None:
    """What carries an id may be said again: it is accepted, and changes nothing.  Nothing else happens twice."""
    outcome = attempt.execute()
    if isinstance(outcome, Refused):
        return
    again = orders.execute(outcome.state, attempt.command, attempt.context)
    if GATES[type(attempt.command)].event in (None, LinesShipped):
        _hold(again == Done(outcome.state, ()), attempt, "said again, it is not harmless", again)
    elif not isinstance(attempt.command, CancelLines):
        _hold(isinstance(again, Refused), attempt, "it happens twice", again)


def reasoned(attempt: OrderAttempt) -> None:
    """A refusal names its causes, all of its stage: take one away, and its reason goes and the others stay.

    With every cause taken away, one after the other, it is accepted.  A host's own rules may look at whatever changes
    with a cause, so theirs may come and go.
    """
    case = (attempt.state, attempt.command, attempt.context)
    for _ in range(_ROUNDS):
        decision = orders.decide(*case)
        if isinstance(decision, Accepted):
            return
        for reason in decision.reasons:
            healed = orders.decide(*cured(reason, *case))
            left = healed.reasons if isinstance(healed, Refused) else ()
            _hold(reason not in left, attempt, "its cause is gone, and the reason is still given", reason, healed)
            others = [other for other in decision.reasons if cause_of(other) not in (cause_of(reason), HOSTS)]
            lost = [other for other in others if other not in left]
            _hold(not lost, attempt, f"with {reason.code} another reason went that has another cause", lost)
            kept_back = [other for other in left if cause_of(other) not in (cause_of(reason), HOSTS)]
            more = [] if isinstance(reason, _EARLIER) else [other for other in kept_back if other not in others]
            _hold(not more, attempt, f"beside {reason.code} there was another reason, which was not given", more)
        case = cured(decision.reasons[0], *case)
    raise AssertionError(_said(attempt, "every cause was taken away, and it is still refused", orders.decide(*case)))


def discreet(attempt: OrderAttempt) -> None:
    """Who has no business with the order, or with a part, gets the same answer whatever there is; and no options."""
    order, command, ctx = attempt.state, attempt.command, attempt.context
    hidden = changed(order, parts=order.parts[:1], payments=(), received_minor=0, confirmed_at=None, facts=())
    for stranger in strangers(order):
        theirs = evolve(ctx, actor=stranger)
        answer = orders.decide(order, command, theirs)
        _hold(isinstance(answer, Refused), attempt, f"a stranger may ask it: {stranger}", answer)
        told_of_less = orders.decide(hidden, command, theirs)
        _hold(answer == told_of_less, attempt, "a stranger can tell what there is", answer, told_of_less)
        _hold(orders.options(order, theirs) == (), attempt, f"a stranger has options: {stranger}")
    for part in order.parts:
        _of_one_part(attempt, part)


def _of_one_part(attempt: OrderAttempt, part: Part) -> None:
    """Staff of the part's vendor cannot tell whether there are parts of others."""
    order, command = attempt.state, attempt.command
    member = vendor_member(part.vendor)
    theirs = evolve(attempt.context, actor=member)
    alone = changed(order, parts=tuple([other for other in order.parts if member.sees(other.vendor, other.shop)]))
    named = {option.part for option in orders.options(order, theirs)} - {None}
    _hold(named <= {known.id for known in alone.parts}, attempt, f"staff of {part.vendor} see others' parts", named)
    if not isinstance(command, RecordPayment) and alone.part(command.part) is None:
        answer, without = orders.decide(order, command, theirs), orders.decide(alone, command, theirs)
        _hold(isinstance(answer, Refused), attempt, f"staff of {part.vendor} may ask it of another's part", answer)
        _hold(answer == without, attempt, f"staff of {part.vendor} can tell what others have", answer, without)


def offered(attempt: OrderAttempt) -> None:
    """An option without reasons is accepted when filled in rightly; one with reasons is refused for the same."""
    order = attempt.state
    ctx = evolve(attempt.context, also=())
    dispatched = [sent.dispatched_at for part in order.parts for sent in part.dispatches]
    ctx = evolve(ctx, now=max([ctx.now, order.placed_at, order.confirmed_at or ctx.now, *dispatched]))
    for option in orders.options(order, ctx):
        rest: dict[str, object] = {}
        if option.command is RecordPayment:
            rest = {"payment": PaymentId(unused([known.id for known in order.payments]))}
            if "amount" not in option.given:  # nothing is owed
                rest["amount"] = order.money(0)
        elif option.command is ShipLines and option.part is not None:
            known = order.part(option.part)
            sent = known.dispatches if known else ()
            rest = {"dispatch": DispatchId(unused([one.id for one in sent])), "tracking": _TRACKING}
        outcome = orders.decide(order, option.fill(**rest), ctx)
        if option.allowed:
            _hold(isinstance(outcome, Accepted), attempt, f"{option.command.__name__} is offered, and refused", outcome)
        else:
            given = outcome.reasons if isinstance(outcome, Refused) else ()
            own = tuple([reason for reason in given if reason in option.reasons or reason.at is None])
            words = f"{option.command.__name__} is not offered, for other reasons than it is refused for"
            _hold(bool(given) and own == option.reasons, attempt, words, option.reasons, outcome)


def carried(attempt: OrderAttempt) -> None:
    """State, command and events are the same after a trip over the wire, and so is what comes of them."""
    from mpcore import wire  # noqa: PLC0415  (no other law needs it, and it takes its time to load)

    state = wire.load(Order, wire.dump(attempt.state))
    _hold(state == attempt.state, attempt, "over the wire the order becomes another", state)
    command = wire.load(type(attempt.command), wire.dump(attempt.command))
    _hold(command == attempt.command, attempt, "over the wire the command becomes another", command)
    here, there = attempt.execute(), orders.execute(state, command, attempt.context)
    _hold(here == there, attempt, "over the wire it is decided differently", here, there)
    for event in here.events if isinstance(here, Done) else ():
        carried_event = wire.load(type(event), wire.dump(event))
        _hold(carried_event == event, attempt, "over the wire an event becomes another", event, carried_event)


def conserved(order: Order) -> None:
    """Every amount has a home: what is owed, what was paid and what went back add up, in the order and in each part.

    What came in is what was paid and the surplus, whether it is still there or went back; nothing was paid, and nothing
    goes back or is promised to, that did not come in.
    """
    received, paid = order.received_minor, order.paid_minor
    if order.confirmed_at is None:
        _same(order, "paid, while nothing is confirmed", paid, 0)
    _within(order, "paid", paid, received)
    waiting = any(part.stage is PartStage.AWAITING_PAYMENT for part in order.parts)
    if order.confirmed_at is not None or not waiting:
        _same(order, "paid and surplus", paid + order.surplus_minor + order.surplus_refunded, received)
    _same(order, "the surplus", order.surplus, order.money(order.surplus_minor))
    _same(order, "total", order.total, order.money(sum([part.total for part in order.parts])))
    _same(order, "due", order.due, order.money(sum([part.total - part.released for part in order.parts])))
    _same(order, "paid", order.paid, order.money(paid))
    _same(order, "received", order.received, order.money(received))
    for part in order.parts:
        _within(order, f"what was released of {part.id}", part.released, part.total)
        _within(order, f"what was paid for {part.id}", part.paid, part.total)
        _within(order, f"what went back for {part.id}", part.refunded, part.paid)
        _within(order, f"what can still go back for {part.id}", part.refundable, part.paid)
        for line in part.lines:
            for back in (line.refunded, line.refund_due):
                if back is not None:
                    _within(order, f"the goods that go back of {line.id}", back.goods, line.goods)
                    _within(order, f"the shipping that goes back of {line.id}", back.shipping, line.shipping)
                    for amount, tax in zip(back.taxes, line.taxes, strict=True):
                        _within(order, f"the tax that goes back of {line.id}", amount, tax.amount)
        if part.stage is PartStage.CANCELLED:
            _same(order, f"what is owed for {part.id}, which is cancelled", part.due, 0)


def counted(history: Iterable[OrderEvent], order: Order) -> None:
    """Running counts equal what they summarise: totals, payments, units shipped and cancelled, what went back."""
    events = tuple(history)
    _same(order, "received", order.received_minor, sum([payment.amount for payment in order.payments]))
    latest = max([payment.happened_at for payment in order.payments], default=None)
    _same(order, "the last payment", order.last_payment_at, latest)
    _same(order, "the number of facts", len(order.facts), len([one for one in events if isinstance(one, OrderFact)]))
    for part in order.parts:
        released = [
            share
            for event in events
            if isinstance(event, LinesCancelled | PartCancelled) and event.part == part.id
            for share in event.shares
        ]
        promised = [
            share
            for event in events
            if isinstance(event, LinesCancelled | PartCancelled) and event.part == part.id
            for share in event.refund_due
        ]
        refunds = [event for event in events if isinstance(event, RefundSettled) and event.part == part.id]
        settled = [share for refund in refunds for share in refund.shares]
        besides = [share for refund in refunds if not refund.of_cancellation for share in refund.shares]
        _same(order, f"the total of {part.id}", part.total, sum([line.total for line in part.lines]))
        _same(order, f"what was released of {part.id}", part.released, sum([share.total for share in released]))
        _same(order, f"what went back for {part.id}", part.refunded, sum([share.total for share in settled]))
        for line in part.lines:
            sent = [
                packed.quantity for dispatch in part.dispatches for packed in dispatch.lines if packed.line == line.id
            ]
            units = [share.units for share in released if share.line == line.id]
            on_top = sum([tax.amount for tax in line.taxes if not tax.inclusive])
            off = sum([discount.amount for discount in line.discounts])
            _same(order, f"the goods of {line.id}", line.goods, line.unit_price * line.quantity)
            _same(order, f"the total of {line.id}", line.total, line.goods + on_top - off + line.shipping)
            _same(order, f"the units shipped of {line.id}", line.shipped, sum(sent))
            _same(order, f"the units cancelled of {line.id}", line.cancelled, sum(units))
            _within(
                order, f"the units shipped and cancelled of {line.id}", line.shipped + line.cancelled, line.quantity
            )
            _same(order, f"what is due back of {line.id}", _total(line.refund_due), _of(line, promised))
            _same(order, f"what went back besides of {line.id}", _total(line.refunded), _of(line, besides))


def _total(shares: Shares | None) -> int:
    return 0 if shares is None else shares.total


def _of(line: Line, shares: list[Shares]) -> int:
    return sum([share.total for share in shares if share.line == line.id])


def announced(order: Order) -> None:
    """Where every outstanding part is completed and there is one, the order has been called complete (U16)."""
    live = [part for part in order.parts if part.stage is not PartStage.CANCELLED and not part.refunded_whole]
    if live and all(part.stage is PartStage.COMPLETED for part in live) and order.completed_at is None:
        raise AssertionError(f"every outstanding part is completed, and nobody was told\n{shown(order)}")


OF_ATTEMPTS: tuple[Callable[[OrderAttempt], None], ...] = (
    closed,
    still,
    final,
    repeatable,
    reasoned,
    discreet,
    offered,
    carried,
)
"""The laws of a decision."""


def all_hold(attempt: OrderAttempt) -> None:
    """Every law, of the attempt, of the order it begins with and of the one it ends with."""
    life_holds(attempt.history, attempt.state)
    for law in OF_ATTEMPTS:
        law(attempt)
    outcome = attempt.execute()
    if isinstance(outcome, Done):
        life_holds((*attempt.history, *outcome.events), outcome.state)


def life_holds(history: Iterable[OrderEvent], order: Order) -> None:
    """Every law of an order with its history."""
    events = tuple(history)
    told(events, order)
    counted(events, order)
    conserved(order)
    announced(order)


def _part_events(order: Order, part: Part) -> tuple[OrderEvent, ...]:
    """One event of each class in the part's table, which would be about this part."""
    sent = Dispatch(
        id=DispatchId("one more"),
        lines=(),
        kind=DispatchKind.UNTRACKED,
        liability=Liability.VENDOR,
        dispatched_at=order.placed_at,
    )
    at = order.placed_at
    return (
        PaymentConfirmed(at=at, parts=(PartDue(part.id, 0, None),)),
        LinesShipped(part=part.id, dispatch=sent),
        LinesCancelled(part=part.id, at=at, shares=()),
        PartCancelled(part=part.id, at=at, shares=()),
        PartCompleted(part=part.id, at=at),
    )


def _hold(holds: bool, attempt: OrderAttempt, broken: str, *seen: object) -> None:  # noqa: FBT001  (it is the law)
    if not holds:
        raise AssertionError(_said(attempt, broken, *seen))


def _said(attempt: OrderAttempt, broken: str, *seen: object) -> str:
    parts = [broken, *map(shown, seen), f"asked: {shown(attempt.command)}", f"in: {shown(attempt.context)}"]
    return "\n".join([*parts, f"of: {shown(attempt.state)}"])


def _same(order: Order, what: str, one: object, other: object) -> None:
    if one != other:
        raise AssertionError(f"{what}: {one} is not {other}\n{shown(order)}")


def _within(order: Order, what: str, amount: int, most: int) -> None:
    if not 0 <= amount <= most:
        raise AssertionError(f"{what}: {amount} is not from 0 to {most}\n{shown(order)}")
