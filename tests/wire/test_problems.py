"""Refusals as problem details: complete, localised, and silent about persons."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest
from attrs import frozen

from mpcore import orders, wire
from mpcore.kernel import (
    Buyer,
    BuyerId,
    DispatchId,
    Exceeds,
    Fault,
    InTheFuture,
    Kind,
    LineId,
    MalformedError,
    MissingScope,
    NotFound,
    OrderId,
    OutOfRange,
    PartId,
    Personal,
    Refusal,
    Refused,
    Scope,
)
from mpcore.money import money
from mpcore.wire.problems import STATUS
from tests.wire import lives


def test_a_problem_is_complete() -> None:
    refused = Refused((Exceeds(of="line l1", asked=3, most=2, at="lines[1].quantity"),))
    assert wire.problem(refused) == {
        "type": "urn:mpcore:refusal:exceeds",
        "title": "Beyond a limit",
        "status": 409,
        "detail": "3 is more than the 2 that line l1 has left",
        "reasons": [
            {
                "code": "exceeds",
                "kind": "limit",
                "title": "Beyond a limit",
                "detail": "3 is more than the 2 that line l1 has left",
                "remedy": None,
                "rule_ids": [],
                "facts": {"of": "line l1", "asked": 3, "most": 2},
                "at": "lines[1].quantity",
                "pointer": "#/lines/1/quantity",
            }
        ],
    }


def test_a_real_refusal_in_french() -> None:
    order = lives.life()[0][0]
    command = orders.ShipLines(
        order=order.id,
        part=order.parts[0].id,
        dispatch=DispatchId("d1"),
        lines=(orders.Quantity(LineId("l0-0"), 1),),
        tracking=orders.Tracking("6X1"),
    )
    refused = orders.execute(order, command, lives.context(orders.OrderPolicy(), 1))
    assert isinstance(refused, Refused)
    said = wire.problem(refused, "fr-FR")
    assert said["title"] == "Impossible pour le moment"
    assert said["detail"].startswith("la sous-commande p0 de la commande o7 est en attente de paiement")
    assert said["status"] == 409


def test_the_gravest_reason_decides() -> None:
    invalid = OutOfRange(given=0, least=1, most=2)
    conflict = orders.NotPaid(order=OrderId("o7"), part=PartId("p1"))
    said = wire.problem(Refused((conflict, invalid)), "fr")
    assert (said["type"], said["status"]) == ("urn:mpcore:refusal:out_of_range", 422)
    assert [reason["code"] for reason in said["reasons"]] == ["orders.not_paid", "out_of_range"]
    assert said["detail"].count("\u202f; et ") == 1
    hidden = wire.problem(Refused((MissingScope(scope=Scope("orders.ship")), invalid)), base="https://acme.example/")
    assert (hidden["type"], hidden["status"]) == ("https://acme.example/missing_scope", 403)


def test_every_kind_has_a_status() -> None:
    assert set(STATUS) == set(Kind)
    assert all(400 <= status < 500 for status in STATUS.values())


@frozen(kw_only=True)
class TooCurious(Refusal):
    """A host's own refusal, with what should not be in one."""

    code: ClassVar[str] = "acme.too_curious"
    kind: ClassVar[Kind] = Kind.INVALID
    text: ClassVar[str] = "{price} from {email}"

    price: object
    email: Personal[str]
    buyer: Buyer
    address: Personal[orders.Address]
    several: tuple[object, ...] = ()
    broken: str = "\ud800"


def test_nothing_about_a_person_leaves() -> None:
    home = orders.Address(name="Ada Lovelace", lines=("1 rue du Bac",), country="FR")
    reason = TooCurious(
        price=money("12.50", "EUR"),
        email=Personal("ada@example.org"),
        buyer=Buyer(BuyerId("ada")),
        address=Personal(home),
        several=(Personal("ada"), 1),
    )
    said = wire.problem(Refused((reason,)), "fr")
    assert said["reasons"][0]["facts"] == {"price": {"amount": "12.50", "currency": "EUR"}}
    text = json.dumps(said)
    assert "ada" not in text.lower()
    assert said["detail"] == "€12.50 from Personal(***)", "a host's own is English, unless it brings a catalogue"
    catalogue = {"fr": {"acme.too_curious": ("{price} : trop", "moins")}}
    in_french = wire.problem(Refused((reason,)), "fr", catalogues=catalogue)
    assert in_french["detail"] == "12,50\u00a0€\u00a0: trop"
    assert in_french["reasons"][0]["remedy"] == "moins"


def test_facts_keep_their_precision() -> None:
    reason = InTheFuture(happened_at=lives.later(1), now=lives.START, at="happened_at")
    said = wire.problem(Refused((reason,)))["reasons"][0]
    assert said["facts"] == {"happened_at": "2026-03-26T11:00:00Z", "now": "2026-03-26T10:00:00Z"}


@pytest.mark.parametrize(
    ("at", "pointer"),
    [
        ("", "#"),
        ("parts[0].lines[12].quantity", "#/parts/0/lines/12/quantity"),
        ("[3]", "#/3"),
        ("metadata.a/b~c é", "#/metadata/a~1b~0c%20%C3%A9"),
    ],
)
def test_malformed_input_is_a_problem_too(at: str, pointer: str) -> None:
    said = wire.problem(MalformedError(Fault(at, "is wrong; give what is right")), "fr")
    assert said == {
        "type": "urn:mpcore:refusal:malformed",
        "title": "Demande illisible",
        "status": 400,
        "detail": "la demande est illisible\u202f; voyez les erreurs",
        "errors": [{"detail": "is wrong; give what is right", "at": at, "pointer": pointer}],
    }


def test_any_locale_will_do() -> None:
    refused = Refused((NotFound(thing="order", id="o7"),))
    for locale in ("", "xx", "../../etc", "e" * 10_000_000, "en", "de"):
        assert wire.problem(refused, locale)["detail"] == "there is no order o7"
