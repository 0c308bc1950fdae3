"""Telegram's HTML: what it becomes, and what it says where it is wrong."""

import pytest

from bot.simulator.entities import parsed
from bot.simulator.entities.html import parse_html
from bot.simulator.errors import ApiError


def entity(kind: str, offset: int, length: int, **more: object) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_each_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert parse_html(f"so <{tag}>be it</{tag}>") == ("so be it", [entity(kind, 3, 5)])


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"', []),
        ("&#1575;&#x644; &#0; &nbsp; &copy; AT&T", "ال &#0; &nbsp; &copy; AT&T", []),
        ("&lt without its semicolon", "< without its semicolon", []),
        ("🌾🌾 <b>🌾</b>!", "🌾🌾 🌾!", [entity("bold", 5, 2)]),
        ("<b>one <i>two</i></b>", "one two", [entity("bold", 0, 7), entity("italic", 4, 3)]),
        ("<b>shorthand</>", "shorthand", [entity("bold", 0, 9)]),
        ("<b></b>nothing", "nothing", []),
        ('<span class="tg-spoiler">who</span>', "who", [entity("spoiler", 0, 3)]),
        ("<blockquote expandable>long</blockquote>", "long", [entity("expandable_blockquote", 0, 4)]),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [entity("pre", 0, 1, language="python")],
        ),
        ('<code class="language-python">x</code>', "x", [entity("code", 0, 1)]),
        ("<pre>a<code>b</code></pre>", "ab", [entity("pre", 0, 2), entity("code", 1, 1)]),
        ("<pre><code>x</code></pre>", "x", [entity("pre", 0, 1), entity("code", 0, 1)]),
        (
            '<code class="language-sql"><pre>x</pre></code>',
            "x",
            [entity("pre", 0, 1, language="sql")],
        ),
        (
            '<i><tg-emoji emoji-id="7">🫒</tg-emoji></i>',
            "🫒",
            [entity("italic", 0, 2), entity("custom_emoji", 0, 2, custom_emoji_id="7")],
        ),
        (
            "<blockquote cite='' expandable=no>a<pre>b</pre></blockquote>",
            "ab",
            [entity("expandable_blockquote", 0, 2), entity("pre", 1, 1)],
        ),
        ("<b class=X-1. data-a='&lt;>' hidden>x</b>", "x", [entity("bold", 0, 1)]),
        (
            '<a href="https://qoot.example/?a=1&amp;b=2">here</a>',
            "here",
            [entity("text_link", 0, 4, url="https://qoot.example/?a=1&b=2")],
        ),
        ("<a href=qoot.example>x</a>", "x", [entity("text_link", 0, 1, url="http://qoot.example/")]),
        ("<a>qoot.example</a>", "qoot.example", [entity("text_link", 0, 12, url="http://qoot.example/")]),
        ("<a>no address</a>", "no address", []),
        ("<a>qoot.example </a>", "qoot.example ", []),
        ("<a href='ftp://qoot.example'>x</a>", "x", []),
        ("<a href='qoot.example' href=''>x</a>", "x", []),
        (
            "<a href='QOOT.example?a=&lt;b&quot;'>x</a>",
            "x",
            [entity("text_link", 0, 1, url='http://qoot.example/?a=<b"')],
        ),
        (
            '<tg-emoji emoji-id="5368">👍</tg-emoji>',
            "👍",
            [entity("custom_emoji", 0, 2, custom_emoji_id="5368")],
        ),
        (
            '<tg-time unix="1793610000" format="wDT">Monday</tg-time>',
            "Monday",
            [entity("date_time", 0, 6, unix_time=1793610000, date_time_format="wDT")],
        ),
        (
            '<a href="tg://user?id=501">Amina</a>',
            "Amina",
            [entity("text_mention", 0, 5, user={"id": 501, "is_bot": False, "first_name": ""})],
        ),
    ],
)
def test_markup_becomes_text_and_entities(source: str, text: str, entities: list[object]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("letters", "shown"),
    [
        ("", ""),
        ("r", "r"),
        ("R", "r"),
        ("W", "w"),
        ("Tw", "wT"),
        ("tDW", "wDt"),
        ("DdTt", "dt"),
        ("wWwWddTTT", "wdT"),
    ],
)
def test_the_letters_of_a_date_come_in_any_order_and_number(letters: str, shown: str) -> None:
    source = f'<tg-time unix="1793610000" format="{letters}">then</tg-time>'
    carried = {"unix_time": 1793610000, "date_time_format": shown}
    assert parse_html(source) == ("then", [entity("date_time", 0, 4, **carried)])
    given = [entity("date_time", 0, 4, unix_time=1793610000, date_time_format=letters)]
    assert parsed("then", "", given) == ("then", [entity("date_time", 0, 4, **carried)])


