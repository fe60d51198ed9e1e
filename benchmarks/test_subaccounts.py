"""What it costs to be asked who may do what: once per actor, and per question, however many shops there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.ratio import turns
from mpcore.kernel import MemberId, Scope, ShopId, System, VendorId, utc
from mpcore.subaccounts import (
    CATALOGUE,
    Between,
    Company,
    Context,
    Denied,
    Granted,
    GrantId,
    Member,
    Role,
    RoleGrant,
    RoleId,
    Shop,
    SubAccount,
    SubAccountPolicy,
    Who,
    authorise,
    member_of,
)

NOW = utc(datetime(2026, 3, 26, tzinfo=UTC))
POLICY = SubAccountPolicy()
CTX = Context(now=NOW, actor=System(), policy=POLICY)
ANA, MAIN = MemberId("ana"), MemberId("main")
SCOPES = sorted(CATALOGUE.of(Who.DELEGABLE))
HELD, UNHELD, NEVER = SCOPES[45], SCOPES[0], Scope("wallet.password.change")
WEEK = Between(NOW - timedelta(days=1), NOW + timedelta(days=6))


def company(shops: int) -> Company:
    """Somebody with five roles of twenty scopes in each of so many shops, for a week."""
    roles = [
        Role(id=RoleId(f"r{i}"), name="role", scopes=frozenset(SCOPES[10 * i + 1 : 10 * i + 21])) for i in range(5)
    ]
    places = [Shop(id=ShopId(f"s{i:04}")) for i in range(shops)]
    return Company(
        id=VendorId("v1"),
        main=MAIN,
        created_at=NOW,
        shops=tuple(places),
        sub_accounts=(SubAccount(id=ANA, created_at=NOW),),
        roles=tuple(roles),
        grants=tuple(
            [
                RoleGrant(id=GrantId(f"{shop.id}-{role.id}"), member=ANA, role=role.id, shop=shop.id, during=WEEK)
                for shop in places
                for role in roles
            ]
        ),
    )


def test_an_actor_is_made_in_a_millisecond_and_asked_in_two_microseconds() -> None:
    middle: dict[str, float] = {}
    for shops in (1, 50, 500):
        state = company(shops)
        ana, main, last = Member.of(state, ANA), Member.of(state, MAIN), state.shops[-1].id
        assert isinstance(authorise(ana, HELD, last, CTX), Granted)
        assert isinstance(authorise(ana, UNHELD, last, CTX), Denied)
        times = turns(
            {
                "granted": partial(authorise, ana, HELD, last, CTX),
                "not granted": partial(authorise, ana, UNHELD, last, CTX),
                "main's alone": partial(authorise, ana, NEVER, last, CTX),
                "main": partial(authorise, main, NEVER, last, CTX),
            }
        )
        once = turns(
            {"Member.of": partial(Member.of, state, ANA), "member_of": partial(member_of, state, ANA, NOW, POLICY)},
            times=5,
        )
        middle |= {f"{name}, {shops} shops": time for name, time in (times | once).items()}
    for name, time in middle.items():
        print(f"{name}: {time:.2f} µs")
    for name in ("granted", "not granted", "main's alone", "main"):
        assert middle[f"{name}, 50 shops"] <= 2
        assert middle[f"{name}, 500 shops"] <= 1.5 * middle[f"{name}, 1 shops"], "independent of the number of shops"
    assert middle["Member.of, 50 shops"] <= 1000
    assert middle["member_of, 50 shops"] <= 1000
