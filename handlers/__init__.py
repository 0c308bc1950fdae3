"""What people tap and type."""

from handlers import (
    audiences,
    broadcasts,
    companies,
    directory,
    fallback,
    home,
    onboarding,
    outcomes,
    preferences,
    profile,
    requests,
    rounds,
    settings,
    staff,
)
from handlers.introductions import answering, asking, by_hand, overseeing

FEATURES = (
    onboarding.feature,
    directory.feature,
    answering.feature,
    profile.feature,
    companies.feature,
    broadcasts.feature,
    overseeing.feature,
    requests.feature,
    rounds.feature,
    staff.feature,
    settings.feature,
    home.feature,
    asking.feature,
    by_hand.feature,
    outcomes.feature,
    preferences.feature,
    audiences.feature,
    fallback.feature,
)
"""All features, in the order in which home, /help and the command menu show their entrances."""
