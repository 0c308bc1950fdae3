"""Given names as Lebanon writes them: whoever is Joseph on the card is Youssef or يوسف to others.

The groups were put together by hand: the same name in Arabic and Latin letters, and the names that families use for one
another. A name in here is never taken for a slip of a word of the trade: يوسف is not a mandarin, nor ملحم salt.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.rules.words import fold

_GROUPS = """
Joseph Youssef Yousef Yusuf Josef Jose Zouzou يوسف جوزيف جوزف
Georges George Gerges Girgis Jirjis جورج جرجس جريس
Pierre Peter Boutros Botros Butros بيار بيير بطرس
Jean John Hanna Youhanna Yohanna جان جون حنا يوحنا
Paul Boulos Bulos بول بولس
Michel Michael Mikhael Mikhail Mkhayel ميشال ميشيل مخايل ميخائيل
Elias Elie Ilias Eli الياس ايلي ايليا
Antoine Anthony Antoun Antonios Tony Toni انطوان انطون انطونيوس طوني توني
Jacques James Yacoub Yaacoub Jacob جاك يعقوب
Joe Jo جو
Raymond ريمون
Charbel Sharbel شربل
Maroun Maron Maron مارون
Bechara Bshara Beshara Bichara بشارة
Melhem Milhem Mulhim ملحم
Toufic Tawfik Tawfiq Toufik توفيق
Fouad Fuad Foad فؤاد
Nicolas Nicholas Nkoula Nqoula نقولا نيقولا
Robert روبير روبرت
Albert البير البرت
Edmond ادمون
Edouard Edward ادوار ادوارد
Emile Emil اميل
Fernand فرنان
Gerard جيرار
Bernard برنار
Richard ريشار ريتشارد
Henri Henry Henry هنري
Louis Lewis لويس
Philippe Philip Philippe فيليب
Habib حبيب
Assaad Asaad Assad اسعد
Salim Saleem سليم
Selim سليم
Nadim Nadeem نديم
Karim Kareem كريم
Samir Sameer سمير
Amin Ameen امين
Amine امين
Wadih Wadi وديع
Wajih وجيه
Nabil Nabeel نبيل
Jamil Jameel جميل
Khalil Khaleel خليل
Ibrahim Abraham Brahim ابراهيم
Ismail Ismael Ismaïl اسماعيل
Moussa Musa Moses موسى
Issa Isa عيسى
Daoud Dawood David داود داوود ديفيد
Sleiman Suleiman Soleiman Solomon سليمان
Mohammad Mohamad Mohamed Muhammad Mohammed Mohamad محمد
Ahmad Ahmed احمد
Mahmoud Mahmud محمود
Mostafa Mustafa Moustafa مصطفى
Ali علي
Hussein Hussain Houssein Hosein حسين
Hassan Hasan حسن
Abbas عباس
Jaafar Jafar جعفر
Haidar Haydar Hayder حيدر
Mehdi Mahdi مهدي
Hadi هادي
Rida Reda رضا
Omar Omer عمر
Othman Osman Uthman عثمان
Bilal بلال
Khaled Khalid خالد
Walid Waleed وليد
Tarek Tareq Tariq طارق
Ziad Ziyad زياد
Imad Emad عماد
Jihad جهاد
Fadi فادي
Rami رامي
Wissam Wisam وسام
Hisham Hicham هشام
Bassam بسام
Ghassan غسان
Marwan مروان
Nizar نزار
Rafic Rafik Rafiq رفيق
Chafic Shafik Shafiq شفيق
Adel Adil عادل
Adnan عدنان
Abdallah Abdullah Abdalla عبدالله
Abdo Abdou عبده
Abdelrahman Abdulrahman عبدالرحمن
Abdelkader Abdulkader عبدالقادر
Zein Zain زين
Zeineddine Zeinedine Zaineddine زينالدين
Nassereddine Nasreddine ناصرالدين
Saadeddine سعدالدين
Camille Kamil Kamel كميل كامل
Semaan Simon Simaan سمعان سيمون
Toni طوني
Roger روجيه
Roland رولان
Rony Roni روني
Sami سامي
Said Saeed سعيد
Saad سعد
Salman سلمان
Sarkis Serkis سركيس
Tannous طنوس
Wehbe Wehbeh وهبه
Yaacoub يعقوب
Zouheir Zuhair زهير
Marie Mary Mariam Maryam Miriam ماري مريم
Rita ريتا
Therese Theresa تيريز تريز
Christine كريستين
Georgette جورجيت
Josephine جوزفين
Antoinette انطوانيت
Jeannette جانيت
Nicole نيكول
Michelle ميشيل
Mireille ميراي
Carine Karine كارين
Pascale باسكال
Helene Helena هيلين
Amina امينة
Aminah امينة
Zeinab Zaynab Zainab زينب
Fatima Fatema Fatme فاطمة
Khadija خديجة
Aisha Aicha عائشة
Hiba Heba هبة
Huda Houda هدى
Mona Muna منى
Nada ندى
Nadine نادين
Nayla Naila نايلا نايلة
Layal ليال
Leila Layla ليلى
Lina لينا
Rana رنا
Rima Reema ريما
Sahar سحر
Samar سمر
Salwa سلوى
Souad Suad سعاد
Wafa وفاء
Warde Wardeh وردة
Zeina Zena زينة
Dana دانا
Joumana Jumana جمانة
Sabah صباح
Siham سهام
Nawal نوال
Najwa نجوى
Randa رندة رندا
Hoda هدى
Maya مايا
Maha مها
Mai مي
Nour Noor نور
Reem Rim ريم
Rola Roula رولا
Sandra ساندرا
Sonia Sonya صونيا سونيا
Youmna يمنى
"""


@cache
def _alike() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = frozenset(fold(line).split())
        for one in group:
            found[one] = found.get(one, frozenset()) | group
    return found


def same_names(word: str) -> frozenset[str]:
    """The other folded forms of a given name, in both scripts; none for a word that is no given name in here."""
    return _alike().get(word, frozenset()) - {word}


def is_given_name(word: str) -> bool:
    """Whether a folded word is a given name in here."""
    return word in _alike()
