"""What a refund comes to: what goes back of which line and to which payment, who bears it; in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from mpcore.cli.amounts import Amount, Figures, Row, table
from mpcore.cli.console import harmless
from mpcore.discounts import Funder
from mpcore.i18n import in_words, language, phrase, words
from mpcore.money import Remitter, from_minor
from mpcore.refunds import Bearer

if TYPE_CHECKING:
    from pendulum import DateTime

    from mpcore.kernel import CouponId, LineId, PayoutId, Refusal, RuleBookId
    from mpcore.orders import Discount, Line, Minor, Order, Part, Quantity, Shares, Tax
    from mpcore.refunds import CreditedTax, CreditNote, Refund, RefundCause

__all__ = ["GiveBack", "as_json", "as_text"]

_PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "Refund of part {part} ({vendor}) of order {order}: {mode}, {cause}",
        "refused": "No refund of part {part} ({vendor}) of order {order}",
        "vendor": "Asked for by vendor {vendor}",
        "buyer": "Asked for by buyer {buyer}",
        "operator": "Asked for by an operator",
        "approved_0": "{asked}, and approved at once",
        "approved_1": "{asked}; an operator has to approve it",
        "approved_2": "{asked}; two other operators have to approve it",
        "no_units": "{title}, without units",
        "to_payments": "Goes back to",
        "borne": "Borne by {bearer}",
        "carrier": "the carrier",
        "take_back": "{amount} is to be taken back from {vendor}, who was paid already",
        "cancels": "Payout {payout} is to be cancelled",
        "restock": "Can be sold again: {units}",
        "left": "{amount} of the part is left to go back: {units}",
        "left_alone": "{amount} of the part is left to go back",
        "note": "Credit note of {amount}",
        "included": "{rate_id} ({rate} %), included",
        "on_top": "{rate_id} ({rate} %)",
        "remitted": "remitted by {remitter}",
        "other_rules": "By the rules of {other}; the order was placed under those of {own}",
    },
    "fr": {
        "head": "Remboursement de la sous-commande {part} ({vendor}), commande {order}\u00a0: {mode}, {cause}",
        "refused": "Aucun remboursement de la sous-commande {part} ({vendor}), commande {order}",
        "vendor": "Demandé par le vendeur {vendor}",
        "buyer": "Demandé par l'acheteur {buyer}",
        "operator": "Demandé par un opérateur",
        "approved_0": "{asked}, et approuvé aussitôt",
        "approved_1": "{asked}\u202f; un opérateur doit l'approuver",
        "approved_2": "{asked}\u202f; deux autres opérateurs doivent l'approuver",
        "no_units": "{title}, sans unités",
        "to_payments": "Retourne à",
        "borne": "À la charge de\u00a0: {bearer}",
        "carrier": "le transporteur",
        "take_back": "{amount} à reprendre à {vendor}, déjà payé",
        "cancels": "Versement {payout} à annuler",
        "restock": "Peut être revendu\u00a0: {units}",
        "left": "Reste remboursable de la sous-commande\u00a0: {amount}, {units}",
        "left_alone": "Reste remboursable de la sous-commande\u00a0: {amount}",
        "note": "Avoir de {amount}",
        "included": "{rate_id} ({rate} %), comprise",
        "on_top": "{rate_id} ({rate} %)",
        "remitted": "reversée par {remitter}",
        "other_rules": "Selon les règles de {other}\u202f; la commande a été passée sous celles de {own}",
    },
}


class GiveBack(NamedTuple):
    """What became of a command that asks for a refund, or why nothing did."""

    order: Order
    """As it is afterwards."""
    part: Part
    """As it was before."""
    left: Part
    """As it is afterwards."""
    rule_book: RuleBookId
    """Whose rules decided."""
    placed_under: RuleBookId
    """Whose rules the order was placed under."""
    at: DateTime
    asked_by: str
    """vendor, buyer or operator."""
    cause: RefundCause
    forced: bool
    reasons: tuple[Refusal, ...]
    """Every reason why nothing goes back; none where something does."""
    refund: Refund | None
    """As it is once all of it went back; None where nothing does."""
    approvals: int
    """How many operators have to approve it."""
    cancels_payout: PayoutId | None
    """The vendor's payout that is to be cancelled."""
    note: CreditNote | None

    @property
    def shares(self) -> tuple[tuple[Line, Shares], ...]:
        """What goes back of each line that something goes back of."""
        if self.refund is None:
            return ()
        lines = {line.id: line for line in self.part.lines}
        return tuple([(lines[share.line], share) for share in self.refund.shares])

    @property
    def discounts(self) -> tuple[tuple[Discount, Minor], ...]:
        """What was not paid of it, and so does not go back."""
        return tuple([(off, x) for line, share in self.shares for off, x in _offs(line, share)])

    @property
    def taxes(self) -> tuple[tuple[Tax, Minor], ...]:
        """The taxes of it, included ones too."""
        return tuple([(tax, x) for line, share in self.shares for tax, x in _taxes(line, share)])

    def paid_by(self, funder: Funder) -> Minor:
        """What of the discounts somebody paid for."""
        return sum([amount for off, amount in self.discounts if off.funder is funder])

    def taxed(self, *, inclusive: bool) -> Minor:
        """All taxes that the amounts contain, or all that come on top of them."""
        return sum([amount for tax, amount in self.taxes if tax.inclusive is inclusive])


