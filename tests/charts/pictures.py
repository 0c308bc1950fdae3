"""Pictures that the tests and the bench draw: an event's report in three languages, and texts that mean harm."""

from __future__ import annotations

from bot.charts.pictures import (
    Amount,
    Bar,
    Bars,
    Chart,
    Curve,
    Curves,
    Figure,
    Mark,
    Poster,
    QrCode,
    Ratings,
    Share,
    Shares,
)

SAID = {
    "en": (
        ("Export breakfast with the Ministry", "Thursday, 5 November 2026 · \u2068Hôtel Le Gray\u2069"),
        ("Invited", "Answered", "Going", "Came"),
        ("By sub-cluster", "Answers", "Satisfaction"),
        ("Wine", "Processing", "Fresh produce and the cold chain"),
        ("Going", "Not going", "No answer yet"),
        "of 5 · 38 answers",
    ),
    "fr": (
        (
            "Petit déjeuner de l’export avec le ministère",
            "jeudi 5 novembre 2026 · \u2068Hôtel Le Gray\u2069",
        ),
        ("Invités", "Ont répondu", "Viennent", "Étaient là"),
        ("Par sous-cluster", "Réponses", "Satisfaction"),
        ("Vin", "Transformation", "Produits frais et chaîne du froid"),
        ("Viennent", "Ne viennent pas", "Sans réponse"),
        "sur 5 · 38 réponses",
    ),
    "ar": (
        ("فطور التصدير مع وزارة الاقتصاد", "الخميس، 5 تشرين الثاني 2026 · \u2068Hôtel Le Gray\u2069"),
        ("المدعوون", "أجابوا", "سيحضرون", "حضروا"),
        ("بحسب التجمّع الفرعي", "الأجوبة", "الرضا"),
        ("النبيذ", "التصنيع الغذائي", "المنتجات الطازجة وسلسلة التبريد"),
        ("سيحضر", "لن يحضر", "لم يُجب بعد"),
        "من 5 · 38 جوابًا",
    ),
}
LINK = "https://t.me/qoot_cluster_bot?start=t_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_ab"
HOSTILE = (
    r"$\frac{1}{0}$ _a_ ^b^ {x} %d",
    "Company " * 25,
    "شركة الأغذية المتحدة " * 12,
    "W" * 200,
    "﷽ﷺ" * 100,
    "a" + "\u0301" * 200,
    "م" + "\u0651\u064e" * 100,
    "one\ntwo\r\n\tthree\u2028four\0",
    "\u202eevil\u202c \u2067rtl\u2069\u2069\u2068\u2068open",
    "👩‍👩‍👧‍👦🎉\ufe0f",
    "北京 лаваш ไทย",
    " \u200b\u2060\ufeff\u200d ",
    "\ud800\udfff",
    "",
    "مـ" + "ـ" * 150 + "ـد",
    "QOOT (بيروت) – شركة S.A.L. (x)",
)


def amount(value: float) -> Amount:
    return Amount(value, str(value))


def bar(name: str, *values: float, said: str = "") -> Bar:
    return Bar(name, tuple(map(amount, values)), said)


def report(language: str) -> Poster:
    """An event's report, as staff get it."""
    (title, subtitle), series, titles, clusters, answers, below = SAID[language]
    parts = [
        bar(clusters[0], 48, 31, 22, 19),
        bar(clusters[1], 30, 21, 17, 15),
        bar(clusters[2], 22, 9, 6, 0),
    ]
    charts: tuple[Chart, ...] = (
        Bars(titles[0], tuple(parts), series),
        Shares(
            titles[1],
            tuple(Share(name, amount(n), n == 51) for name, n in zip(answers, (49, 20, 51), strict=True)),
        ),
        Ratings(titles[2], "4.3", tuple(bar(str(n), n * n) for n in range(1, 6)), below),
    )
    figures = tuple(Figure(str(n), name) for n, name in zip((120, 69, 49, 39), series, strict=True))
    return Poster(title, subtitle, figures, charts, "QOOT", language == "ar")


def ticket(language: str) -> QrCode:
    """A person's code for the door."""
    return QrCode(LINK, ("محمد عبد الرحمن El Hajj", SAID[language][0][0]), language == "ar")


def hostile(is_rtl: bool) -> Poster:
    """Everything said in texts that mean harm."""
    said = tuple(Amount(n, text) for n, text in enumerate(HOSTILE))
    several = tuple(Bar(text, (one, amount(3)), text) for text, one in zip(HOSTILE, said, strict=True))
    charts = (
        Bars(HOSTILE[0], several, HOSTILE[1:3], note=HOSTILE[2]),
        Bars(HOSTILE[1], several[:4], HOSTILE[3:5], is_stacked=True, note=HOSTILE[3]),
        Shares(HOSTILE[8], tuple(Share(text, one) for text, one in zip(HOSTILE[:8], said[:8], strict=True))),
    )
    figures = tuple(Figure(text, text) for text in HOSTILE[:5])
    return Poster(HOSTILE[2], HOSTILE[1], figures, charts, HOSTILE[4], is_rtl)


def hostile_curves() -> Poster:
    """Curves that end in one place, with names and marks that mean harm."""
    parts = tuple(Curve((1.0, None, 0.0), text, text) for text in HOSTILE[:4])
    marks = tuple(Mark(n / 2, text) for n, text in enumerate(HOSTILE[4:]))
    return Poster(charts=(Curves(HOSTILE[1], parts, 3, marks, marks, HOSTILE[2]),), is_rtl=True)


def hostile_rating() -> Poster:
    bars = tuple(Bar(text, (Amount(0, text),)) for text in HOSTILE)
    return Poster(charts=(Ratings(HOSTILE[4], HOSTILE[3], bars, HOSTILE[2], HOSTILE[1]),))
