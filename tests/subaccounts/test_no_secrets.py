"""Neither tokens, nor passwords, nor anything about a person leave the library, since they never come into it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from enum import Enum
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
from moneyed import Money
from pendulum import DateTime

from mpcore import i18n, wire
from mpcore.kernel import Actor, BrokenHistoryError, Lifecycle, MalformedError, MemberId, Personal, Refused
from mpcore.kernel.drawing import dot, mermaid, table
from mpcore.subaccounts import (
    CHAT_GROUP,
    COMPANY,
    GRANT,
    INVITATION,
    ROLE,
    SUB_ACCOUNT,
    AcceptInvitation,
    Company,
    CompanyCommand,
    CompanyEvent,
    Context,
    CreateCompany,
    InvitationId,
    InviteMain,
    InviteSubAccount,
    SubAccountPolicy,
    Token,
    audit,
    create,
    decide,
    evolve,
    execute,
    new_token,
    notices,
    options,
    seen,
)
from mpcore.subaccounts.tokens import same_digest
from tests.subaccounts.say import (
    INVITING,
    MAIN,
    NOW,
    OPERATOR,
    REFUSE,
    SYSTEM,
    VALID,
    VENDOR,
    A,
    Command,
    context,
    create_company,
    hire,
)

SECRETS = ("zebra-in-the-link-1", "zebra-in-the-link-2", "zebra-in-the-link-3")
TOKENS = tuple(map(Token, SECRETS))


def shows(text: str) -> bool:
    """Whether it has any of the secrets in it, or a good part of one."""
    return any(secret in text or secret[:12] in text for secret in SECRETS)


# --- tokens


def test_a_token_never_shows_itself() -> None:
    (token, *_) = TOKENS

    @attrs.frozen
    class Holder:
        token: Token
        more: tuple[Token, ...]

    def failing(token: Token) -> None:
        raise ValueError(token)

    said = [repr(token), str(token), format(token), f"{token}", f"{token!r:>40}", f"{[token]} { ({token: token}) }"]
    said += ["%s %r" % (token, token), repr(Holder(token, TOKENS)), str(attrs.asdict(Holder(token, TOKENS)))]  # noqa: UP031
    try:
        failing(token)
    except ValueError as error:
        said += [str(error), repr(error), "".join(traceback.format_exception(error))]
    assert [text for text in said if shows(text)] == []
    assert all("Token(...)" in text for text in said)
    assert token.text == SECRETS[0], "to whoever asks for it"
    with pytest.raises(AttributeError):
        token.text = "another-good-secret"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_token_is_the_same_as_another_of_the_same_text() -> None:
    assert Token(SECRETS[0]) == TOKENS[0] != TOKENS[1]
    assert TOKENS[0] != SECRETS[0]
    assert len({*TOKENS, Token(SECRETS[0])}) == len(TOKENS)
    assert same_digest(Token(SECRETS[0]).digest, TOKENS[0].digest)
    assert not same_digest(TOKENS[0].digest, TOKENS[1].digest)


def test_a_digest_is_of_the_text_and_says_nothing_of_it() -> None:
    known = "72d8156e0a21e1d8a8da12e2efe52cb2c4a88b972ec20186ebd022683415cdf0"  # by sha256sum
    assert Token("not-a-very-good-secret").digest == known


@pytest.mark.parametrize(
    "text",
    ["fifteen letters", "z" * 201, "zebra in the lïnk", "zebra\nin the link", "", b"zebra-in-the-link-1", None],
    ids=["short", "long", "not ASCII", "not printable", "empty", "bytes", "nothing"],
)
def test_what_is_no_token_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(MalformedError, match="is no token") as caught:
        Token(text)
    assert "zebra" not in "".join(traceback.format_exception(caught.value))
    assert [len(Token("z" * length).text) for length in (16, 200)] == [16, 200]


def giving(drawn: Any) -> Callable[[int], bytes]:  # noqa: ANN401 - whatever a host may hand over
    return lambda _: drawn


def test_new_tokens_are_256_bits_of_the_host_s_randomness() -> None:
    asked: list[int] = []

    def drawn(count: int) -> bytes:
        asked.append(count)
        return bytes(range(224, 224 + count))

    token = new_token(drawn)
    assert asked == [32]
    assert token.text == "4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8"
    for bad in (b"z" * 31, b"z" * 33, "z" * 32):
        with pytest.raises(MalformedError, match="randomness") as caught:
            new_token(giving(bad))
        assert "zzz" not in str(caught.value)


@pytest.mark.parametrize("write", [wire.dump, wire.dumps], ids=["dump", "dumps"])
def test_a_token_has_no_form_on_the_wire(write: Any) -> None:  # noqa: ANN401 - either of two functions
    for value in (TOKENS[0], TOKENS, {"token": TOKENS[0]}, [TOKENS[0]]):
        with pytest.raises(MalformedError, match="has no form in JSON") as caught:
            write(value)
        assert not shows(str(caught.value))
    with pytest.raises(TypeError, match="Token has no form"):
        wire.load(Token, {"text": SECRETS[0]})
    with pytest.raises(TypeError, match="Token has no form"):
        wire.json_schema(Token)


@pytest.mark.parametrize("kind", [InviteMain, InviteSubAccount, AcceptInvitation], ids=lambda kind: kind.__name__)
def test_a_token_in_the_place_of_its_digest_is_refused_without_being_shown(kind: type[Any]) -> None:
    fields = {"company": "v1", "member": "ana", "invitation": "i1"}
    known = {name: fields[name] for name in fields if name in attrs.fields_dict(kind)}
    for digest in (SECRETS[0], SECRETS[:1], {"text": SECRETS[0]}, TOKENS[0]):
        with pytest.raises(MalformedError) as caught:
            kind(**known, digest=digest)
        assert not shows(str(caught.value))
        with pytest.raises(MalformedError) as caught:
            wire.load(kind, {**known, "digest": digest, "token": SECRETS[0]})
        assert not shows(str(caught.value))
        assert not shows(str(wire.problem(caught.value, "fr")))


def spoken(value: object) -> Iterator[str]:
    """Everything that can be got to read of a value."""
    yield repr(value)
    yield str(value)
    if isinstance(value, Refused):
        for locale in ("en", "fr"):
            yield str(wire.problem(value, locale))
            yield from (str(i18n.words(reason, locale)) for reason in value.reasons)
    elif attrs.has(type(value)):
        yield wire.dumps(value)


def life() -> Iterator[tuple[Actor, Command]]:
    """Inviting, again and again, showing links in every state, refusing, and mistakes."""
    first, second, third = TOKENS
    one, two = InvitationId("i1"), InvitationId("i2")
    yield SYSTEM, InviteMain(company=VENDOR, invitation=one, digest=first.digest)
    yield SYSTEM, InviteMain(company=VENDOR, invitation=one, digest=second.digest)
    yield SYSTEM, InviteMain(company=VENDOR, invitation=two, digest=first.digest)
    yield SYSTEM, InviteMain(company=VENDOR, invitation=two, digest=second.digest)
    for shown in (first, third, second, second):
        yield SYSTEM, AcceptInvitation(company=VENDOR, digest=shown.digest)
    yield OPERATOR, REFUSE
    yield OPERATOR, hire("ana")
    ana = MemberId("ana")
    yield OPERATOR, InviteSubAccount(company=VENDOR, member=ana, invitation=InvitationId("i3"), digest=third.digest)
    for shown in (third, third):
        yield SYSTEM, AcceptInvitation(company=VENDOR, digest=shown.digest)


@pytest.mark.parametrize("late", [False, True], ids=["in time", "too late"])
def test_tokens_never_appear_in_any_output(late: bool) -> None:
    policy = INVITING if not late else patient()
    born = create(create_company(A), context(OPERATOR, policy=INVITING)).unwrap()
    state, said, codes = born.state, [*spoken(born.state)], set[str]()
    history: list[CompanyEvent] = [*born.events]
    for who, command in life():
        now = NOW + 2 * VALID if late and isinstance(command, AcceptInvitation) else NOW
        ctx = context(who, policy=policy, now=now)
        said += [*spoken(command), repr(ctx), repr(decide(state, command, ctx))]
        outcome = execute(state, command, ctx)
        if isinstance(outcome, Refused):
            codes.update(reason.code for reason in outcome.reasons)
            said += spoken(outcome)
            continue
        for event in outcome.events:
            said += spoken(event)
            with pytest.raises(BrokenHistoryError) as caught:
                evolve(outcome.state, event)
            said += [*traceback.format_exception(caught.value)]
        state, history = outcome.state, [*history, *outcome.events]
        said += [*spoken(state), repr(notices(state, outcome.events)), *read(state, history)]
    assert len(said) > 50
    assert [text for text in said if shows(text)] == []
    assert codes >= ({"subaccounts.activation_link_expired"} if late else {"subaccounts.already_activated"})
    digests = [token.digest for token in TOKENS]
    assert [text for text in said if any(digest in text for digest in digests) and not text.startswith("{")] == [], (
        "digests are written for whoever keeps them, and shown to nobody"
    )


def read(state: Company, history: list[CompanyEvent]) -> Iterator[str]:
    """What those who may read of a company read."""
    for who in (OPERATOR, SYSTEM, MAIN):
        ctx = context(who, policy=INVITING)
        yield repr(seen(state, ctx))
        yield repr(options(state, ctx))
        yield repr(audit(state, history, ctx))


def patient() -> SubAccountPolicy:
    return attrs.evolve(INVITING, invitations=attrs.evolve(INVITING.invitations, again_before_expiry=False))


def test_a_digest_is_shown_in_no_repr() -> None:
    (token, *_) = TOKENS
    command = InviteMain(company=VENDOR, invitation=InvitationId("i1"), digest=token.digest)
    ctx = context(SYSTEM, policy=INVITING)
    state = create(create_company(A), context(OPERATOR, policy=INVITING)).unwrap().state
    done = execute(state, command, ctx).unwrap()
    for value in (command, *done.events, done.state, AcceptInvitation(company=VENDOR, digest=token.digest)):
        assert token.digest not in repr(value)
    assert token.digest in wire.dumps(done.state), "it is kept"


def test_drawings_of_lifecycles_say_stages_and_events() -> None:
    lifecycles: list[Lifecycle[Any, Any]] = [COMPANY, SUB_ACCOUNT, ROLE, GRANT, INVITATION, CHAT_GROUP]
    for lifecycle in lifecycles:
        for draw in (mermaid, dot, table):
            drawn = draw(lifecycle)
            assert not shows(drawn)
            assert "igest" not in drawn
            assert "oken" not in drawn


# --- passwords, and people


COMMANDS: tuple[type, ...] = (CreateCompany, *get_args(CompanyCommand))
EVENTS: tuple[type, ...] = get_args(CompanyEvent)


def parts(hint: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever stands in an annotation
    """The types that a field's type is put together of."""
    if get_origin(hint) in (Union, UnionType, tuple, frozenset):
        for part in get_args(hint):
            yield from parts(part)
    elif hint not in (type(None), Ellipsis):
        yield hint


