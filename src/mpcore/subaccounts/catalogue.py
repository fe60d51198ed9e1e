"""The scopes of mpcore: those of rules.md §9.1 as amended by §00.8, and every one that a command names."""

from __future__ import annotations

from typing import Final

from mpcore.kernel import Scope
from mpcore.subaccounts.scopes import ScopeCatalogue, ScopeInfo, Who

__all__ = ["CATALOGUE"]


def _area(area: str, /, who: Who = Who.DELEGABLE, *, sensitive: bool = False, **meanings: str) -> tuple[ScopeInfo, ...]:
    """The scopes of one area, by action; `__` stands for a dot."""
    return tuple(
        [
            ScopeInfo(
                scope=Scope(f"{area}.{action.rstrip('_').replace('__', '.')}"),
                meaning=meaning,
                who=who,
                sensitive=sensitive,
            )
            for action, meaning in meanings.items()
        ]
    )


CATALOGUE: Final = ScopeCatalogue(
    (
        # Orders
        *_area(
            "orders",
            view="see orders",
            note="write notes on orders",
            ship="ship lines and correct tracking",
            record_collection="say that a buyer has fetched a parcel",
            complete="complete parts",
            cancel="cancel parts and lines",
            answer_cancellation="answer a buyer's wish to cancel",
            hold="hold parts and release them",
            remind="remind buyers to pay",
        ),
        *_area(
            "orders",
            sensitive=True,
            view_customer_data="see who buyers are and where they live",
            export="export orders",
        ),
        *_area(
            "orders",
            Who.BUYER,
            place="place orders",
            request_cancellation="ask for a cancellation, or withdraw the wish",
        ),
        *_area(
            "orders",
            Who.SYSTEM,
            record_payment="record payments, authorisations and failures",
            record_delivery="record deliveries",
            record_loss="record that a parcel is lost",
            record_return_to_sender="record that a parcel came back",
            record_vacation="record a vendor's vacation",
            edit_metadata="edit the metadata of orders",
            erase_personal_data="erase a buyer's personal data",
            fire_timers="do what is due in orders",
        ),
        *_area(
            "orders",
            Who.OPERATOR,
            confirm_payment="confirm payments by hand",
            edit_properties="edit what is said about an order besides its lines",
        ),
        # Parcels
        *_area(
            "shipments",
            view="see parcels",
            edit_parcel="edit weights and dimensions",
            bundle="bundle a buyer's orders into parcels",
            label="make shipping labels",
            track="follow parcels",
        ),
        # Money and goods that go back
        *_area("refunds", view="see refunds", request="ask for refunds", withdraw="withdraw what was asked for"),
        *_area(
            "refunds", Who.OPERATOR, approve="approve refunds", reject="reject refunds", force="refund past the rules"
        ),
        *_area(
            "refunds",
            Who.SYSTEM,
            record="record what a payment provider gave back, or did not",
            fire_timers="do what is due in refunds and returns",
            erase_personal_data="erase personal data in refunds and returns",
            refund_cancellation="give back what a cancellation left due",
            refund_surplus="give back what came in beyond what was due",
        ),
        *_area(
            "returns",
            view="see returns",
            request_documents="ask the buyer for proof",
            accept="accept returns",
            reject="reject returns",
            receive="say that goods came back",
            refund="refund returns, or exchange what came back",
            escalate="hand a return to the marketplace",
            answer_case="answer what the other side handed to the marketplace",
        ),
        *_area(
            "returns",
            Who.BUYER,
            open="ask to send goods back",
            supply_documents="supply documents about a return",
            ship_back="say that goods were sent back",
            cancel="keep the goods after all",
        ),
        *_area("returns", Who.SYSTEM, record_arrival="record that a return parcel was delivered"),
        *_area("returns", Who.OPERATOR, decide="decide what was handed to the marketplace"),
        # What is sold, and for how much
        *_area(
            "listings",
            view="see listings",
            create="create listings",
            edit="edit listings",
            duplicate="duplicate listings",
            activate="activate and deactivate listings",
            stock="change stock",
            assign_show="put listings into shows",
            import_="import listings",
            export="export listings",
        ),
        *_area("listings", sensitive=True, delete="delete listings"),
        *_area("listings", Who.OPERATOR, approve="approve listings"),
        *_area(
            "discounts",
            view="see coupons",
            manage="create coupons and switch them off and on",
            stats="see how coupons are used",
        ),
        *_area("discounts", Who.BUYER, redeem="hold coupons at a checkout and use them"),
        *_area("discounts", Who.SYSTEM, fire_timers="do what is due in coupons"),
        *_area("discounts", Who.OPERATOR, fund="let the marketplace pay for discounts"),
        *_area("tips", view="see tips"),
        *_area("stats", view="see figures"),
        # Talking to buyers
        *_area(
            "chat",
            use="talk to buyers",
            assign="form groups and assign conversations",
            transfer="hand a conversation on",
            auto_reply="set automatic replies",
        ),
        # Money of the vendor
        *_area("invoices", view="see invoices"),
        *_area("invoices", sensitive=True, commission_view="see what the marketplace takes"),
        *_area("finance", sensitive=True, view="see bills and earnings"),
        *_area("payouts", sensitive=True, view="see payouts", request="ask for payouts"),
        *_area("payouts", Who.OPERATOR, approve="approve payouts"),
        *_area("payout_account", Who.BY_POLICY, sensitive=True, manage="change where payouts go"),
        *_area("wallet", sensitive=True, view="see the wallet"),
        *_area("wallet", Who.NEVER, sensitive=True, password__change="change the wallet's password"),  # noqa: S106
        # The shop and the company
        *_area("shop", settings__view="see a shop's settings", settings__edit="edit a shop's settings"),
        *_area(
            "shop",
            sensitive=True,
            password__change="change a shop's password",  # noqa: S106
            email__change="change a shop's e-mail",
        ),
        *_area("shops", Who.NEVER, add="add shops to the company"),
        *_area("company", sensitive=True, view="see the company's documents"),
        *_area("company", Who.NEVER, sensitive=True, edit="edit the company's documents"),
        *_area("company", Who.NEVER, transfer="make a sub-account the main account"),
        *_area("company", Who.SYSTEM, create="create companies", invite="send a main account its link"),
        *_area(
            "company",
            Who.OPERATOR,
            refuse="refuse companies that applied",
            suspend="suspend companies and reinstate them",
        ),
        *_area("invitations", Who.SYSTEM, accept="show the token of a link for whoever it was sent to"),
        *_area("plan", Who.NEVER, change="change the company's plan"),
        *_area("account", Who.NEVER, sensitive=True, delete="delete the main account"),
        # The team
        *_area("team", view="see the team, its roles and grants"),
        *_area(
            "sub_accounts",
            Who.BY_POLICY,
            create="create sub-accounts",
            manage="disable, enable and delete sub-accounts",
        ),
        *_area("roles", Who.BY_POLICY, manage="define, edit and delete roles"),
        *_area("grants", Who.BY_POLICY, manage="grant roles and revoke grants"),
        *_area("limits", Who.BY_POLICY, sensitive=True, manage="limit what sub-accounts spend by themselves"),
        *_area("audit_log", Who.NEVER, sensitive=True, view="see who of the team did what"),
        # A vendor's own store
        *_area(
            "sync",
            connect="connect a store",
            map="map products",
            unmap="undo mappings",
            settings="choose what is synchronised",
        ),
        *_area("sync", Who.OPERATOR, auto_variants="let variants be made by themselves"),
    )
)
"""Every scope of mpcore."""
