"""What a roster is to the services: good rows, whoever read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.rules.companies import Kind, Size
from bot.rules.people import Seat


class Row(Protocol):
    """One good line: a company, and a person of it if it names one. Empty is None, or () for lists."""

    @property
    def line(self) -> int: ...

    @property
    def company(self) -> str: ...

    @property
    def company_ar(self) -> str | None: ...

    @property
    def kind(self) -> Kind | None: ...

    @property
    def size(self) -> Size | None: ...

    @property
    def sub_clusters(self) -> Sequence[str]: ...

    @property
    def city(self) -> str | None: ...

    @property
    def website(self) -> str | None: ...

    @property
    def person(self) -> str | None: ...

    @property
    def role(self) -> Seat | None: ...

    @property
    def language(self) -> str | None: ...

    @property
    def phone(self) -> str | None: ...

    @property
    def email(self) -> str | None: ...

    @property
    def groups(self) -> Sequence[str]: ...


class Roster(Protocol):
    """A roster that was read."""

    @property
    def rows(self) -> Sequence[Row]: ...
