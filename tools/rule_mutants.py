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
from pathlib import Path
from xml.etree import ElementTree as ET

from tools.mutant import Mutant
from tools.mutants import MUTANTS as OF_ORDERS
from tools.mutants_discounts import MUTANTS as OF_DISCOUNTS
from tools.mutants_refund_requests import MUTANTS as OF_REFUND_REQUESTS
from tools.mutants_refunds import MUTANTS as OF_REFUNDS
from tools.mutants_subaccounts import MUTANTS as OF_SUBACCOUNTS
from tools.rules_page import Test, marked_tests

MUTANTS = (*OF_ORDERS, *OF_DISCOUNTS, *OF_REFUND_REQUESTS, *OF_REFUNDS, *OF_SUBACCOUNTS)

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300
"""After so long a mutant counts as noticed: its tests do not end.  With nothing changed, they have all the time."""


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
        timeout=None if mutant is None else SECONDS,
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
