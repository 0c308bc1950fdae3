"""What people tap and type."""

from handlers import (
    broadcasts,
    companies,
    directory,
    fallback,
    home,
    introductions,
    onboarding,
    outcomes,
    preferences,
    profile,
    requests,
    rounds,
    settings,
    staff,
)

FEATURES = (
    onboarding.feature,
    home.feature,
    profile.feature,
    companies.feature,
    directory.feature,
    preferences.feature,
    introductions.feature,
    outcomes.feature,
    settings.feature,
    broadcasts.feature,
    requests.feature,
    rounds.feature,
    staff.feature,
    fallback.feature,
)
"""All features, in order: the first matching route wins."""
