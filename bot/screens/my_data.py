"""My data: all that is stored about somebody as a page that they read on their phone, in their language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.i18n import N_, _, current, date_time, gettext, isolate, name, number
from bot.markup import escape
from bot.rules.fields import Field
from bot.screens.my_data_layout import Part, Sheet
from bot.screens.my_data_nouns import Known, Row
from bot.screens.my_data_sheets import TAKEN_PART
from bot.screens.my_data_traces import NOTED
from bot.screens.vocabulary import company_name, field_name

SHEETS: Mapping[str, Sheet] = {**TAKEN_PART, **NOTED}
"""How each section of a download is read. A test holds that there is one for each, that each of its columns is shown or
left out with a reason, and that each value has words."""
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    N_("About me"): ("person", "company", "groups", "staff", "changes_by_staff", "import_changes"),
    N_("Whom I met"): (
        "introductions",
        "after_introductions",
        "rounds",
        "suggested_to_you",
        "not_to_be_asked_by",
    ),
    N_("Events and missions"): (
        "events",
        "missions",
        "applications_to_missions",
        "missions_you_would_travel_on",
        "leads_you_noted",
        "your_diaries",
        "said_about_missions",
        "asked_after_missions",
    ),
    N_("Opportunities, polls and announcements"): (
        "opportunities",
        "opportunities_you_proposed",
        "polls",
        "announcements_you_answered",
    ),
    N_("Messages"): ("messages_to_you", "your_updates", "texts_you_can_still_edit", "dialogue", "chat"),
    N_("My part in the cluster"): ("scores", "what_you_did", "what_you_were_offered"),
    N_("Joining and searching"): (
        "requests_to_join",
        "invite_links_used",
        "invite_links_made",
        "invite_links_tried",
        "searches",
        "wrong_numbers_at_venues",
        "imports",
        "earlier_records",
    ),
}
"""The sections under their headings, in the order of what interests somebody most."""
ALONE = frozenset(("person", "company", "staff", "dialogue", "chat"))
"""Sections that are one row, and not a list."""
AT_ONCE = 10
"""Rows of a list that are shown; the others are a tap away."""
FURTHER = {"groups": N_("Groups"), "earlier_records": N_("My records of before")}
"""Sections that are no rows of a table, and what they are called."""
STYLE = """
:root{color-scheme:light dark;--ink:#1d2420;--soft:#5c6a62;--line:#dfe5e1;--card:#fff;--page:#f3f6f4;--mark:#1f6b45}
@media(prefers-color-scheme:dark){
:root{--ink:#e8eeea;--soft:#9fb0a6;--line:#2f3a34;--card:#1b221e;--page:#121714;--mark:#7fd0a5}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0;background:var(--page);color:var(--ink)}
main{max-width:44rem;margin:0 auto;padding:1rem .75rem 3rem}
h1{font-size:1.45rem;line-height:1.25;margin:.5rem .25rem}
h2{font-size:1rem;color:var(--mark);margin:1.75rem .25rem .5rem}
header p,footer{color:var(--soft);font-size:.9rem;margin:.25rem}
footer{margin-top:2rem}
main>details{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:.5rem 0;padding:0 .9rem}
summary{font-weight:600;padding:.75rem 0;cursor:pointer}
summary span{color:var(--soft);font-weight:400}
ol{list-style:none;margin:0;padding:0}
li{border-top:1px solid var(--line);padding:.7rem 0}
h3{font-size:1rem;margin:0}
li>p{margin:.1rem 0 0;color:var(--soft);font-size:.9rem}
dl{margin:.4rem 0 .6rem}
dl>div{display:grid;grid-template-columns:minmax(6.5rem,35%) 1fr;gap:.1rem .75rem;padding:.2rem 0}
dt{color:var(--soft);font-size:.9rem}
dd{margin:0;overflow-wrap:anywhere}
dd,li>p{text-wrap:pretty}
.phone{white-space:nowrap}
dd>div+div{margin-top:.5rem}
.words{margin:0;min-height:.75em;white-space:pre-wrap;overflow-wrap:anywhere}
"""


def readable(about: Mapping[str, Any], known: Known, now: datetime) -> bytes:
    """A page of HTML that needs nothing else, in the reader's language: what the download says, in words, save for what
    is empty and what only the program reads. `about` is as `services.privacy.all_about` has it.
    """
    direction = "rtl" if current() == "ar" else "ltr"
    title = escape(_("What QOOT stores about me"))
    stood = _("As of {moment}.").format(moment=date_time(now, known.zone))
    lead = _("Tap a heading to open it. What is empty is left out.")
    foot = _(
        "What only the program reads, such as the numbers of records, is in the data file (JSON) that {command} offers."
    ).format(command=isolate("/privacy"))
    return (
        f'<!doctype html><html lang="{current()}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><header><h1>{title}</h1>"
        f"<p>{stood}</p><p>{lead}</p></header>{_chapters(about, known)}<footer>{foot}</footer></main></body></html>"
    ).encode()


def _chapters(about: Mapping[str, Any], known: Known) -> str:
    parts, told = [], set[tuple[str, int]]()
    for title, keys in CHAPTERS.items():
        sections = "".join(
            _section(key, _news(key, about[key], told), known) for key in keys if about.get(key)
        )
        if sections:
            heading = escape(gettext(title))
            parts.append(f"<h2>{heading}</h2>{sections}")
    return "".join(parts)


def _news(key: str, value: Any, told: set[tuple[str, int]]) -> Any:
    """What a section has, the newest first, without rows that an earlier section has told: who applies for a mission
    may be who would travel."""
    if key in ALONE or key in FURTHER:
        return value
    sheet = SHEETS[key]
    rows = [row for row in value if (sheet.table.name, row.get("id")) not in told]
    told.update((sheet.table.name, row["id"]) for row in rows if "id" in row)
    return sorted(rows, key=sheet.when)[::-1]  # of rows of one time, too, the last comes first


def _section(key: str, value: Any, known: Known) -> str:
    if key in ALONE:
        row = value[0] if isinstance(value, list) else value
        body = _parts(SHEETS[key], SHEETS[key].parts, row, known)
        return _folded(_title(key), body, is_open=key == "person") if body else ""
    items = [f"<li>{item}</li>" for one in value if (item := _item(key, one, known))]
    if not items:
        return ""
    return _folded(f"{_title(key)} <span>({number(len(items))})</span>", _listed(items))


def _title(key: str) -> str:
    return escape(gettext(SHEETS[key].title if key in SHEETS else FURTHER[key]))


def _folded(summary: str, body: str, *, is_open: bool = False) -> str:
    return f"<details{' open' if is_open else ''}><summary>{summary}</summary>{body}</details>"


def _listed(items: Sequence[str]) -> str:
    """The first of them at once, the others below."""
    first, others = items[:AT_ONCE], items[AT_ONCE:]
    if not others:
        return f"<ol>{''.join(first)}</ol>"
    words, further = _("{n} more").format(n=number(len(others))), "".join(others)
    return f"<ol>{''.join(first)}</ol>{_folded(words, f'<ol>{further}</ol>')}"


def _item(key: str, value: Any, known: Known) -> str:
    match key:
        case "groups":
            return name(known.groups.get(value, value))
        case "earlier_records":
            return _earlier(value, known)
    return _row(SHEETS[key], value, known)


def _earlier(record: Mapping[str, Any], known: Known) -> str:
    """Who one was at a company before: all that is kept of it."""
    company = known.things.get("companies", {}).get(record["company"]["id"])
    title = name(company_name(company)) if company is not None else ""
    return f"<h3>{title}</h3>{_chapters(record, known)}"


def _row(sheet: Sheet, row: Row, known: Known) -> str:
    head, under = (
        [said for part in parts if (said := _said(sheet, part, row, known))]
        for parts in (sheet.head, sheet.under)
    )
    title = " · ".join(head) or (under.pop(0) if under else "")
    below = f"<p>{' · '.join(under)}</p>" if under else ""
    heading = f"<h3>{title[:1].upper()}{title[1:]}</h3>" if title else ""
    return f"{heading}{below}{_parts(sheet, sheet.parts, row, known)}"


def _parts(sheet: Sheet, parts: Iterable[Part], row: Row, known: Known) -> str:
    said = (
        f"<div><dt>{_label(part)}</dt><dd>{words}</dd></div>"
        for part in parts
        if (words := _said(sheet, part, row, known))
    )
    return f"<dl>{listed}</dl>" if (listed := "".join(said)) else ""


def _label(part: Part) -> str:
    return escape(gettext(part.label) if part.label else field_name(Field(part.column)))


def _said(sheet: Sheet, part: Part, row: Row, known: Known) -> str:
    """What stands in a part of a row, as HTML; "" for nothing."""
    value = row.get(part.column)
    if value in (None, "", [], {}) and not part.is_said_empty:
        return ""
    return sheet.reader(part)(value, row, known)
