"""Every refusal, stage and word of ours has its French."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from string import Formatter
from types import ModuleType

import pytest

import mpcore
from mpcore.discounts import gates as discount_gates
from mpcore.discounts.explaining import PHRASES
from mpcore.i18n import en, fr
from mpcore.kernel import Kind, Refusal
from mpcore.orders.gates import GATES
from mpcore.refunds.gates import GATES as REFUND_GATES
from mpcore.subaccounts.gates import GATES as COMPANY_GATES

LEFT_OUT = ("mpcore.testing", "mpcore.adapters", "mpcore.cli", "mpcore.__main__")


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(mpcore.__path__, "mpcore."):
        if not found.name.startswith(LEFT_OUT):
            yield importlib.import_module(found.name)


MODULES = tuple(modules())


def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for sub in kind.__subclasses__():
        ours = sub.__module__.startswith("mpcore.") and not sub.__module__.startswith(LEFT_OUT)
        if ours and not vars(sub).get("abstract", False):
            yield sub
        yield from below(sub)


REFUSALS = {kind.code: kind for kind in below(Refusal)}
OF_WORDS = (
    "mpcore.kernel",
    "mpcore.money",
    "mpcore.discounts",
    "mpcore.orders",
    "mpcore.refunds",
    "mpcore.subaccounts",
)
ENUMS = {
    value
    for module in MODULES
    if module.__name__.startswith(OF_WORDS)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == module.__name__
}


def holes(text: str | None) -> set[str]:
    return {hole for _, hole, _, _ in Formatter().parse(text or "") if hole is not None}


def test_every_refusal_has_french_and_nothing_else_has() -> None:
    assert len(REFUSALS) > 20
    assert set(fr.REFUSALS) == set(REFUSALS)


@pytest.mark.parametrize("code", fr.REFUSALS)
def test_french_tells_the_same_facts(code: str) -> None:
    text, remedy = fr.REFUSALS[code]
    kind = REFUSALS[code]
    assert holes(text) == holes(kind.text)
    assert holes(remedy) == holes(kind.remedy)
    assert (remedy is None) == (kind.remedy is None)


@pytest.mark.parametrize("code", fr.REFUSALS)
def test_french_is_set_as_french_is(code: str) -> None:
    for words in fr.REFUSALS[code]:
        if words is None:
            continue
        assert not words.endswith(".")
        assert words[0] == words[0].lower() or words[0] == "«"
        spaced = fr.spaced(words)
        assert not re.search(r"[^\u00a0]:|[^\u202f][;!?]|«[^\u00a0]|[^\u00a0]»", spaced)
        assert "'" not in re.sub(r"\b(?:[cdjlmnst]|qu|jusqu|aujourd)'", "", words, flags=re.IGNORECASE)
        assert not re.search(r"\b(tu|ton|ta|tes|toi)\b", words)


def test_every_member_of_an_enum_has_a_french_name() -> None:
    names = {f"{kind.__name__}.{member.name}" for kind in ENUMS for member in kind}
    assert set(fr.MEMBERS) == names


MEANS_THE_SAME = {"Timer.ANSWER_DUE"}
"""A cancellation or a return that its vendor did not answer: one French name is right for both."""


def test_members_of_enums_have_different_names() -> None:
    members = [f"{kind.__name__}.{member.name}" for kind in ENUMS for member in kind]
    twice = {name for name, times in Counter(members).items() if times > 1}
    assert twice == MEANS_THE_SAME, "their French is looked up by name"


def test_every_command_and_whatever_else_is_asked_has_a_french_name() -> None:
    commands = {command.__name__ for command in (*GATES, *discount_gates.GATES, *COMPANY_GATES, *REFUND_GATES)}
    asked = {re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower() for name in commands}
    source = "".join(inspect.getsource(module) for module in MODULES)
    asked |= set(re.findall(r'(?:\basked=|\bwrong_stage\(\w+, \w+, )"([^"]+)"', source))
    assert set(fr.VOCABULARY["asked"]) == asked


def test_every_word_of_ours_in_a_fact_has_french() -> None:
    """Words stand literally where refusals are made: `thing="part"`, and what something cannot be earlier than."""
    source = "".join(inspect.getsource(module) for module in MODULES)
    assert set(re.findall(r'(?:\bthing=|\b_unknown\()"([^"]+)"', source)) <= set(fr.VOCABULARY["thing"])
    assert {word.partition(" ")[0] for word in re.findall(r'\bof=f?"([^"]+)"', source)} <= set(fr.VOCABULARY["of"])
    causes = set(re.findall(r'(?:must_not_precede\(\s*\w+,\s*|\bcause=)"([^"]+)"', source))
    causes |= {word for found in re.findall(r'\bcause = "([^"]+)" if .+ else "([^"]+)"', source) for word in found}
    assert causes == set(fr.VOCABULARY["cause"])


def test_kinds_and_phrases_are_the_same_in_both_languages() -> None:
    assert set(fr.KINDS) == set(en.KINDS) == set(Kind)
    assert set(fr.PHRASES) == set(en.PHRASES)


def terms() -> dict[str, str]:
    """What says itself by a code and a text, and is no refusal: conditions, benefits and what they are made of."""
    found: dict[str, str] = {}
    for module in MODULES:
        for kind in vars(module).values() if module.__name__.startswith("mpcore.discounts.") else ():
            if not isinstance(kind, type) or kind.__module__ != module.__name__:
                continue
            code, text = getattr(kind, "code", None), getattr(kind, "text", None)
            if isinstance(code, str) and isinstance(text, str) and not issubclass(kind, Refusal):
                found[code] = text
    return found


def test_every_term_of_a_coupon_has_french_and_nothing_else_has() -> None:
    assert len(terms()) > 20
    assert set(fr.TERMS) == {*terms(), *PHRASES}


@pytest.mark.parametrize("code", sorted(terms()))
def test_the_french_of_a_term_tells_the_same_facts(code: str) -> None:
    text = terms()[code]
    assert holes(fr.TERMS[code].replace("[", "").replace("]", "")) == holes(text)
    assert fr.TERMS[code].count("[") == fr.TERMS[code].count("]") == text.count("[") == text.count("]")
    assert not re.search(r"[^\u00a0]:|[^\u202f][;!?]", fr.TERMS[code])
