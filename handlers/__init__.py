"""What people tap and type."""

from handlers import (
    audiences,
    broadcasts,
    companies,
    directory,
    events,
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
    staff_introductions,
    wordings,
)

FEATURES = (
    onboarding.feature,
    directory.feature,
    events.feature,
    introductions.feature,
    profile.feature,
    companies.feature,
    broadcasts.feature,
    staff_introductions.feature,
    requests.feature,
    rounds.feature,
    staff.feature,
    settings.feature,
    home.feature,
    outcomes.feature,
    preferences.feature,
    audiences.feature,
    wordings.feature,
    fallback.feature,
)
"""All features, in the order in which home, /help and the command menu show their entrances."""
