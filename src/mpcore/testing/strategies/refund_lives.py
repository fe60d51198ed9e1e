"""Refunds and returns in any state that can be reached, with the order they are of, by living their lives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pendulum import DateTime

from mpcore import refunds
from mpcore.kernel import Actor, Buyer, MemberId, Operator, Option, System, VendorMember, utc
from mpcore.presets import RuleBook
from mpcore.refunds import (
    GATES,
    AbandonRefund,
    AcceptReturn,
    AnswerCase,
    ApproveRefund,
    AskDocuments,
    CancelReturn,
    DecideCase,
    ErasePersonalData,
    EscalateReturn,
    ExchangeReturn,
    FireTimers,
    ForceRefund,
    KeptBack,
    OpenReturn,
    ReceiveReturn,
    RecordRefundFailure,
    RecordRefundPayment,
    RecordReturnArrival,
    RefundCommand,
    RefundReturn,
    RefundRule,
    RejectRefund,
    RequestRefund,
    RetryRefund,
    SettleRefundByHand,
    ShipBack,
    SupplyDocuments,
    WithdrawRefund,
)
from mpcore.testing.attempts import RefundAttempt
from mpcore.testing.entitled import OPERATOR, SYSTEM, vendor_member
from mpcore.testing.refund_life import RefundLife
from mpcore.testing.strategies.actors import actors
from mpcore.testing.strategies.asking import asked as order_asked
from mpcore.testing.strategies.company_values import one_of
from mpcore.testing.strategies.facts import facts_beside_refunds
from mpcore.testing.strategies.lives import next_instant
from mpcore.testing.strategies.policies import refund_books
from mpcore.testing.strategies.refund_fitting import filled
from mpcore.testing.strategies.refund_openings import sold
from mpcore.testing.strategies.refund_wild import anything
from mpcore.testing.strategies.values import Draw

__all__ = ["asked", "attempted", "meanwhile", "refund_attempts", "refund_commands", "refund_lives", "when_due"]

Books = RuleBook | SearchStrategy[RuleBook] | None

OTTO = Operator(MemberId("otto"))
"""A second operator."""


def refund_lives(
    rules: Books = None,
    also: tuple[RefundRule, ...] = (),
    *,
    vendors: int = 2,
    lines: int = 2,
    steps: int = 14,
    ample: bool = True,
) -> SearchStrategy[RefundLife]:
    """Refunds and returns, each with the order they are of, told of all of them, and with both histories.

    Where `rules` is left out, rule books with any policy for refunds are drawn too.  `ample=False` leaves the taxes,
    discounts and shipping out.  Ids tell what they name: refunds are `r001`, of surplus `s001`, returns `b001`.
    """
    return _lives(_books_of(rules), also, vendors=vendors, lines=lines, steps=steps, ample=ample)


def refund_commands(life: RefundLife) -> SearchStrategy[RefundCommand]:
    """Commands of every kind about these refunds and returns, half of which fit what is there."""
    return _commands(life)


def refund_attempts(rules: Books = None, also: tuple[RefundRule, ...] = ()) -> SearchStrategy[RefundAttempt]:
    """Reachable refunds and returns, a command and a context: about half fit, the others are drawn without looking."""
    return _attempts(refund_lives(rules, also), also)


@st.composite
def _commands(draw: DrawFn, life: RefundLife) -> RefundCommand:
    return asked(draw, life, (), wild=draw(_YES_OR_NO), even=True)[0]


@st.composite
def _attempts(draw: DrawFn, drawn: SearchStrategy[RefundLife], also: tuple[RefundRule, ...]) -> RefundAttempt:
    return attempted(draw, draw(drawn), also)


def attempted(draw: Draw, life: RefundLife, also: tuple[RefundRule, ...] = ()) -> RefundAttempt:
    """A command about these refunds and returns, by whoever asks it, now, a little later, or once something is due."""
    wild = draw(_YES_OR_NO)
    life = evolve(life, now=when_due(draw, life) if draw(_SELDOM) else next_instant(draw, life.now))
    command, ctx = asked(draw, life, also, wild=wild, even=True)
    return RefundAttempt(life=life, command=command, context=ctx)


@st.composite
def _lives(
    draw: DrawFn,
    books: SearchStrategy[RuleBook],
    also: tuple[RefundRule, ...],
    *,
    vendors: int,
    lines: int,
    steps: int,
    ample: bool,
) -> RefundLife:
    life = sold(draw, draw(books), (), vendors=vendors, lines=lines, ample=ample)
    length = draw(_length(steps))
    story = draw(_STORIES)[:length]
    for kind in story:
        life = _next(draw, life, kind, also)
    for _ in range(length - len(story)):
        what = draw(_WHAT_NEXT)
        if what == "fire":
            life = evolve(life, now=when_due(draw, life))
            life = life.after(FireTimers(order=life.order.id), life.context(SYSTEM, also=also))
            continue
        life = evolve(life, now=next_instant(draw, life.now) if what == "meanwhile" else _soon(draw, life.now))
        if what == "late" and (reports := _late_reports(draw, life)):
            life = life.after(one_of(draw, reports), life.context(SYSTEM, also=also))
            continue
        life = meanwhile(draw, life) if what == "meanwhile" else life.after(*asked(draw, life, also, wild=False))
    return life


def _next(draw: Draw, life: RefundLife, kind: type[RefundCommand], also: tuple[RefundRule, ...]) -> RefundLife:
    """The life after a command of that kind, where there is one that somebody may ask for."""
    life = evolve(life, now=when_due(draw, life) if kind is FireTimers else _soon(draw, life.now))
    actor = one_of(draw, _able(life, kind))
    ctx = life.context(actor, kept_back=_kept_back(draw, life) if draw(_YES_OR_NO) else ())
    options = [one for one in refunds.options(life.state, ctx) if one.allowed and one.command is kind]
    if not options and kind is RecordRefundPayment and (reports := _late_reports(draw, life)):
        return life.after(one_of(draw, reports), life.context(SYSTEM, also=also))
    if not options:
        return life
    return life.after(filled(draw, life, one_of(draw, options), ctx), evolve(ctx, also=also))


def meanwhile(draw: Draw, life: RefundLife) -> RefundLife:
    """Something happens to the order itself, or another package tells it of a payout or of a chargeback."""
    if draw(_YES_OR_NO):
        return life.tells(draw(facts_beside_refunds(life.order, life.now)))
    command, ctx = order_asked(draw, life.order, life.rules.orders, life.now, (), wild=False)
    return life.meanwhile(command, ctx.actor)


def _late_reports(draw: Draw, life: RefundLife) -> list[RefundCommand]:
    """What payment providers may say of attempts after their refunds ended."""
    found: list[RefundCommand] = []
    for refund in life.state.refunds:
        for share in () if refund.is_open else refund.payments:
            amount = 1 + draw(_KIND) % max(1, share.left)
            report = RecordRefundPayment(
                order=life.order.id,
                refund=refund.id,
                payment=share.payment,
                attempt=share.attempt,
                amount=life.order.money(amount),
            )
            found.append(report)
    return found


def when_due(draw: Draw, life: RefundLife) -> DateTime:
    """The instant of one of the timers, or one just beside it or long after; never before now."""
    waiting = refunds.due(life.state, life.context(SYSTEM))
    if not waiting:
        return next_instant(draw, life.now)
    return utc(max(life.now, next_instant(draw, one_of(draw, waiting).at)))


def asked(
    draw: Draw, life: RefundLife, also: tuple[RefundRule, ...], *, wild: bool, even: bool = False
) -> tuple[RefundCommand, refunds.Context]:
    """A command and its context, drawn to fit or, where it is `wild`, drawn without looking.

    What fits is drawn so that lives go on rather than end early; `even`: of every kind alike.
    """
    kept = _kept_back(draw, life) if draw(_SELDOM) else ()
    for _ in range(0 if wild else _TRIES):
        ctx = life.context(_somebody(draw, life), kept_back=kept)
        option = _fitting(draw, life, ctx, even=even)
        if option is not None:
            return filled(draw, life, option, ctx), evolve(ctx, also=also)
    command = anything(draw, life, life.now)
    actor = draw(actors(life.order)) if draw(_SELDOM) else one_of(draw, _able(life, type(command)))
    return command, life.context(actor, kept_back=kept, also=also)


def _somebody(draw: Draw, life: RefundLife) -> Actor:
    who = draw(_WHO)
    if who == "vendor":
        return vendor_member(one_of(draw, life.order.parts).vendor)
    known: Mapping[str, Actor] = {"buyer": life.order.buyer, "operator": OPERATOR, "otto": OTTO, "system": SYSTEM}
    return known[who]


def _able(life: RefundLife, command: type[RefundCommand]) -> list[Actor]:
    """Who may ask for this, whatever else stands against it."""
    kinds = GATES[command].kinds
    found: list[Actor] = []
    if VendorMember in kinds:
        found += [vendor_member(part.vendor) for part in life.order.parts]
    if Buyer in kinds:
        found.append(life.order.buyer)
    if Operator in kinds:
        found += [OPERATOR, OTTO]
    if System in kinds:
        found.append(SYSTEM)
    return found


def _kept_back(draw: Draw, life: RefundLife) -> tuple[KeptBack, ...]:
    """What coupons keep back of the money of a return, or give back again."""
    back = one_of(draw, life.state.returns) if life.state.returns else None
    part = None if back is None else life.order.part(back.part)
    if back is None or part is None:
        return ()
    return (KeptBack(back.id, one_of(draw, part.lines).id, draw(_KEPT)),)


_WEIGHTS: Mapping[type[RefundCommand], int] = {
    RequestRefund: 6,
    ApproveRefund: 6,
    RecordRefundPayment: 8,
    RecordRefundFailure: 3,
    OpenReturn: 8,
    AcceptReturn: 8,
    ShipBack: 6,
    ReceiveReturn: 6,
    RefundReturn: 6,
    ExchangeReturn: 9,
    EscalateReturn: 4,
    DecideCase: 4,
    AskDocuments: 6,
    SupplyDocuments: 6,
    CancelReturn: 1,
    WithdrawRefund: 1,
    ErasePersonalData: 1,
    FireTimers: 1,
}
"""How often something is asked where it is allowed, what else there is: three times."""

_SELDOM_ASKED: frozenset[type[RefundCommand]] = frozenset({ErasePersonalData, FireTimers})
"""What is asked for only where there is something else that could be."""

_SELDOM_NEW: Mapping[type[RefundCommand], int] = dict.fromkeys((RequestRefund, ForceRefund, OpenReturn), 1)
"""What is asked once in that time where much is under way already."""

_EVENLY: Mapping[type[RefundCommand], int] = {**_SELDOM_NEW, FireTimers: 1, ErasePersonalData: 1}
"""The same, where lives need not go on."""

_TRIES = 3
"""Of how many actors one is looked for who may ask for something."""

_ASKED_FOR = (RequestRefund, ApproveRefund, RecordRefundFailure)
_OPENED = (OpenReturn, AcceptReturn, ShipBack)
_STORIES: SearchStrategy[tuple[type[RefundCommand], ...]] = st.sampled_from(
    (
        (),
        (*_ASKED_FOR, RetryRefund, RecordRefundPayment),
        (*_OPENED, RecordReturnArrival, ReceiveReturn, RefundReturn, ApproveRefund, RecordRefundPayment),
        (OpenReturn, EscalateReturn, AnswerCase, DecideCase),
        (),
        (*_ASKED_FOR, RecordRefundFailure, SettleRefundByHand),
        (*_OPENED, RefundReturn, ApproveRefund, RecordRefundPayment, RecordReturnArrival, ReceiveReturn),
        (OpenReturn, AskDocuments, SupplyDocuments, AcceptReturn, ReceiveReturn, ExchangeReturn),
        (RequestRefund, ApproveRefund, ApproveRefund, RecordRefundPayment, RecordRefundFailure, AbandonRefund),
        (OpenReturn, AcceptReturn, ReceiveReturn, RefundReturn, RejectRefund, RefundReturn, SettleRefundByHand),
        (*_ASKED_FOR, AbandonRefund, RecordRefundPayment),
        (OpenReturn, AskDocuments, FireTimers, FireTimers, FireTimers),
        (OpenReturn, EscalateReturn, FireTimers, FireTimers, FireTimers, FireTimers),
        (*_OPENED, FireTimers, FireTimers),
        (ForceRefund, RecordRefundPayment),
        (
            OpenReturn,
            AcceptReturn,
            RefundReturn,
            ApproveRefund,
            RecordRefundPayment,
            RecordReturnArrival,
            ReceiveReturn,
        ),
        (RequestRefund, ApproveRefund, ApproveRefund, RecordRefundPayment),
        (*_OPENED, ReceiveReturn, RefundReturn, ApproveRefund, RecordRefundPayment),
    )
)
"""What is asked for first, as far as it gets."""

_YES_OR_NO = st.booleans()
_SELDOM = st.sampled_from((False, False, False, True))
_WHAT_NEXT = st.sampled_from((*("ask",) * 9, "meanwhile", "fire", "late", "late"))
_WHO = st.sampled_from(
    ("operator", "buyer", "vendor", "system", "otto", "buyer", "vendor", "operator", "buyer", "vendor", "otto")
)
_KIND = st.integers(0, 1023)
_KEPT = st.sampled_from((100, 1, -100, 10**6))
_AT_ONCE = st.sampled_from((True, True, False))


@cache
def _length(most: int) -> SearchStrategy[int]:
    """Any number of steps up to so many, more of them rather than fewer."""
    return st.sampled_from([*range(most + 1), *[*range(most // 3, most + 1)] * 3])


def _soon(draw: Draw, now: DateTime) -> DateTime:
    """Now, or later: waits do not always end before anybody has spoken."""
    return now if draw(_AT_ONCE) else next_instant(draw, now)


def _books_of(rules: Books) -> SearchStrategy[RuleBook]:
    if rules is None:
        return refund_books()
    return st.just(rules) if isinstance(rules, RuleBook) else rules


def _fitting(draw: Draw, life: RefundLife, ctx: refunds.Context, *, even: bool) -> Option[RefundCommand] | None:
    """An option that this actor is allowed, of a kind that is drawn."""
    found = [option for option in refunds.options(life.state, ctx) if option.allowed]
    kinds = sorted({option.command for option in found}, key=lambda kind: (-_WEIGHTS.get(kind, 3), kind.__name__))
    if _SELDOM_ASKED.issuperset(kinds):
        return None
    state = life.state
    open_refunds = len([one for one in state.refunds if one.is_open])
    busy = open_refunds + len([one for one in state.returns if one.is_open]) > 1
    weights: Mapping[type[RefundCommand], int] = _EVENLY if even else {**_WEIGHTS, **_SELDOM_NEW} if busy else _WEIGHTS
    weighted = [kind for kind in kinds for _ in range(weights.get(kind, 3))]
    wanted = weighted[draw(_KIND) % len(weighted)]
    return one_of(draw, [option for option in found if option.command is wanted])
