"""What people tap and type."""

from handlers import broadcasts, companies, fallback, home, onboarding, profile, requests, settings, staff

FEATURES = (
    onboarding.feature,
    home.feature,
    profile.feature,
    companies.feature,
    settings.feature,
    broadcasts.feature,
    requests.feature,
    staff.feature,
    fallback.feature,
)
"""All features, in order: the first matching route wins."""
