"""What README.md, docs and examples say is true: their Python runs, their commands are the real ones."""

from __future__ import annotations

import doctest
import re
import runpy
from typing import TYPE_CHECKING

import pytest

from tools import snippets

if TYPE_CHECKING:
    from pathlib import Path

README = snippets.ROOT / "README.md"
PAGES = snippets.pages()
EXAMPLES = sorted((snippets.ROOT / "examples").glob("*.py"))


def short(path: Path) -> str:
    return path.relative_to(snippets.ROOT).as_posix()


def run(markdown: str, filename: str) -> None:
    """Execute a page's blocks in order, in one namespace; sessions must answer as written."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in snippets.blocks(markdown):
        if block.language == "python":
            code = compile("\n" * (block.line - 1) + block.text, filename, "exec", dont_inherit=True)
            exec(code, names)  # noqa: S102 - it is ours
        elif block.language == "pycon":
            session = doctest.DocTestParser().get_doctest(block.text, names, filename, filename, block.line - 1)
            doctest.DebugRunner(optionflags=doctest.ELLIPSIS).run(session, clear_globs=False)
            names.update(session.globs)


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_the_python_on_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(page.read_text("utf-8"), str(page))


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_no_python_on_a_page_escapes(page: Path) -> None:
    """A fence that only looks like Python would be neither run nor checked."""
    blocks = snippets.blocks(page.read_text("utf-8"))
    languages = {block.language for block in blocks if not block.language.startswith("{literalinclude}")}
    assert {language for language in languages if re.search(r"py|doctest", language, re.IGNORECASE)} <= {
        "python",
        "pycon",
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=short)
def test_an_example_runs(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(example), run_name="__main__")


def test_the_readme_has_two_commands() -> None:
    first = next(block for block in snippets.blocks(README.read_text("utf-8")) if block.language == "sh")
    assert [line.partition("#")[0].rstrip() for line in first.text.splitlines()] == [
        "python3 dev.py demo",
        "python3 dev.py test",
    ]


def test_the_quickstart_is_short() -> None:
    _, _, quickstart = README.read_text("utf-8").partition("## Quickstart\n")
    code = [block for block in snippets.blocks(quickstart.partition("\n## ")[0]) if block.language == "python"]
    assert code, "README.md has a quickstart"
    assert len(code[0].text.splitlines()) <= 20


FAILING = {
    "an exception": "```python\nraise ValueError\n```\n",
    "a wrong answer": "```pycon\n>>> 1 + 1\n3\n```\n",
    "a second block": "```python\nx = 1\n```\nthen\n```python\nassert x == 2\n```\n",
    "a session after a block": "```python\nx = 1\n```\n```pycon\n>>> x\n2\n```\n",
    "a block in a list": "* so\n  ```python\n  assert False\n  ```\n",
}


@pytest.mark.parametrize("markdown", FAILING.values(), ids=FAILING)
def test_a_page_that_is_wrong_fails(markdown: str) -> None:
    with pytest.raises((AssertionError, ValueError, doctest.DocTestFailure)):
        run(markdown, "page.md")


def test_a_page_keeps_its_line_numbers_as_a_module() -> None:
    page = "# Title\n\n```python\nx = 1\n```\nwords\n```sh\nls\n```\n```pycon\n>>> x\n1\n```\n"
    assert snippets.module(page).splitlines() == ["", "", "", "x = 1", "", "", "", "", "", "", "x"]