def _offs(line: Line, share: Shares) -> Iterator[tuple[Discount, Minor]]:
    return zip(line.discounts, share.discounts, strict=True)


def _taxes(line: Line, share: Shares) -> Iterator[tuple[Tax, Minor]]:
    return zip(line.taxes, share.taxes, strict=True)


# --- in words


def as_text(told: GiveBack, locale: str) -> str:
    """What goes back, line by line, the totals, the payments, who bears it, and what is left; or every reason why not.

    A locale whose language is neither English nor French is English altogether.
    """
    locale = locale if language(locale) in _PHRASES else "en"
    blocks = _refused(told, locale) if told.refund is None else _Words(told, told.refund, locale).blocks()
    if told.rule_book != told.placed_under:
        other_rules = _PHRASES[language(locale)]["other_rules"]
        blocks[0].append(other_rules.format(other=told.rule_book, own=told.placed_under))
    return "\n\n".join(["\n".join([harmless(line) for line in block]) for block in blocks if block])


def _refused(told: GiveBack, locale: str) -> list[list[str]]:
    part = told.part
    head = _PHRASES[language(locale)]["refused"].format(part=part.id, vendor=part.vendor, order=told.order.id)
    return [[head, *[f"  {_why(reason, locale)}" for reason in told.reasons]]]


def _why(reason: Refusal, locale: str) -> str:
    text, remedy = words(reason, locale)
    rules = f" ({', '.join(reason.rule_ids)})" if reason.rule_ids else ""
    return f"{text}; {remedy}{rules}" if remedy else f"{text}{rules}"


