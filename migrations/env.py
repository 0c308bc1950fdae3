"""Alembic's environment: schema changes run on the connection that `bot.migrating` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from bot.models.base import Base


def run(connection: Connection) -> None:
    """Migrate on this connection, inside its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="bot.models.",
        render_item=_render,
    )
    context.run_migrations()


def _render(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name plain column types, so that they outlive the code's own."""
    if kind == "type" and type(item).__module__.startswith("bot."):
        zoned = getattr(item.impl, "timezone", None)
        return f"sa.{item.impl!r}" if zoned is None else f"sa.DateTime(timezone={zoned})"
    return False


run(context.config.attributes["connection"])
