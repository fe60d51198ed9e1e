"""What may be asked about the refunds and returns of an order: ids and values only, each with the scope it needs."""

from __future__ import annotations

from typing import TypeAlias

from mpcore.refunds.commands.refunds import (
    AbandonRefund,
    ApproveRefund,
    ForceRefund,
    OfRefund,
    OfRefundCommand,
    PaymentReport,
    RecordRefundFailure,
    RecordRefundPayment,
    RefundCancellation,
    RefundContent,
    RefundSurplus,
    RejectRefund,
    RequestRefund,
    RetryRefund,
    SettleRefundByHand,
    WithdrawRefund,
)
from mpcore.refunds.commands.returns import (
    AcceptReturn,
    AnswerCase,
    AskDocuments,
    CancelReturn,
    DecideCase,
    EscalateReturn,
    ExchangeReturn,
    OfReturn,
    OfReturnCommand,
    OpenReturn,
    ReceiveReturn,
    RecordReturnArrival,
    RefundReturn,
    RejectReturn,
    ShipBack,
    SupplyDocuments,
)
from mpcore.refunds.commands.upkeep import (
    ErasePersonalData,
    FireTimers,
)

__all__ = [
    "AbandonRefund",
    "AcceptReturn",
    "AnswerCase",
    "ApproveRefund",
    "AskDocuments",
    "CancelReturn",
    "DecideCase",
    "ErasePersonalData",
    "EscalateReturn",
    "ExchangeReturn",
    "FireTimers",
    "ForceRefund",
    "OfRefund",
    "OfRefundCommand",
    "OfReturn",
    "OfReturnCommand",
    "OpenReturn",
    "PaymentReport",
    "ReceiveReturn",
    "RecordRefundFailure",
    "RecordRefundPayment",
    "RecordReturnArrival",
    "RefundCancellation",
    "RefundCommand",
    "RefundContent",
    "RefundReturn",
    "RefundSurplus",
    "RejectRefund",
    "RejectReturn",
    "RequestRefund",
    "RetryRefund",
    "SettleRefundByHand",
    "ShipBack",
    "SupplyDocuments",
    "WithdrawRefund",
]

RefundCommand: TypeAlias = OfRefundCommand | OfReturnCommand | FireTimers | ErasePersonalData
"""What may be asked about the refunds and returns of an order."""
