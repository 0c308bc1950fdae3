from handlers.feature import Feature

feature = Feature()
