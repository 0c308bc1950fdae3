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
    home.feature,
    profile.feature,
    companies.feature,
    directory.feature,
    preferences.feature,
    answering.feature,
    asking.feature,
    by_hand.feature,
    overseeing.feature,
    outcomes.feature,
    settings.feature,
    audiences.feature,
    broadcasts.feature,
    requests.feature,
    rounds.feature,
    staff.feature,
    fallback.feature,
)
"""All features, in order: the first matching route wins."""
