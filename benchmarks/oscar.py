"""django-oscar's own percentage benefit over lines in memory: its models and its arithmetic, without a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

__all__ = ["percentage"]


class _Everything:
    """A range that has every product, so that nothing is looked up."""

    def contains_product(self, product: object) -> bool:  # noqa: ARG002 - of its protocol
        return True


def _models() -> tuple[Any, Any, Any]:
    """Its benefit, its line and its prices, set up once; where it is not installed, the test is skipped."""
    defaults: Any = pytest.importorskip("oscar.defaults", reason="django-oscar is only in the bench session")
    settings: Any = import_module("django.conf").settings
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=[f"django.contrib.{name}" for name in ("auth", "contenttypes", "sites", "flatpages")]
            + [f"oscar.apps.{name}Config" for name in _APPS],
            DATABASES={"default": {"ENGINE": "django.db.backends.dummy"}},
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
            SECRET_KEY="benchmark",  # noqa: S106 - nothing is signed
            SITE_ID=1,
            **{name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")},
        )
        import_module("django").setup()
    return (
        import_module("oscar.apps.offer.benefits").PercentageDiscountBenefit,
        import_module("oscar.apps.basket.models").Line,
        import_module("oscar.apps.partner.prices").FixedPrice,
    )


_APPS = (
    "analytics.apps.Analytics",
    "checkout.apps.Checkout",
    "address.apps.Address",
    "shipping.apps.Shipping",
    "catalogue.apps.Catalogue",
    "catalogue.reviews.apps.CatalogueReviews",
    "communication.apps.Communication",
    "partner.apps.Partner",
    "basket.apps.Basket",
    "payment.apps.Payment",
    "offer.apps.Offer",
    "order.apps.Order",
    "customer.apps.Customer",
    "search.apps.Search",
    "voucher.apps.Voucher",
    "wishlists.apps.Wishlists",
)


def percentage(lines: Sequence[tuple[Decimal, int]], percent: int) -> tuple[Callable[[], object], Callable[[], None]]:
    """So many percent off lines of (unit price, quantity): once, after clearing them; and the clearing alone."""
    benefit_of, line_of, price_of = _models()
    product = SimpleNamespace(is_discountable=True)
    made: list[Any] = []
    for price, quantity in lines:
        line = line_of(quantity=quantity)
        line._state.fields_cache |= {"product": product, "stockrecord": SimpleNamespace()}
        line._info = SimpleNamespace(price=price_of("EUR", price, tax=Decimal(0)))
        made.append(line)
    basket = SimpleNamespace(all_lines=lambda: made, currency="EUR")
    offer = SimpleNamespace(pk=1, exclusive=False, combined_offers=[], priority=0)
    benefit = benefit_of(value=Decimal(percent))
    benefit._state.fields_cache["range"] = _Everything()

    def clear() -> None:
        for line in made:
            line.clear_discount()

    def run() -> object:
        clear()
        return benefit.apply(basket, None, offer)

    return run, clear
