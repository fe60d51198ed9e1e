"""Pages that are generated are up to date."""

from __future__ import annotations

from tools import lifecycles_page


def test_the_lifecycles_page_shows_the_tables_that_decide() -> None:
    assert lifecycles_page.main(["--check"]) == 0
