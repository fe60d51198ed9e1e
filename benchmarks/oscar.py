"""django-oscar's own percentage benefit over lines in memory: its models and its arithmetic, without a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

__all__ = ["percentage"]


def _yes(product: object) -> bool:  # noqa: ARG001 - of its protocol
    return True


def _models() -> Any:  # noqa: ANN401 - it ships no types
    """Its models, its benefit and its prices, set up once; where it is not installed, the test is skipped."""
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
    names = {
        "benefit": "offer.benefits.PercentageDiscountBenefit",
        "offer": "offer.models.ConditionalOffer",
        "range": "offer.models.Range",
        "basket": "basket.models.Basket",
        "line": "basket.models.Line",
        "product": "catalogue.models.Product",
        "record": "partner.models.StockRecord",
        "price": "partner.prices.FixedPrice",
        "bought": "partner.strategy.PurchaseInfo",
    }
    found: dict[str, Any] = {}
    for name, path in names.items():
        module, _, last = path.rpartition(".")
        found[name] = getattr(import_module(f"oscar.apps.{module}"), last)
    return SimpleNamespace(**found)


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
    its = _models()
    every = its.range(name="everything", includes_all_products=True)
    every.contains_product = _yes  # it would ask the database
    basket = its.basket(id=1)
    made: list[Any] = []
    for i, (price, quantity) in enumerate(lines):
        record = its.record(id=i, price=price)
        line = its.line(id=i, basket=basket, product=its.product(id=i), stockrecord=record, quantity=quantity)
        line._info = its.bought(price=its.price("EUR", price, tax=Decimal(0)), availability=None, stockrecord=record)
        made.append(line)
    basket._lines = made
    basket.strategy = SimpleNamespace()
    offer = its.offer(id=1, name="15 %")
    benefit = its.benefit(value=Decimal(percent), range=every)

    def clear() -> None:
        for line in made:
            line.clear_discount()

    def run() -> object:
        clear()
        return benefit.apply(basket, None, offer)

    return run, clear
