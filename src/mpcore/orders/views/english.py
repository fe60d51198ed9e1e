"""The English of statements, by code: lowercase, without a full stop, with a plain hole for each fact."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Final

__all__ = ["ENGLISH", "HOLES"]

ENGLISH: Final[Mapping[str, str]] = {
    # when a deadline starts
    "orders.deadline_given": "part {part} was given a due end of its own, which goes before any count and any pause",
    "orders.deadline_never_ran": "part {part} was cancelled at {at} before it was paid, so no clock ever ran",
    "orders.deadline_none": "no deadline is set for part {part}",
    "orders.deadline_not_paid": "part {part} is not paid, so no clock runs and nothing of it has to be shipped",
    "orders.deadline_started_at_once": "the clock of part {part} runs from {at}, when the order was placed and paid",
    "orders.deadline_started_later": (
        "the clock of part {part} runs from {at}, when the payment was confirmed, after the order was placed"
    ),
    "orders.deadline_started_ordered": "the clock of part {part} runs from {at}, when the order was placed",
    "orders.deadline_started_paid": "the clock of part {part} runs from {at}, when the payment was confirmed",
    # what it counts
    "orders.deadline_business_days": "time allowed: {allowed}, working days only, in the zone {zone}",
    "orders.deadline_calendar_days": "time allowed: {allowed}, whether worked or not, in the zone {zone}",
    "orders.deadline_counted_after": "the first day counted is the one after {first}",
    "orders.deadline_counted_exactly": "each day ends at the time of day the clock started at",
    "orders.deadline_counted_from": "{first} is the first day that may be counted",
    "orders.deadline_counted_within": "it ends with the first day that counts from {first} on",
    "orders.deadline_cut_off": "it started after that day's cut-off, as if on {first}",
    "orders.deadline_grace": "allowed on top of it: {grace}",
    "orders.deadline_hours": "hours allowed: {hours}, however clocks are changed",
    # what stops it
    "orders.deadline_away": "the clock stands still from {start} to {end}, while the vendor is away",
    "orders.deadline_away_for_now": "the clock stands still from {start} on, while the vendor is away",
    "orders.deadline_away_ignored": "the vendor is away from {start} to {end}, which does not stop the clock",
    "orders.deadline_away_ignored_for_now": "the vendor is away from {start} on, which does not stop the clock",
    "orders.deadline_hold": "the clock stands still from {start} to {end}, while the part was on hold",
    "orders.deadline_hold_for_now": "the clock stands still from {start} on, while the part is on hold",
    "orders.deadline_hold_ignored": "the part was on hold from {start} to {end}, which does not stop the clock",
    "orders.deadline_hold_ignored_for_now": "the part is on hold from {start} on, which does not stop the clock",
    "orders.deadline_moved": "that moves the due end, which would have been {without}",
    "orders.deadline_not_moved": "that does not move the due end",
    # when it ends, and what has to have happened
    "orders.deadline_binds_delivery": "by then everything has to have arrived: the carrier's time is included",
    "orders.deadline_binds_dispatch": "by then everything has to be sent off, or be ready to be collected",
    "orders.deadline_due": "it is due before {due_end}; from then on it is late",
    "orders.deadline_due_by": "it is due by {last}, which is still in time",
    "orders.deadline_due_with": "it is due with the end of {last} in the zone {zone}; from {due_end} on it is late",
    "orders.deadline_stopped": "the clock stands still, so nothing is due until it goes on",
    # what became of it
    "orders.deadline_due_soon": "at {now} that has not happened, and the due end is near",
    "orders.deadline_late": "that happened at {happened_at}, which was late",
    "orders.deadline_missed": "at {now} that has not happened, and the due end has passed: the deadline is missed",
    "orders.deadline_on_time": "that happened at {happened_at}, which was in time",
    "orders.deadline_pending": "at {now} that has not happened, and there is time",
    "orders.deadline_reached_while_stopped": "everything had happened at {happened_at}, while nothing was due",
    "orders.deadline_void_cancelled": "the part was cancelled at {at}, so nothing of it has to be shipped any more",
    "orders.deadline_void_refunded": "all its money had gone back at {at}, so nothing of it has to be shipped any more",
    "orders.deadline_miss_not_recorded": "that the deadline is missed has not been recorded yet",
    "orders.deadline_miss_recorded": "that the deadline was missed was recorded at {at}",
    "orders.deadline_no_miss": "no missed deadline has been recorded",
    # what a part is shown as
    "orders.status_awaiting_payment": "part {part} is shown as {status}, because its payment is not confirmed",
    "orders.status_cancelled": "part {part} is shown as {status}, because all of it was cancelled, at {at}",
    "orders.status_completed": "part {part} is shown as {status}, because it was completed at {at}",
    "orders.status_on_hold": "part {part} is shown as {status}, because it is on hold since {at}",
    "orders.status_partially_shipped": (
        "part {part} is shown as {status}, because something of it was shipped and units are left to ship: {left}"
    ),
    "orders.status_processing": "part {part} is shown as {status}, because it is paid and nothing of it was shipped",
    "orders.status_refunded": "part {part} is shown as {status}, because all that was paid for it went back: {paid}",
    "orders.status_shipped": "part {part} is shown as {status}, because everything of it that is not cancelled left",
    "orders.status_shipped_first": "part {part} is shown as {status}, because its first parcel left, which counts",
    # what an order is shown as
    "orders.status_of_order_awaiting_payment": (
        "order {order} is shown as {status}, because of parts that wait for their payment: {parts}"
    ),
    "orders.status_of_order_cancelled": "order {order} is shown as {status}, because all of its parts are cancelled",
    "orders.status_of_order_completed": (
        "order {order} is shown as {status}, because every part that is neither cancelled nor refunded is completed"
    ),
    "orders.status_of_order_on_hold": "order {order} is shown as {status}, because of parts that are on hold: {parts}",
    "orders.status_of_order_partially_shipped": (
        "order {order} is shown as {status}, because something of it is shipped or completed and these parts are not "
        "shipped whole: {parts}"
    ),
    "orders.status_of_order_processing": (
        "order {order} is shown as {status}, because nothing was shipped of any part that is neither cancelled nor "
        "refunded"
    ),
    "orders.status_of_order_refunded": (
        "order {order} is shown as {status}, because every part is refunded or cancelled; refunded are: {parts}"
    ),
    "orders.status_of_order_shipped": (
        "order {order} is shown as {status}, because every part that is neither cancelled nor refunded is shipped"
    ),
    # what happened
    "orders.told_accepted": "the buyer's request to cancel part {part} was granted",
    "orders.told_accepted_by_silence": "nobody answered the buyer's request to cancel part {part}, which grants it",
    "orders.told_authorisation_expired": "the authorisation of payment {payment} ended",
    "orders.told_authorised": "payment {payment} was authorised: {amount}",
    "orders.told_away": "the vendor of part {part} is away, until {end}",
    "orders.told_away_for_now": "the vendor of part {part} is away",
    "orders.told_cancelled": "part {part} was cancelled (on account of: {cause})",
    "orders.told_cancelled_for_a_fee": (
        "part {part} was cancelled (on account of: {cause}), for which its vendor owes a fee: {fee}"
    ),
    "orders.told_chargeback_lost": "the payment of part {part} went back by chargeback {chargeback}",
    "orders.told_chargeback_opened": "chargeback {chargeback} was opened on the payment of part {part}",
    "orders.told_chargeback_won": "chargeback {chargeback} failed, and the payment of part {part} stands",
    "orders.told_collected": "dispatch {dispatch} of part {part} was collected",
    "orders.told_completed": "part {part} was completed",
    "orders.told_confirmed": "the payment was confirmed",
    "orders.told_declined": "the buyer's request to cancel part {part} was declined",
    "orders.told_declined_by_silence": "nobody answered the buyer's request to cancel part {part}, which declines it",
    "orders.told_delivered": "dispatch {dispatch} of part {part} arrived",
    "orders.told_erased": "the personal data of the order was erased",
    "orders.told_held": "part {part} was put on hold",
    "orders.told_lines_cancelled": "units of part {part} were cancelled: {units} (on account of: {cause})",
    "orders.told_lost": "dispatch {dispatch} of part {part} was lost",
    "orders.told_missed": "part {part} missed its deadline, which was due before {due_end}",
    "orders.told_note_customer": "note {note} to the buyer was written (by: {author})",
    "orders.told_note_operator": "note {note} for operators only was written",
    "orders.told_note_private": "note {note} was written, not for the buyer (by: {author})",
    "orders.told_order_completed": "the order was completed",
    "orders.told_paid": "payment {payment} came in: {amount}",
    "orders.told_payment_failed": "payment {payment} failed",
    "orders.told_payout_cancelled": "payout {payout} for part {part} was given up",
    "orders.told_payout_paid": "payout {payout} for part {part} was paid",
    "orders.told_payout_requested": "payout {payout} for part {part} was asked for",
    "orders.told_payout_reversed": "payout {payout} for part {part} was taken back",
    "orders.told_placed": "the order was placed",
    "orders.told_placed_in_show": "the order was placed in show {show}",
    "orders.told_properties": "what is said about the order was changed: {changed}",
    "orders.told_ready": "dispatch {dispatch} of part {part} is ready to be collected",
    "orders.told_refund_closed": "refund {refund} of part {part} ended without money going back",
    "orders.told_refund_opened": "refund {refund} of part {part} is under way",
    "orders.told_refund_settled": "money went back to the buyer for part {part}: {amount}",
    "orders.told_released": "part {part} goes on",
    "orders.told_reminded": "the buyer was asked to pay",
    "orders.told_requested": "the buyer asked for part {part} to be cancelled; an answer is due by {answer_by}",
    "orders.told_returned": "dispatch {dispatch} of part {part} came back to its vendor",
    "orders.told_surplus_refunded": "money that was for nothing went back to the buyer: {amount}",
    "orders.told_tracked": "dispatch {dispatch} of part {part} was sent off, with the tracking code {code}",
    "orders.told_tracking_corrected": "dispatch {dispatch} of part {part} has another tracking code: {code}",
    "orders.told_untracked": "dispatch {dispatch} of part {part} was sent off, without tracking",
    "orders.told_withdrawn": "the buyer took back the request to cancel part {part}",
}


def _holes(code: str, text: str) -> frozenset[str]:
    found: set[str] = set()
    for _, hole, spec, conversion in Formatter().parse(text):
        if hole is None:
            continue
        if not hole.isidentifier() or spec or conversion:
            raise TypeError(f"{code}: hole {{{hole}}} is not a plain name")
        found.add(hole)
    return frozenset(found)


HOLES: Final[Mapping[str, frozenset[str]]] = {code: _holes(code, text) for code, text in ENGLISH.items()}
"""The facts that a statement of each code has."""
