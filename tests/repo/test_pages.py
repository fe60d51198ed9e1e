"""Pages that are generated are up to date."""

from __future__ import annotations

from tools import lifecycles_page, permissions_page


def test_the_lifecycles_page_shows_the_tables_that_decide() -> None:
    assert lifecycles_page.main(["--check"]) == 0


def test_the_permissions_page_shows_the_presets_and_the_catalogue() -> None:
    assert permissions_page.main(["--check"]) == 0
