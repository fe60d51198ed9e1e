"""Whatever is asked for, there is a locale."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpcore import i18n
from mpcore.i18n.locales import locale_of


@pytest.mark.parametrize(
    ("asked", "language", "locale"),
    [
        ("fr", "fr", "fr"),
        ("FR", "fr", "fr"),
        ("fr-FR", "fr", "fr_FR"),
        ("fr_CA", "fr", "fr_CA"),
        ("fr-ca", "fr", "fr_CA"),
        ("fr-ZZ", "fr", "fr_FR"),
        ("en", "en", "en"),
        ("en-GB", "en", "en_GB"),
        ("de-AT", "de", "de_AT"),
        ("zh-Hant-TW", "zh", "zh_Hant_TW"),
        ("es-419", "es", "es_419"),
        ("xx", "en", "en"),
        ("", "en", "en"),
        ("-", "en", "en"),
        ("french", "en", "en"),
        ("fr;q=0.9", "en", "en"),
        ("../../etc", "en", "en"),
        ("root", "en", "en"),
        ("fr\0", "en", "en"),
        ("f" * 10_000_000, "en", "en"),
    ],
)
def test_a_locale_is_known_or_english(asked: str, language: str, locale: str) -> None:
    assert i18n.language(asked) == language
    assert str(locale_of(asked)) == locale


@given(st.text(max_size=20))
def test_no_text_raises(asked: str) -> None:
    assert i18n.language(asked).isalpha()


Odd: TypeAlias = Any


@pytest.mark.parametrize("odd", [None, 5, b"fr", ["fr"]])
def test_what_is_no_text_is_english(odd: Odd) -> None:
    assert i18n.language(odd) == "en"


def test_locales_are_read_once() -> None:
    assert locale_of("fr-CA") is locale_of("fr-CA")