class _Words:
    """A refund in words; the locale is English or French."""

    def __init__(self, told: GiveBack, refund: Refund, locale: str) -> None:
        self._told = told
        self._refund = refund
        self._locale = locale

    def blocks(self) -> list[list[str]]:
        """Blocks of lines."""
        return [
            self._head(),
            table([*self._goods(), *self._shipping()]),
            table([Row(phrase(name, self._locale), self._money(amount)) for name, amount in self._totals()]),
            self._payments(),
            self._consequences(),
            self._note(),
        ]

    def _say(self, name: str, **facts: object) -> str:
        return _PHRASES[language(self._locale)][name].format(**facts)

    def _money(self, amount: Minor) -> str:
        return in_words(from_minor(amount, self._told.order.currency), self._locale)

    def _head(self) -> list[str]:
        told, part = self._told, self._told.part
        mode, cause = in_words(self._refund.mode, self._locale), in_words(self._refund.cause, self._locale)
        head = self._say("head", part=part.id, vendor=part.vendor, order=told.order.id, mode=mode, cause=cause)
        asked = self._say(told.asked_by, vendor=part.vendor, buyer=told.order.buyer.id)
        return [head, self._say(f"approved_{told.approvals}", asked=asked)]

    def _goods(self) -> Iterator[Row]:
        for line, share in self._told.shares:
            offs = [(off, amount) for off, amount in _offs(line, share) if amount and not off.on_shipping]
            taxes = [(tax, amount) for tax, amount in _taxes(line, share) if amount and not tax.on_shipping]
            if share.units or share.goods or offs or any(not tax.inclusive for tax, _ in taxes):
                title = self._units(line, share.units) if share.units else self._say("no_units", title=line.title)
                yield Row(title, self._money(share.goods))
                yield from self._below(offs, taxes)

    def _shipping(self) -> Iterator[Row]:
        """What goes back of all lines' shares of the shipping, as one."""
        told = self._told
        offs = [(off, amount) for off, amount in told.discounts if amount and off.on_shipping]
        taxes = [(tax, amount) for tax, amount in told.taxes if amount and tax.on_shipping]
        shipping = sum([share.shipping for _, share in told.shares])
        if shipping or offs or any(not tax.inclusive for tax, _ in taxes):
            yield Row(phrase("shipping", self._locale), self._money(shipping))
            yield from self._below(offs, taxes)

    def _below(self, offs: Iterable[tuple[Discount, Minor]], taxes: Iterable[tuple[Tax, Minor]]) -> Iterator[Row]:
        """What lowers it and who paid for that, and the taxes that come on top of it."""
        sums: dict[tuple[CouponId | None, Funder], Minor] = {}
        for off, amount in offs:
            sums[off.coupon, off.funder] = sums.get((off.coupon, off.funder), 0) + amount
        for (coupon, funder), amount in sums.items():
            paid_by = f"{phrase('paid_by', self._locale)} {self._funder(funder)}"
            yield Row(f"    {coupon or phrase('discounts', self._locale)}", self._money(-amount), paid_by)
        on_top: dict[str, Minor] = {}
        for tax, amount in taxes:
            if not tax.inclusive:
                name = self._say("on_top", rate_id=tax.rate_id, rate=in_words(tax.rate, self._locale))
                on_top[name] = on_top.get(name, 0) + amount
        for name, amount in on_top.items():
            yield Row(f"    {name}", self._money(amount))

    def _funder(self, funder: Funder) -> str:
        return self._told.part.vendor if funder is Funder.VENDOR else phrase("marketplace", self._locale)

    def _totals(self) -> Iterator[tuple[str, Minor]]:
        """Names of phrases and amounts, without what there is none of."""
        told = self._told
        inside, on_top = told.taxed(inclusive=True), told.taxed(inclusive=False)
        shipping, off = sum([share.shipping for _, share in told.shares]), sum([x for _, x in told.discounts])
        yield "goods", sum([share.goods for _, share in told.shares])
        yield from [(name, amount) for name, amount in (("shipping", shipping), ("discounts", -off)) if amount]
        yield from [("taxes_on_top", on_top)] if on_top else []
        yield "total", self._refund.amount
        yield from [("taxes_inside", inside)] if inside else []

    def _payments(self) -> list[str]:
        rows = [Row(share.payment, self._money(share.amount)) for share in self._refund.payments]
        return [self._say("to_payments"), *table(rows, "  ")] if rows else []

    def _consequences(self) -> list[str]:
        told, refund, part = self._told, self._refund, self._told.part
        bearers = {
            Bearer.VENDOR: part.vendor,
            Bearer.OPERATOR: phrase("marketplace", self._locale),
            Bearer.CARRIER: self._say("carrier"),
        }
        said = [self._say("borne", bearer=bearers[refund.bearer])]
        if refund.take_back:
            said.append(self._say("take_back", amount=self._money(refund.take_back), vendor=part.vendor))
        if told.cancels_payout is not None:
            said.append(self._say("cancels", payout=told.cancels_payout))
        if refund.restock:
            said.append(self._say("restock", units=self._quantities(refund.restock)))
        amount = self._money(max(0, told.left.refundable))
        units = ", ".join([self._units(line, left) for line, left in _units_left(told.left)])
        said.append(self._say("left", amount=amount, units=units) if units else self._say("left_alone", amount=amount))
        return said

    def _quantities(self, quantities: Iterable[Quantity]) -> str:
        lines: dict[LineId, Line] = {line.id: line for line in self._told.part.lines}
        return ", ".join([self._units(lines[one.line], one.quantity) for one in quantities])

    def _units(self, line: Line, units: int) -> str:
        return f"{in_words(units, self._locale)} × {line.title}"

    def _note(self) -> list[str]:
        note = self._told.note
        if note is None:
            return []
        rows = [
            Row(
                self._say(
                    "included" if tax.inclusive else "on_top",
                    rate_id=tax.rate_id,
                    rate=in_words(tax.rate, self._locale),
                ),
                self._money(tax.amount),
                self._say("remitted", remitter=self._remitter(tax)),
            )
            for tax in note.taxes
        ]
        return [self._say("note", amount=self._money(note.total)), *table(rows, "  ")]

    def _remitter(self, tax: CreditedTax) -> str:
        return self._told.part.vendor if tax.remitter is Remitter.VENDOR else phrase("marketplace", self._locale)


