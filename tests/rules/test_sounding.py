"""Names are found in the script in which they are not written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.alike import forms
from bot.rules.directory import Directory, Listed
from bot.rules.transliteration import beginnings, spellings
from bot.rules.words import fold

SAME = """
    Haddad حداد, Khoury الخوري, Karam كرم, Saab صعب, Sfeir صفير, Nassar نصار, Gemayel الجميل, Chamoun
    شمعون, Rahmé رحمة, Zgheib زغيب, Tannous طنوس, Itani عيتاني, Daher ضاهر, Geagea جعجع, Hélène هيلين,
    Nakhlé نخلة, Ziad زياد, Saliba صليبا, Jaoudé جودة, Georges جورج, Michel ميشال, Charbel شربل, Antoine
    أنطوان, Youssef يوسف, Ali علي, Aoun عون, Omar عمر, Mohammad محمد, Mouhamad محمد, Abdallah عبدالله,
    Christine كريستين, Issa عيسى, Ghassan غسان, Elias إلياس, Ouadi وادي, Wehbé وهبة, Shehadeh شحادة,
    Chéhadé شحادة, Fathi فتحي, Othman عثمان, Mounzer منذر, Farah فرح, Amina أمينة, Nour نور, Hussein
    حسين, Yara يارا, Iskandar إسكندر, Moussawi الموسوي, Qassem قاسم, Kassem قاسم, Joumana جمانة, Tony
    طوني, Maalouf معلوف, Boutros بطرس, Fakhri فخري, Mikhael ميخائيل, Alexandre ألكسندر, Zahlé زحلة,
    Beyrouth بيروت, Jezzine جزين
"""
PAIRS = [tuple(pair.split()) for pair in SAME.split(",")]


def listed(number: int, people: str, products: str = "") -> Listed:
    texts = dict.fromkeys(Listed._fields[1:], "")
    texts |= {"name": f"Company {number}", "people": people, "products": products}
    return Listed(id=number, **texts)


def is_spelled(word: str, name: str) -> bool:
    """Whether a name is found by a word in the other script."""
    bare = set(forms(fold(name)))
    return any(
        form in spellings(typed, bare) and set(beginnings(typed)) & set(beginnings(form))
        for typed in forms(fold(word))
        for form in bare
    )


@pytest.mark.parametrize(("latin", "arabic"), PAIRS)
def test_a_name_is_found_by_its_spelling_in_the_other_script(latin: str, arabic: str) -> None:
    assert is_spelled(latin, arabic)
    assert is_spelled(arabic, latin)


@pytest.mark.parametrize(("latin", "arabic"), [("Haddad", "كرم"), ("Rima", "ليلى"), ("Saab", "صفير")])
def test_another_name_is_not_found(latin: str, arabic: str) -> None:
    assert not is_spelled(latin, arabic)


def test_who_is_written_in_the_other_script_is_found_after_who_is_written_so() -> None:
    rows = [listed(1, "Amina Haddad"), listed(2, "أمينة حداد"), listed(3, "كريم صليبا")]
    found = Directory(rows)
    assert [hit.company_id for hit in found.find("حداد")] == [2, 1]
    assert [hit.company_id for hit in found.find("amina haddad")] == [1, 2]
    assert [hit.company_id for hit in found.find("Saliba")] == [3]


def test_what_the_trade_talks_about_is_no_name() -> None:
    rows = [listed(1, "جمعة العلي"), listed(2, "Rita Matar", products="jams")]
    assert [hit.company_id for hit in Directory(rows).find("jam")] == [2]


@given(st.text())
def test_any_word_is_compared_with_any_other(text: str) -> None:
    for word in fold(text).split():
        assert beginnings(word)
        assert spellings(word, ["haddad", "حداد"]).keys() <= {"haddad", "حداد"}
