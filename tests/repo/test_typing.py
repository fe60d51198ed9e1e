"""What the type checkers must object to; an ignore that nothing needs is itself an error, with both of them."""

from __future__ import annotations

import pytest

import mpcore


def test_a_misspelt_sub_package_is_an_error() -> None:
    with pytest.raises(AttributeError):
        print(mpcore.ordres)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
