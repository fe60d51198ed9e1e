"""The rules in scope have tests, a page that is up to date, and mutants that can be made."""

from __future__ import annotations

import ast

import pytest

from tools import rule_mutants, rules_page
from tools.mutant import Mutant
from tools.rule_mutants import MUTANTS, NotThereError, mutated

IN_SCOPE = [
    *[f"U{number}" for number in range(1, 18)],
    *["S18", "S25", "S26", "S27", "S28", "S29", "S43", "T14", "T15", "T16"],
    *["W12", "W13", "W19", "W20", "W21"],
    *["H1", "H2", "H6", "H7", "H8", "H11", "H14", "H15"],
]
MARKED = {rule for test in rules_page.marked_tests() for rule in test.rules}


@pytest.mark.parametrize("rule", IN_SCOPE)
def test_every_rule_in_scope_has_tests_and_mutants(rule: str) -> None:
    assert rule in MARKED
    assert any(rule in mutant.rules for mutant in MUTANTS)
    assert rule in rules_page.RULES


def test_every_mark_names_a_rule_that_the_page_knows() -> None:
    assert set(rules_page.RULES) >= MARKED


def test_the_page_is_up_to_date() -> None:
    assert rules_page.PAGE.read_text("utf-8") == rules_page.page(), "run `python -m tools.rules_page`"


def test_the_page_says_who_enforces_a_rule_and_what_proves_it() -> None:
    page = rules_page.page()
    assert "`orders.rules.payment.must_be_paid_to_ship`" in page
    assert "Nobody ships what is not paid (`tests/orders/test_payment.py`)" in page


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.place}: {mutant.old}"[:60])
def test_every_mutant_can_be_made(mutant: Mutant) -> None:
    source = rule_mutants.home(mutant).read_text("utf-8")
    assert mutated(source, mutant) != ast.unparse(ast.parse(source))


SOURCE = """
def ask(part, paid):
    if paid:
        return None
    return paid and part

class Policy:
    tolerant: bool = True
    def answer(self):
        return self.tolerant
"""


def test_a_mutation_changes_its_place_and_nothing_else() -> None:
    assert "if not paid:" in mutated(SOURCE, Mutant((), "", "ask", "paid", "not paid", 0))
    assert "return not paid and part" in mutated(SOURCE, Mutant((), "", "ask", "paid", "not paid", 1))
    assert mutated(SOURCE, Mutant((), "", "ask", "paid", "False", -1)).count("False") == 2
    assert "tolerant: bool = False" in mutated(
        SOURCE, Mutant((), "", "Policy", "tolerant: bool = True", "tolerant: bool = False")
    )
    assert "return 1" in mutated(SOURCE, Mutant((), "", "Policy.answer", "self.tolerant", "1"))


@pytest.mark.parametrize(
    "mutant",
    [
        Mutant((), "", "ask", "paid", "not paid"),
        Mutant((), "", "ask", "due", "not due"),
        Mutant((), "", "asked", "paid", "not paid", 0),
        Mutant((), "", "ask", "part", "not part", 1),
    ],
    ids=["it is there twice", "it is not there", "there is no such function", "it is there only once"],
)
def test_a_mutation_that_is_not_clear_is_an_error(mutant: Mutant) -> None:
    with pytest.raises(NotThereError):
        mutated(SOURCE, mutant)


MARKED_SOURCE = """
@pytest.mark.rule("A1", "A2")
def test_a(): ...

@pytest.mark.rule("B1")
class TestB:
    def test_b(self): ...

def test_c(): ...
"""


def test_marks_are_read_from_functions_and_classes() -> None:
    found = rules_page.tests_in(ast.parse(MARKED_SOURCE), rules_page.ROOT / "tests" / "test_x.py")
    assert [(test.node, test.rules) for test in found] == [
        ("tests/test_x.py::test_a", ("A1", "A2")),
        ("tests/test_x.py::TestB::test_b", ("B1",)),
    ]
