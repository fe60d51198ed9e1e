"""What every package stands on: lifecycles, decisions, refusals, actors and scopes, contexts, rule books, ids.

A decision is a function of what is, what is asked, who asks and what time it is.  It changes nothing and says
everything. Nothing here knows of orders, money or coupons; nothing here reads a clock.
"""

from mpcore.kernel.actors import Actor, Buyer, Grant, Operator, System, VendorMember
from mpcore.kernel.channels import SHOP, SalesChannel
from mpcore.kernel.context import Context
from mpcore.kernel.decision import Accepted, Decision, Done, Option, Outcome, Refused, RefusedError, weigh
from mpcore.kernel.errors import (
    BrokenHistoryError,
    Fault,
    LifecycleError,
    MalformedError,
    MpcoreError,
    PolicyMismatchError,
    StaleVersionError,
)
from mpcore.kernel.forms import TEXT_LENGTH, a_count, a_personal_text, a_text, scope_set
from mpcore.kernel.ids import (
    ID_LENGTH,
    BuyerId,
    CaseId,
    ChargebackId,
    CommandId,
    CouponId,
    DispatchId,
    FactId,
    LineId,
    ListingId,
    MemberId,
    NoteId,
    OrderId,
    PartId,
    PaymentId,
    PayoutId,
    RefundId,
    RuleBookId,
    Scope,
    ShopId,
    ShowId,
    VariantId,
    VendorId,
    an_id,
    is_id,
)
from mpcore.kernel.instants import utc
from mpcore.kernel.keyed import find, put
from mpcore.kernel.lifecycle import Lifecycle
from mpcore.kernel.metadata import NO_METADATA, Metadata
from mpcore.kernel.personal import Personal, erased
from mpcore.kernel.recorded import Recorded
from mpcore.kernel.refusal import Kind, Refusal, in_words
from mpcore.kernel.refusals import (
    BeforeItsCause,
    Duplicate,
    Exceeds,
    IdTaken,
    InTheFuture,
    MissingScope,
    NotFound,
    NothingNamed,
    OutOfRange,
    WrongStage,
)
from mpcore.kernel.rulebook import RuleBooks, changed_at, id_of_change
from mpcore.kernel.trusted import changed, made
from mpcore.kernel.values import frozen

__all__ = [
    "ID_LENGTH",
    "NO_METADATA",
    "SHOP",
    "TEXT_LENGTH",
    "Accepted",
    "Actor",
    "BeforeItsCause",
    "BrokenHistoryError",
    "Buyer",
    "BuyerId",
    "CaseId",
    "ChargebackId",
    "CommandId",
    "Context",
    "CouponId",
    "Decision",
    "DispatchId",
    "Done",
    "Duplicate",
    "Exceeds",
    "FactId",
    "Fault",
    "Grant",
    "IdTaken",
    "InTheFuture",
    "Kind",
    "Lifecycle",
    "LifecycleError",
    "LineId",
    "ListingId",
    "MalformedError",
    "MemberId",
    "Metadata",
    "MissingScope",
    "MpcoreError",
    "NotFound",
    "NoteId",
    "NothingNamed",
    "Operator",
    "Option",
    "OrderId",
    "OutOfRange",
    "Outcome",
    "PartId",
    "PaymentId",
    "PayoutId",
    "Personal",
    "PolicyMismatchError",
    "Recorded",
    "RefundId",
    "Refusal",
    "Refused",
    "RefusedError",
    "RuleBookId",
    "RuleBooks",
    "SalesChannel",
    "Scope",
    "ShopId",
    "ShowId",
    "StaleVersionError",
    "System",
    "VariantId",
    "VendorId",
    "VendorMember",
    "WrongStage",
    "a_count",
    "a_personal_text",
    "a_text",
    "an_id",
    "changed",
    "changed_at",
    "erased",
    "find",
    "frozen",
    "id_of_change",
    "in_words",
    "is_id",
    "made",
    "put",
    "scope_set",
    "utc",
    "weigh",
]