def _units_left(part: Part) -> Iterator[tuple[Line, int]]:
    """The units of each line that neither went back nor are to."""
    return ((line, line.quantity - line.gone) for line in part.lines if line.quantity > line.gone)


# --- as figures


def as_json(told: GiveBack) -> str:
    """The figures: every amount as decimal text in the one currency, and shares that add up to the totals."""
    refund, amount = told.refund, Amount(told.order.currency)
    figures: Figures = {
        "order": told.order.id,
        "part": told.part.id,
        "vendor": told.part.vendor,
        "currency": told.order.currency,
        "rule_book": told.rule_book,
        "placed_under": told.placed_under,
        "at": told.at.isoformat().replace("+00:00", "Z"),
        "asked_by": told.asked_by,
        "cause": told.cause.value,
        "forced": told.forced,
        "reasons": [_reason(reason) for reason in told.reasons],
        "refund": None if refund is None else _refund(told, refund, amount),
    }
    return json.dumps(figures, ensure_ascii=False, indent=2)


def _reason(reason: Refusal) -> Figures:
    return {"code": reason.code, "text": reason.message, "rules": list(reason.rule_ids)}


def _refund(told: GiveBack, refund: Refund, amount: Amount) -> Figures:
    return {
        "mode": refund.mode.value,
        "approvals": told.approvals,
        "lines": [_line(line, share, amount) for line, share in told.shares],
        "totals": {
            "goods": amount(sum([share.goods for _, share in told.shares])),
            "shipping": amount(sum([share.shipping for _, share in told.shares])),
            "discounts": amount(sum([x for _, x in told.discounts])),
            "taxes_on_top": amount(told.taxed(inclusive=False)),
            "total": amount(refund.amount),
            "taxes_inside": amount(told.taxed(inclusive=True)),
            "paid_by": {funder.value: amount(told.paid_by(funder)) for funder in Funder},
        },
        "payments": [{"payment": share.payment, "amount": amount(share.amount)} for share in refund.payments],
        "bearer": refund.bearer.value,
        "take_back": amount(refund.take_back),
        "cancels_payout": told.cancels_payout,
        "restock": [{"line": one.line, "units": one.quantity} for one in refund.restock],
        "left": {
            "amount": amount(told.left.refundable),
            "lines": [{"line": line.id, "units": units} for line, units in _units_left(told.left)],
        },
        "credit_note": None if told.note is None else _note(told.note, amount),
    }


def _line(line: Line, share: Shares, amount: Amount) -> Figures:
    return {
        "line": line.id,
        "title": line.title,
        "units": share.units,
        "goods": amount(share.goods),
        "shipping": amount(share.shipping),
        "discounts": [
            {"coupon": off.coupon, "funder": off.funder.value, "on_shipping": off.on_shipping, "amount": amount(x)}
            for off, x in _offs(line, share)
        ],
        "taxes": [
            {
                "rate_id": tax.rate_id,
                "rate": f"{tax.rate:f}",
                "inclusive": tax.inclusive,
                "on_shipping": tax.on_shipping,
                "remitter": tax.remitter.value,
                "amount": amount(x),
            }
            for tax, x in _taxes(line, share)
        ],
        "total": amount(share.total),
    }


def _note(note: CreditNote, amount: Amount) -> Figures:
    return {
        "lines": [{"line": line.line, "units": line.units, "total": amount(line.total)} for line in note.lines],
        "goods": amount(note.goods),
        "shipping": amount(note.shipping),
        "discounts": amount(note.discount),
        "taxes": [
            {
                "rate_id": tax.rate_id,
                "rate": f"{tax.rate:f}",
                "inclusive": tax.inclusive,
                "remitter": tax.remitter.value,
                "amount": amount(tax.amount),
            }
            for tax in note.taxes
        ],
        "total": amount(note.total),
    }
