"""When a second person must look at a broadcast before it goes out, and what comes of that."""

from __future__ import annotations

from enum import StrEnum


class ApprovalState(StrEnum):
    """What came of asking for an approval. VOID: what was asked about was changed."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOID = "void"