def within(kind: type) -> Iterator[type]:
    """A class of values, and those of everything in it."""
    yield kind
    for _, hint in fields_of(kind):
        for part in parts(hint):
            if isinstance(part, type) and attrs.has(part):
                yield from within(part)


def fields_of(kind: type) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in attrs.fields(kind)]


KEPT = sorted({each for root in (Company, *COMMANDS, *EVENTS) for each in within(root)}, key=str)


def test_companies_their_commands_and_their_events_hold_ids_and_nothing_about_a_person() -> None:
    assert len(KEPT) > 40
    found = [(kind, name, part) for kind in KEPT for name, hint in fields_of(kind) for part in parts(hint)]
    assert not [each for each in found if each[2] in (Personal, Token, Any, object)]
    texts = {name for _, name, part in found if part is str}
    assert texts == {"name", "site", "scopes"}, (
        "of roles and chat groups, of where a shop sells, and of what is granted"
    )
    for _, name, part in found:
        is_id = isinstance(part, NewType) and part.__supertype__ is str
        is_stage = isinstance(part, type) and issubclass(part, Enum)
        assert is_id or is_stage or part in {str, bool, DateTime, Money} or part in KEPT, (name, part)


SUSPICIOUS = ("pass", "secret", "token", "pin", "hash", "mail", "phone", "address", "person")


def test_nothing_has_a_place_for_a_password_or_a_token() -> None:
    names = {name for kind in (*KEPT, Context) for name in attrs.fields_dict(kind)}
    assert {name for name in names for word in SUSPICIOUS if word in name} == {"same_passwords"}
    same: Any = attrs.fields_dict(Context)["same_passwords"].type
    assert same == "frozenset[ShopId] | None", "shops are named, and not what is the same in them"