def test_of_two_forms_the_short_one_counts_in_markup_and_the_last_one_in_a_list() -> None:
    _, entities = parse_html('<tg-time unix="5" format="tTdD">x</tg-time>')
    assert entities[0]["date_time_format"] == "dt"
    _, entities = parsed("x", "", [entity("date_time", 0, 1, unix_time=5, date_time_format="tTdD")])
    assert entities[0]["date_time_format"] == "DT"


@pytest.mark.parametrize("letters", ["rt", "rr", "dr", "ts", "x", "w d"])
def test_other_letters_are_refused_in_telegrams_words(letters: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities: Invalid date format used"):
        parse_html(f'<tg-time unix="5" format="{letters}">x</tg-time>')
    given = [entity("date_time", 0, 1, unix_time=5, date_time_format=letters)]
    with pytest.raises(ApiError, match="can't parse MessageEntity: Invalid date-time format specified"):
        parsed("x", "", given)


@pytest.mark.parametrize("unix", ["0", "-5", "soon", "4000000000"])
def test_a_date_that_is_none_is_plain_text(unix: str) -> None:
    assert parse_html(f'<tg-time unix="{unix}">then</tg-time>') == ("then", [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("الاسم <x>", 'Unsupported start tag "x" at byte offset 11'),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("🌾<b", "Unclosed start tag at byte offset 4"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("stop</b>", "Unexpected end tag at byte offset 4"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ('<tg-time unix="5" format="??">x</tg-time>', "Invalid date format used"),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_wrong_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


def test_outer_white_space_goes_and_entities_follow() -> None:
    assert parsed("\n  <b>hi</b> \n", "HTML", None) == ("hi", [entity("bold", 0, 2)])


def test_direction_overrides_and_control_characters_go() -> None:
    assert parsed("a\u202eb\r\n<b>c\u2028d</b>\te", "HTML", None) == ("ab\ncd e", [entity("bold", 3, 2)])


def test_isolates_stay() -> None:
    assert parsed("\u2068Amina\u2069", "", None)[0] == "\u2068Amina\u2069"


def test_code_holds_no_other_formatting() -> None:
    _, entities = parsed("<b>a<code>b</code>c</b>", "HTML", None)
    assert entities == [entity("bold", 0, 1), entity("code", 1, 1), entity("bold", 2, 1)]


def test_outer_entities_come_first_and_quotes_do_not_nest() -> None:
    _, entities = parsed("<i><b>ab</b></i><blockquote>c<blockquote>d</blockquote></blockquote>", "HTML", None)
    assert entities == [entity("bold", 0, 2), entity("italic", 0, 2), entity("blockquote", 2, 2)]


def test_neighbours_of_one_style_merge() -> None:
    assert parsed("<b>a</b><b>b</b>", "HTML", None)[1] == [entity("bold", 0, 2)]


def test_links_commands_mentions_tags_and_addresses_are_found() -> None:
    text = "🌾 /help @qoot_team #agri_food me@qoot.example https://qoot.example/a?b=1."
    assert [(one["type"], one["offset"], one["length"]) for one in parsed(text, "", None)[1]] == [
        ("bot_command", 3, 5),
        ("mention", 9, 10),
        ("hashtag", 20, 10),
        ("email", 31, 15),
        ("url", 47, 26),
    ]


def test_nothing_is_found_in_code_and_links() -> None:
    _, entities = parsed('<code>/help</code> <a href="qoot.example">@qoot_team</a>', "HTML", None)
    assert [one["type"] for one in entities] == ["code", "text_link"]


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        parsed("x", "XML", None)


def test_a_style_is_cut_where_something_else_begins_or_ends() -> None:
    _, entities = parsed("<b>a<i>b</i>c</b>", "HTML", None)
    assert entities == [entity("bold", 0, 1), entity("bold", 1, 2), entity("italic", 1, 1)]
    _, entities = parsed('<u>a<a href="qoot.example">b</a>c</u>', "HTML", None)
    link = entity("text_link", 1, 1, url="http://qoot.example/")
    assert entities == [entity("underline", 0, 1), link, *(entity("underline", at, 1) for at in (1, 2))]


def test_dates_hold_no_other_formatting_and_nothing_is_found_in_them() -> None:
    _, entities = parsed('<b>a<tg-time unix="5" format="r">@qoot_team</tg-time></b>', "HTML", None)
    moment = entity("date_time", 1, 10, unix_time=5, date_time_format="r")
    assert entities == [entity("bold", 0, 1), moment]


def test_a_link_that_crosses_a_quote_goes() -> None:
    source = '<a href="qoot.example">a<blockquote>b</blockquote></a>'
    assert parsed(source, "HTML", None)[1] == [entity("blockquote", 1, 1)]


def test_white_space_at_the_beginning_stays_where_it_is_formatted() -> None:
    assert parsed(" <u> a </u> ", "HTML", None) == (" a", [entity("underline", 0, 2)])


def test_given_entities_are_kept_and_empty_and_found_ones_ignored() -> None:
    given = [entity("bold", 0, 1), entity("italic", 0, 0), entity("mention", 0, 1)]
    assert parsed("ab", "", given) == ("ab", [entity("bold", 0, 1)])


@pytest.mark.parametrize(
    ("given", "carried"),
    [
        ({"type": "pre"}, {"type": "pre"}),
        ({"type": "pre", "language": "sql"}, {"type": "pre", "language": "sql"}),
        ({"type": "custom_emoji", "custom_emoji_id": "7"}, {"type": "custom_emoji", "custom_emoji_id": "7"}),
        ({"type": "text_link", "url": "Qoot.example"}, {"type": "text_link", "url": "http://qoot.example/"}),
        (
            {"type": "text_link", "url": "tg://user?id=501"},
            {"type": "text_mention", "user": {"id": 501, "is_bot": False, "first_name": ""}},
        ),
    ],
)
def test_given_entities_become_what_messages_carry(
    given: dict[str, object], carried: dict[str, object]
) -> None:
    assert parsed("ab", "", [{"offset": "0", "length": 2, **given}])[1] == [
        {"offset": 0, "length": 2, **carried}
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nonsense", "can't parse MessageEntity: expected an Object"),
        ({"type": "bold", "offset": 0}, "can't parse MessageEntity: Can't find field \"length\""),
        (
            entity("bold", 0, 1) | {"offset": "x"},
            'can\'t parse MessageEntity: Field "offset" must be a Number',
        ),
        (entity("huge", 0, 1), "can't parse MessageEntity: Unsupported type specified"),
        (entity("text_link", 0, 1), "can't parse MessageEntity: Can't find field \"url\""),
        (
            entity("text_link", 0, 1, url="a b"),
            "entity URL 'a b' is invalid: Disallowed character in URL host",
        ),
        (
            entity("text_mention", 0, 1, user=5),
            'can\'t parse MessageEntity: Field "user" must be of type Object',
        ),
        (entity("custom_emoji", 0, 1, custom_emoji_id="0"), "invalid custom emoji identifier specified"),
        (entity("date_time", 0, 1), "can't parse MessageEntity: Can't find field \"unix_time\""),
        (entity("date_time", 0, 1, unix_time=0), "invalid date specified"),
    ],
)
def test_a_wrong_entity_is_refused_in_telegrams_words(given: object, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parsed("ab", "", [given])
    assert refusal.value.description == f"Bad Request: {words}"
