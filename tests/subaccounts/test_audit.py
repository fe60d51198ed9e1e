"""Who did what when, through which grants, and who may read it (X-H3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from mpcore import wire
from mpcore.kernel import (
    Actor,
    Buyer,
    BuyerId,
    Done,
    MalformedError,
    MemberId,
    MissingScope,
    NotFound,
    Operator,
    Scope,
    ShopId,
    VendorId,
)
from mpcore.money import money
from mpcore.subaccounts import (
    CATALOGUE,
    About,
    AuditEntry,
    AuditFilter,
    Between,
    ChangeWalletPassword,
    ChatGroupId,
    CloseChatGroup,
    Company,
    CompanyEvent,
    Context,
    Denied,
    Granted,
    GrantId,
    MainAccountSuspended,
    MainOnly,
    MemberActed,
    Spending,
    SpendingContext,
    SubAccountPolicy,
    TransferOwnership,
    acted,
    approval,
    audit,
    authorise,
    create,
    execute,
    kind_of,
)
from mpcore.wire.subaccounts import EVENTS
from tests.subaccounts.lives import Ask
from tests.subaccounts.offers import FULL, INVITING, context, digest, group, invite, limit, moves
from tests.subaccounts.say import (
    DAY,
    INSTANT,
    MAIN,
    NOW,
    OPERATOR,
    SUSPEND,
    SYSTEM,
    VENDOR,
    A,
    B,
    Command,
    add,
    create_company,
    define,
    disable,
    give,
    hire,
    member,
    staff,
    take,
    then,
)

VIEW = Scope("audit_log.view")
HOUR = timedelta(hours=1)

Story = list[tuple[Actor | str, Command]]
STORY: Story = [
    (MAIN, hire("ana")),
    (MAIN, hire("bo")),
    (MAIN, define("lead", "grants.manage", "orders.ship", "chat.assign", "chat.use", name="Head of Anna's desk")),
    (MAIN, give("ana", "lead", A, grant="g1")),
    ("ana", give("bo", "lead", A, grant="g2")),
    ("ana", group("desk", A, "bo")),
    (OPERATOR, disable("bo")),
    ("ana", take("g2")),
    (MAIN, ChangeWalletPassword(company=VENDOR)),
]
"""One thing an hour, from NOW on."""


def told(story: Story) -> tuple[Company, list[CompanyEvent]]:
    done = create(create_company(A, B), context(OPERATOR)).unwrap()
    state, history = done.state, list(done.events)
    for number, (who, command) in enumerate(story):
        after = execute(state, command, context(who, FULL, number * HOUR)).unwrap()
        state, history = after.state, [*history, *after.events]
    return state, history


STATE, HISTORY = told(STORY)


def read(
    where: AuditFilter = AuditFilter(),  # noqa: B008 - a frozen value
    more: tuple[MemberActed, ...] = (),
    who: Actor | str = MAIN,
) -> list[AuditEntry]:
    entries = audit(STATE, (*HISTORY, *more), context(who), where)
    assert not isinstance(entries, Denied)
    return list(entries)


def denied(who: Actor | str, state: Company = STATE) -> list[object]:
    answer = audit(state, HISTORY, context(who))
    assert isinstance(answer, Denied)
    return [type(reason) for reason in answer.reasons]


def hours_to(at: datetime) -> int:
    return int((at - NOW).total_seconds() // 3600)


def said(entry: AuditEntry) -> str:
    """When, who, what, about what, and through what."""
    hour = hours_to(entry.at)
    who = entry.member or entry.operator or "host"
    about = " ".join(f"{one.thing}={one.id}" for one in entry.about)
    return f"{hour} {who} {entry.kind.rpartition('.')[2]}: {about} {'/'.join(entry.through)}".rstrip()


@pytest.mark.rule("X-H3")
def test_it_says_who_did_what_to_what_and_through_which_grants() -> None:
    assert [said(entry) for entry in read()] == [
        "0 olga company_created: main=main shop=a shop=b",
        "0 main sub_account_created: member=ana",
        "1 main sub_account_created: member=bo",
        "2 main role_defined: role=lead",
        "3 main grant_added: grant=g1 member=ana role=lead shop=a",
        "4 ana grant_added: grant=g2 member=bo role=lead shop=a g1",
        "5 ana chat_group_created: group=desk shop=a g1",
        "6 olga sub_account_disabled: member=bo",
        "7 ana grant_revoked: grant=g2 member=bo role=lead shop=a g1",
        "8 main wallet_password_changed: shop=a shop=b",
    ]


def test_what_an_event_names_only_by_its_id_is_told_whole() -> None:
    state, history = told([*STORY[:6], (MAIN, CloseChatGroup(company=VENDOR, group=ChatGroupId("desk")))])
    more = then(state, hire("dee"), policy=INVITING)
    after = execute(more, invite("dee", 1), context(MAIN, INVITING, DAY)).unwrap()
    again = execute(after.state, invite("dee", 2), context(MAIN, INVITING, DAY)).unwrap()
    moved = execute(
        again.state, TransferOwnership(company=VENDOR, to=MemberId("ana")), context(MAIN, FULL, DAY)
    ).unwrap()
    extra = execute(moved.state, add("c"), context("ana", FULL, DAY)).unwrap()
    limited = execute(extra.state, limit("bo"), context("ana", FULL, DAY)).unwrap()
    events = (*history[-1:], *after.events, *again.events, *moved.events, *extra.events, *limited.events)
    entries = audit(limited.state, events, context("ana"))
    assert not isinstance(entries, Denied)
    assert [said(entry).partition(" ")[2] for entry in entries] == [
        "main chat_group_closed: group=desk shop=a",
        "main invitation_issued: invitation=i1 member=dee",
        "main invitation_revoked: invitation=i1 member=dee",
        "main invitation_issued: invitation=i2 member=dee",
        "main ownership_transferred: before=main to=ana",
        "ana shop_added: shop=c",
        "ana limits_set: member=bo",
    ]


@pytest.mark.rule("X-H3")
def test_nothing_that_anybody_wrote_and_no_digest_is_told() -> None:
    state = then(STATE, hire("dee"), policy=INVITING)
    invited = execute(state, invite("dee", 1), context(MAIN, INVITING)).unwrap()
    for text in (repr(read()), repr(audit(invited.state, invited.events, context(MAIN)))):
        assert "Anna" not in text
        assert digest(1).digest not in text


# --- who may read it


@pytest.mark.rule("X-H3")
def test_the_main_account_reads_it_and_operators_with_the_scope_and_nobody_else() -> None:
    everything = CATALOGUE.of(*{info.who for info in CATALOGUE.infos})
    for who in (MAIN, OPERATOR, SYSTEM, Operator(MemberId("otto"), frozenset({VIEW}))):
        assert len(read(who=who)) == len(HISTORY)
    assert denied(Operator(MemberId("otto"), everything - {VIEW})) == [MissingScope]
    assert denied("ana") == [MainOnly]
    for stranger in (Buyer(BuyerId("ada")), staff(MAIN, "v2"), staff("nobody")):
        assert denied(stranger) == [NotFound]
    assert denied(MAIN, then(STATE, SUSPEND, OPERATOR)) == [MainAccountSuspended]


@pytest.mark.rule("X-H3")
def test_no_sub_account_reads_it_whatever_it_holds() -> None:
    state = then(then(STATE, define("all", *sorted(FULL.grantable)), policy=FULL), give("ana", "all"), policy=FULL)
    assert denied("ana", state) == [MainOnly]


# --- filters


@pytest.mark.parametrize(
    ("where", "hours"),
    [
        (AuditFilter(), [0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (AuditFilter(member=MemberId("ana")), [4, 5, 7]),
        (AuditFilter(member=MemberId("olga")), []),
        (AuditFilter(about="bo"), [1, 4, 6, 7]),
        (AuditFilter(about="member"), []),
        (AuditFilter(member=MemberId("ana"), about="bo"), [4, 7]),
        (AuditFilter(during=Between(NOW + 5 * HOUR)), [5, 6, 7, 8]),
        (AuditFilter(during=Between(NOW + 5 * HOUR + INSTANT)), [6, 7, 8]),
        (AuditFilter(during=Between(NOW + 2 * HOUR, NOW + 4 * HOUR)), [2, 3]),
        (AuditFilter(kinds=frozenset({"subaccounts.grant_added"})), [3, 4]),
        (AuditFilter(kinds=frozenset({"subaccounts.grant_added", "subaccounts.grant_revoked"})), [3, 4, 7]),
        (AuditFilter(kinds=frozenset()), []),
    ],
    ids=["all", "ana", "olga", "about bo", "a name", "both", "from", "after", "between", "kind", "kinds", "none"],
)
def test_a_filter_leaves_what_it_means(where: AuditFilter, hours: list[int]) -> None:
    assert [hours_to(entry.at) for entry in read(where)] == hours


# --- what members did elsewhere


def shipped(after: timedelta = 4 * HOUR, who: str = "ana", shop: str = A) -> MemberActed:
    one, ctx = member(STATE, who), context(who)
    access = authorise(one, Scope("orders.ship"), ShopId(shop), ctx)
    assert isinstance(access, Granted)
    return acted(one, access, "orders.ship_lines", NOW + after, {"order": "o1", "part": "p1"})


@pytest.mark.rule("X-H3")
def test_what_a_member_did_in_another_package_stands_among_the_rest_with_what_let_them() -> None:
    kept = shipped()
    assert kept == MemberActed(
        company=VENDOR,
        member=MemberId("ana"),
        at=NOW + 4 * HOUR,
        command="orders.ship_lines",
        scope=Scope("orders.ship"),
        shop=ShopId(A),
        through=(GrantId("g1"),),
        about=(About("part", "p1"), About("order", "o1"), About("part", "p1")),
    )
    entries = read(more=(kept,))
    (entry,) = [one for one in entries if one.scope is not None]
    assert said(entry) == "4 ana ship_lines: order=o1 part=p1 shop=a g1"
    assert (entry.kind, entry.scope, entry.operator) == ("orders.ship_lines", "orders.ship", None)
    assert entries.index(entry) == 6, "after what was given before it"
    assert read(AuditFilter(about="o1"), (kept,)) == [entry]
    assert read(AuditFilter(kinds=frozenset({"orders.ship_lines"})), (kept, shipped(DAY)))[0] == entry
    assert shipped(who=MAIN, shop=B).through == ()


def test_what_is_kept_can_be_stored() -> None:
    assert wire.load(MemberActed, wire.dump(shipped())) == shipped()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("command", "ship"),
        ("command", "Orders.Ship"),
        ("command", "orders.ship lines"),
        ("id", {"buyer": " Ada"}),
        ("id", {"note": "x" * 201}),
        ("thing", {"": "o1"}),
        ("at", datetime(2026, 3, 26, 9)),  # noqa: DTZ001 - that is what is wrong with it
    ],
    ids=["no package", "capitals", "words", "no id", "too long", "no name", "no zone"],
)
def test_what_is_no_record_is_the_caller_s_mistake(field: str, value: object) -> None:
    granted = Granted(Scope("orders.ship"), ShopId(A), ())
    given: dict[str, object] = {"command": "orders.ship_lines", "at": NOW, "about": {"order": "o1"}}
    name = "about" if isinstance(value, dict) else field
    with pytest.raises(MalformedError, match=field):
        acted(member(STATE, MAIN), granted, **{**given, name: value})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_what_happened_to_another_company_is_the_caller_s_mistake() -> None:
    other = MemberActed(
        company=VendorId("v2"), member=MemberId("x"), at=NOW, command="orders.ship_lines", scope=Scope("orders.ship")
    )
    with pytest.raises(MalformedError, match=r"history\[1\]"):
        audit(STATE, (HISTORY[0], other), context(MAIN))
    with pytest.raises(MalformedError, match="about"):
        MemberActed(
            company=VENDOR,
            member=MemberId("ana"),
            at=NOW,
            command="orders.ship_lines",
            scope=Scope("orders.ship"),
            about=(("order", "o1"),),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        )


# --- who approved it

TEAM: list[Command] = [
    define("refunder", "refunds.request"),
    give("ana", "refunder", A, grant="g7"),
    hire("cy"),
    give("cy", "refunder", A, grant="g8"),
    give("cy", "refunder", None, grant="g9"),
    limit("ana", most="50.00"),
]
SPENDERS = reduce(then, TEAM, STATE)
"""Ana refunds 50 EUR at once in shop a; cy as much as cy likes, through two grants."""


def refunded(amount: str, approved_by: str | None = None) -> MemberActed:
    ctx = SpendingContext(now=NOW, actor=staff("ana"), policy=SubAccountPolicy())
    spending = Spending(
        member=MemberId("ana"),
        scope=Scope("refunds.request"),
        shop=ShopId(A),
        amount=money(amount, "EUR"),
        approved_by=None if approved_by is None else MemberId(approved_by),
    )
    access = authorise(member(SPENDERS, "ana"), spending.scope, spending.shop, ctx)
    assert isinstance(access, Granted)
    approved = approval(SPENDERS, spending, ctx)
    return acted(member(SPENDERS, "ana"), access, "refunds.request", NOW, {"refund": amount}, approval=approved)


@pytest.mark.rule("X-H3")
def test_what_somebody_approved_is_kept_with_the_grants_that_let_them() -> None:
    kept = refunded("50.01", "cy")
    assert (kept.member, kept.through) == ("ana", ("g7",))
    assert (kept.approved_by, kept.approved_through) == ("cy", ("g8", "g9"))
    by_main = refunded("50.01", MAIN)
    assert (by_main.approved_by, by_main.approved_through) == (MAIN, ())
    for alone in (refunded("50.00", "cy"), refunded("50.00"), shipped()):
        assert (alone.approved_by, alone.approved_through) == (None, ()), "nobody had to"
    assert wire.load(MemberActed, wire.dump(kept)) == kept


@pytest.mark.rule("X-H3")
def test_the_main_account_is_told_who_approved_it() -> None:
    more = (refunded("60", "cy"), refunded("70", MAIN), refunded("20"))
    entries = audit(SPENDERS, more, context(MAIN))
    assert not isinstance(entries, Denied)
    assert [(entry.member, entry.through, entry.approved_by, entry.approved_through) for entry in entries] == [
        ("ana", ("g7",), "cy", ("g8", "g9")),
        ("ana", ("g7",), MAIN, ()),
        ("ana", ("g7",), None, ()),
    ]
    of_cy = audit(SPENDERS, (*HISTORY, *more), context(MAIN), AuditFilter(approved_by=MemberId("cy")))
    assert of_cy == entries[:1]
    assert {(entry.approved_by, entry.approved_through) for entry in read()} == {(None, ())}


def test_nobody_approves_what_they_do_themselves_and_nobody_through_something() -> None:
    with pytest.raises(MalformedError, match="approved_by: is whoever did it"):
        evolve(shipped(), approved_by=MemberId("ana"))
    with pytest.raises(MalformedError, match="approved_through: is of nobody"):
        evolve(shipped(), approved_through=(GrantId("g1"),))
    with pytest.raises(MalformedError, match="approved_by"):
        evolve(shipped(), approved_by=MemberId(""))


# --- laws


def test_every_event_is_called_as_on_the_wire() -> None:
    assert {f"{kind_of(event)}/1": event for event in get_args(CompanyEvent)} == EVENTS


def own(entry: AuditEntry) -> bool:
    return entry.member is not None or entry.operator is not None


@pytest.mark.rule("X-H3")
@given(st.lists(moves, max_size=12))
def test_in_any_life_every_event_is_told_once_and_each_by_whoever_did_it(life: list[Ask]) -> None:
    done = create(create_company(A, B), context(OPERATOR)).unwrap()
    state, history, ctx = done.state, list(done.events), context(MAIN)
    for who, command, after in life:
        ctx = context(who, FULL, after)
        match execute(state, command, ctx):
            case Done(reached, events):
                state, history = reached, [*history, *events]
            case _:
                pass
    told_of = audit(state, history, Context(now=NOW, actor=SYSTEM, policy=FULL))
    assert not isinstance(told_of, Denied)
    assert [entry.at for entry in told_of] == sorted(event.at for event in history)
    assert sorted((entry.kind, entry.member or "", entry.through) for entry in told_of) == sorted(
        (kind_of(type(event)), event.by or "", event.through) for event in history
    )
    for entry in told_of:
        assert entry.member is None or entry.operator is None
        assert not entry.through or own(entry)
