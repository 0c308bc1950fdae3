"""Members come in."""

from __future__ import annotations

import pytest

from tests.stories.cast import Cluster




@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_somebody_joins_through_their_link_in_their_language(cluster: Cluster, language: str) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    assert "Amina Haddad" in amina.screen
    assert "Cedar Press" in amina.screen


async def test_a_stranger_is_shown_only_how_to_ask(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    await nour.opens()
    assert "invite link" in nour.screen
    await nour.types("/profile")
    assert "invite link" in nour.screen
