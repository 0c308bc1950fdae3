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
        ("<b>one <i>two</i></b>", "one two", [entity("italic", 4, 3), entity("bold", 0, 7)]),
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
        (
            '<a href="https://qoot.example/?a=1&amp;b=2">here</a>',
            "here",
            [entity("text_link", 0, 4, url="https://qoot.example/?a=1&b=2")],
        ),
        ("<a href=qoot.example>x</a>", "x", [entity("text_link", 0, 1, url="http://qoot.example/")]),
        ("<a>qoot.example</a>", "qoot.example", [entity("text_link", 0, 12, url="http://qoot.example/")]),
        ("<a>no address</a>", "no address", []),
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


def test_given_entities_are_kept_and_empty_ones_ignored() -> None:
    given = [entity("bold", 0, 1), entity("italic", 0, 0), "nonsense"]
    assert parsed("ab", "", given) == ("ab", [entity("bold", 0, 1)])
