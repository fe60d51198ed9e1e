"""The English of statements about refunds and returns, by code, and the rules that each is said by.

It is set as that of orders is: lowercase, without a full stop, with a plain hole for each fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Final

__all__ = ["ENGLISH", "HOLES", "RULE_IDS"]

_SAID: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    # the money of a part
    "refunds.money_left": (
        "of what was paid for part {part} there is left to go back: {goods} for goods, {shipping} for shipping",
        ("U24", "U26"),
    ),
    "refunds.money_left_none": ("of what was paid for part {part} nothing is left to go back", ("U24", "U26")),
    "refunds.money_not_paid": ("nothing was paid for part {part}, so nothing can go back", ("U20",)),
    "refunds.money_owed": ("to go back on account of cancellations, and not on its way: {amount}", ("00.3",)),
    "refunds.money_under_way": ("asked for, or on its way back: {amount}", ("00.6",)),
    "refunds.money_went_back": ("went back to the buyer by refunds: {amount}", ("U24", "U26")),
    # surplus
    "refunds.surplus_left": ("came in beyond what was due, and is not on its way back: {amount}", ("00.2",)),
    # what can be returned, and until when
    "refunds.can_return_late": (
        (
            "{units} of {quantity} units of line {line} can be returned at the vendor's discretion only: the time for "
            "it ended with {last} in the zone {zone}"
        ),
        ("S30", "00.7"),
    ),
    "refunds.can_return_once_all_arrived": (
        (
            "{units} of {quantity} units of line {line} can be returned; until when is counted once the last parcel of "
            "the part has arrived (whole days after that one: {days})"
        ),
        ("S30", "00.7"),
    ),
    "refunds.can_return_once_arrived": (
        (
            "{units} of {quantity} units of line {line} can be returned; until when is counted once the last parcel of "
            "the line has arrived (whole days after that one: {days})"
        ),
        ("S30", "00.7"),
    ),
    "refunds.can_return_until": (
        "{units} of {quantity} units of line {line} can be returned until the end of {last} in the zone {zone}",
        ("S30", "00.7"),
    ),
    "refunds.cannot_return_closed": (
        "line {line} could be returned until the end of {last} in the zone {zone}",
        ("S30", "00.7"),
    ),
    "refunds.cannot_return_ever": ("line {line} is not of what can be returned", ("S30",)),
    "refunds.cannot_return_more": (
        (
            "of line {line} there is nothing left to return: units that arrived are {delivered}, and each of them came "
            "back, is on its way, or is paid back already"
        ),
        ("S30",),
    ),
    "refunds.cannot_return_yet": ("line {line} cannot be returned yet: nothing of it has been delivered", ("S30",)),
    "refunds.return_late_at_discretion": ("whoever asks after that has it at the vendor's discretion", ("S30",)),
    # the return parcel
    "refunds.parcel_always": ("whatever the reason, the return parcel is paid by: {payer}", ("U29", "S32", "S35")),
    "refunds.parcel_for": (
        "the return parcel is paid by: {payer}, where the reason is: {reasons}",
        ("U29", "S32", "S35"),
    ),
    "refunds.parcel_keeps_shipping": (
        "where all of the part comes back as bought by mistake, what was paid for its shipping does not go back",
        ("S35",),
    ),
    "refunds.parcel_most": ("of what the buyer advances for it there is made good at most: {most}", ("S32",)),
    # a refund
    "refunds.refund_of_part": (
        "refund {refund} of part {part}, of {amount}, is {stage} (on account of: {cause})",
        ("U20", "U25", "U28"),
    ),
    "refunds.refund_of_surplus": ("refund {refund}, of {amount} that was for nothing, is {stage}", ("00.2",)),
    "refunds.refund_asked": ("it was asked for at {at} (by: {requester})", ("U20",)),
    "refunds.refund_forced": ("it was forced past the cut-off", ("U23",)),
    "refunds.refund_reason": ("its reason can be read with it (language: {language})", ("U22",)),
    "refunds.refund_reason_kept": ("its buyer reads the reason once it is approved", ("U22",)),
    "refunds.refund_money_of_return": ("it is the money of return {return_id}", ("S34",)),
    "refunds.refund_went_back": ("of it went back: {amount}", ("00.6",)),
    "refunds.refund_never": ("of it will not go back: {amount}", ("00.6",)),
    "refunds.refund_waits_approval": ("the marketplace is to approve it, or to reject it", ("U21",)),
    "refunds.refund_waits_two": ("two operators have to approve it, neither of whom asked for it", ("U21",)),
    "refunds.refund_waits_second": (
        "one operator has approved it, and another has to who did not ask for it",
        ("U21",),
    ),
    "refunds.refund_waits_bank": (
        "the bank has the payment of its part, and until it decides nothing goes back",
        ("00.1",),
    ),
    "refunds.refund_waits_in_vain": (
        "the bank took money that refunds of its part keep; it is to be rejected, or given up, and asked for anew",
        ("00.1",),
    ),
    "refunds.refund_waits_provider": ("the payment provider is to give back: {amount}", ("00.6",)),
    "refunds.refund_waits_outside": (
        "it does not go back the way it came ({method}); somebody is to say once it is given: {amount}",
        ("S33",),
    ),
    "refunds.refund_waits_retry": (
        "could not be given back: {amount}; the marketplace is to try again, to give it by hand, or to give it up",
        ("00.6",),
    ),
    "refunds.refund_payment_waits": (
        "payment {payment} has not been answered for attempt {attempt}, which is to give back: {amount}",
        ("00.6",),
    ),
    "refunds.refund_payment_failed": (
        "attempt {attempt} on payment {payment} fell short ({failure}) and gave back: {amount}",
        ("00.6",),
    ),
    "refunds.refund_overpaid": ("went back beyond what was left to: {amount}", ("00.6",)),
    "refunds.refund_by_hand": ("given back by hand: {amount}", ("00.6",)),
    "refunds.refund_borne": ("it is borne by: {bearer}", ("U13",)),
    "refunds.refund_take_back": ("to be taken back from its vendor, who was paid: {amount}", ("U23",)),
    "refunds.refund_blocks_completion": ("until it has ended its part cannot be completed", ("U14", "00.6")),
    "refunds.refund_blocks_payout": ("until it has ended the payout of its part waits", ("00.6",)),
    # a return
    "refunds.return_of_part": ("return {return_id} of part {part} is {stage} (reason: {reason})", ("S30",)),
    "refunds.return_asked": ("it was asked for at {at} (by: {requester})", ("S30",)),
    "refunds.return_late": ("that was after its time, which leaves it to the vendor's discretion", ("S30",)),
    "refunds.return_line": ("units of line {line} that it is of: {units}", ("S30",)),
    "refunds.return_came": ("units of line {line} that came back: {units} (damaged: {damaged})", ("S34",)),
    "refunds.return_resaleable": ("units of line {line} that can be sold again: {units}", ("U27",)),
    "refunds.return_parcel": ("its parcel is paid by: {payer}", ("U29", "S32", "S35")),
    "refunds.return_postage": ("the buyer advanced for its parcel: {amount}", ("S32",)),
    "refunds.return_compensation": (
        "owed to the buyer for its parcel, besides what goes back: {amount} (by: {payer})",
        ("S32",),
    ),
    "refunds.return_kept_back": (
        "kept back of its money, since the condition of a coupon is lost: {amount}",
        ("00.9",),
    ),
    "refunds.return_given_up": ("goes back with it, of what earlier returns had kept back: {amount}", ("00.9",)),
    "refunds.return_shipping_kept": (
        "of the shipping to the buyer it keeps, since all was bought by mistake: {amount}",
        ("S35",),
    ),
    "refunds.return_replaced": ("order {replacement} comes in the place of its money", ("S34",)),
    "refunds.return_may_still_come": (
        "its money went back before its goods, which may still come; nobody waits for them",
        ("S34",),
    ),
    "refunds.return_blocks_payout": ("until it has ended the payout of its part waits", ("00.6",)),
    # who is waited for
    "refunds.return_waits_answer": ("its vendor is to answer", ("S31",)),
    "refunds.return_waits_documents": ("its buyer is to supply documents", ("S31",)),
    "refunds.return_waits_sending": ("its buyer is to send the goods to the address that stands in it", ("S32",)),
    "refunds.return_waits_arrival": ("the goods are on their way to the vendor", ("S34",)),
    "refunds.return_waits_receipt": ("its carrier has delivered it; its vendor is to say what came back", ("S34",)),
    "refunds.return_waits_refund": ("its vendor is to refund it", ("S34",)),
    "refunds.return_waits_empty": ("nothing of it came back, so nothing is refunded by itself", ("S34",)),
    "refunds.return_waits_buyers_side": ("its buyer is to answer what its vendor says", ("S36", "S37")),
    "refunds.return_waits_vendors_side": ("its vendor is to answer what its buyer says", ("S36", "S37")),
    "refunds.return_waits_decision": ("the marketplace is to decide", ("S36", "S37")),
    "refunds.return_waits_money": ("its money is on its way by refund {refund}", ("00.6",)),
    "refunds.return_waits_for_refund": (
        "it can be refunded once refund {refund} has ended, which has money under way that it is to pay back",
        ("00.6",),
    ),
    "refunds.return_until": ("there is time for that until {last}, which is still in time", ("00.6", "00.7")),
    "refunds.return_until_end_of": (
        "there is time for that until the end of {last} in the zone {zone}",
        ("00.6", "00.7"),
    ),
    "refunds.return_time_over": ("the time for that has ended, and from {due} on silence decides", ("00.6", "00.7")),
    # what silence will mean
    "refunds.silence_accepts": ("without it the return is accepted", ("00.6",)),
    "refunds.silence_rejects": ("without it the return is rejected", ("00.6",)),
    "refunds.silence_escalates": ("without it the marketplace decides", ("00.6", "S36")),
    "refunds.silence_answers_without": ("without it the vendor is to answer all the same", ("00.6", "S31")),
    "refunds.silence_decides_without": ("without it the marketplace decides all the same", ("00.6", "S37")),
    "refunds.silence_expires": ("without it the return expires", ("00.6",)),
    "refunds.silence_receives": ("without it all of the return counts as received", ("00.6",)),
    "refunds.silence_refunds": ("without it the refund of the return opens by itself", ("00.6",)),
    "refunds.silence_ends": ("without it the return ends, since no money is left to go back", ("00.6",)),
    "refunds.silence_upholds": ("without it the vendor is right, and the return is rejected", ("00.6", "S37")),
    "refunds.silence_denies": ("without it the buyer is right, and the return goes on", ("00.6", "S37")),
    "refunds.silence_waits": (
        "without it nothing happens by itself while the part is on hold, its bank has its money, or a refund has",
        ("00.6",),
    ),
    # what was brought before the marketplace
    "refunds.case_for_buyer": (
        "it was brought before the marketplace at {at}, for the buyer (grounds: {grounds})",
        ("S36",),
    ),
    "refunds.case_for_vendor": (
        "it was brought before the marketplace at {at}, for the vendor (grounds: {grounds})",
        ("S36",),
    ),
    "refunds.case_by_silence": ("nobody answered, and at {at} it came before the marketplace", ("S36", "00.6")),
    "refunds.case_answered": ("the other side answered it at {at}", ("S37",)),
    "refunds.case_denied": ("at {at} it was decided that the buyer is right: it has to be refunded", ("S37",)),
    "refunds.case_upheld": ("at {at} it was decided that the vendor is right: it is not refunded", ("S37",)),
}

ENGLISH: Final[Mapping[str, str]] = {code: text for code, (text, _) in _SAID.items()}

RULE_IDS: Final[Mapping[str, tuple[str, ...]]] = {code: rules for code, (_, rules) in _SAID.items()}
"""The rules that a statement of each code is said by."""

HOLES: Final[Mapping[str, frozenset[str]]] = {
    code: frozenset([hole for _, hole, _, _ in Formatter().parse(text) if hole is not None])
    for code, text in ENGLISH.items()
}
"""The facts that a statement of each code has."""
