"""The routes of introductions, filled by the modules beside this one."""

from handlers.feature import Feature

feature = Feature()
