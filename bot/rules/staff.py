"""Who on the staff may do what."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody of the staff may do. An owner may everything, an editor all but the staff list, a viewer look."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"

    def includes(self, needed: Role) -> bool:
        """Whether this role may do what `needed` may."""
        return _RANK[self] >= _RANK[needed]


_RANK = {role: rank for rank, role in enumerate(Role)}
