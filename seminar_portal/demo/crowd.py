"""Invented people without number, for a list of 20,000: the same number gives the same person, whatever was made before.

A name is put together from the parts that are usual in its place, in Latin letters and in its own script. Among 20,000 hardly two have the same name in
one delegation, except where a second form of one person is meant: every fiftieth row (:data:`AGAIN`) sends an earlier person in once more, written otherwise.
"""

import dataclasses
import math
import random
from collections.abc import Callable
from typing import Any

from anyascii import anyascii

from registration.enums import Category, NameOrder, Source, SpeechLanguage

AGAIN = 50
_STEP = 7919  # a prime: walks through all pairs of a family name and a first name before one comes back

Pairs = tuple[tuple[str, str], ...]


def _joined(stems: str, endings: str) -> Pairs:
    """Each stem with each ending, as (Latin, own script): "Karim/Карим" with "ov/ов" gives ("Karimov", "Каримов")."""
    return tuple((stem + ending, stem_own + ending_own) for stem, stem_own in _pairs(stems) for ending, ending_own in _pairs(endings))


def _pairs(words: str) -> Pairs:
    return tuple((latin, own or latin) for latin, _slash, own in (word.partition("/") for word in words.split()))


@dataclasses.dataclass(frozen=True)
class Place:
    """Some delegations whose people are named alike. ``middle`` makes a patronymic of a man's name, where that is usual."""

    codes: tuple[str, ...]
    families: Pairs
    firsts: Pairs
    middle: tuple[str, str] = ("", "")
    family_first: bool = False
    language: str = "en"
    speech: str = SpeechLanguage.ENGLISH
    zone: str = ""


_RUSSIAN_STEMS = "Sokol/Сокол Bel/Бел Orl/Орл Kuzn/Кузн Lebed/Лебед Voron/Ворон Gus/Гус Zaits/Зайц Medved/Медвед Baran/Баран Golub/Голуб Volk/Волк Lis/Лис Tikhon/Тихон Morzh/Морж Sever/Север Polyak/Поляк Kruglyak/Кругляк"
_TURKIC_STEMS = "Karim/Карим Yusup/Юсуп Ospan/Оспан Sadyk/Садык Abdull/Абдулл Nurlan/Нурлан Asanbek/Асанбек Toktobek/Токтобек Rahim/Рахим Ermek/Ермек Kairat/Кайрат Serik/Серик Temir/Темир Islam/Ислам Nazar/Назар Umar/Умар Sultan/Султан Murat/Мурат"
_TURKIC_FIRSTS = "Aigerim/Айгерим Dana/Дана Timur/Тимур Jasur/Жасур Lola/Лола Nurlan/Нурлан Ainura/Айнура Daulet/Даулет Zhanar/Жанар Aliya/Алия Bolat/Болат Gulnara/Гульнара Rustam/Рустам Farida/Фарида Marat/Марат Saule/Сауле Azamat/Азамат Madina/Мадина Ilhom/Илхом Zarina/Зарина Sherzod/Шерзод Kamila/Камила Erlan/Ерлан Nigora/Нигора"

PLACES: tuple[Place, ...] = (
    Place(("RU", "BY"), _joined(_RUSSIAN_STEMS, "ov/ов ova/ова yaev/яев enko/енко in/ин"), _pairs("Irina/Ирина Anton/Антон Pavel/Павел Olga/Ольга Sergei/Сергей Anna/Анна Dmitri/Дмитрий Elena/Елена Ivan/Иван Maria/Мария Nikolai/Николай Tatiana/Татьяна Viktor/Виктор Yulia/Юлия Kirill/Кирилл Vera/Вера"), ("ovich", "ович"), language="ru", speech=SpeechLanguage.RUSSIAN, zone="Europe/Moscow"),
    Place(("KZ", "KG"), _joined(_TURKIC_STEMS, "ov/ов ova/ова bayev/баев bekova/бекова kyzy/кызы"), _pairs(_TURKIC_FIRSTS), ("uly", "улы"), language="ru", speech=SpeechLanguage.RUSSIAN, zone="Asia/Almaty"),
    Place(("UZ", "TJ"), _joined(_TURKIC_STEMS, "ov/ов ova/ова zoda/зода iy/ий"), _pairs(_TURKIC_FIRSTS), language="ru", speech=SpeechLanguage.RUSSIAN, zone="Asia/Tashkent"),
    Place(("CN",), _pairs("Li/李 Wang/王 Zhang/张 Liu/刘 Chen/陈 Yang/杨 Zhao/赵 Huang/黄 Zhou/周 Wu/吴 Xu/徐 Sun/孙 Ma/马 Zhu/朱 Hu/胡 Guo/郭 He/何 Lin/林 Gao/高 Luo/罗 Ouyang/欧阳 Sima/司马"), _joined("Ming/明 Rui/瑞 Jia/佳 Xiao/晓 Guo/国 Mei/美 Hai/海 Zhi/志 Si/思 Yu/雨 Xin/欣 Bo/博 Zi/子 Yi/一 Li/丽 Qing/青", "yue/月 lin/林 hui/慧 wei/伟 fang/芳 lei/磊 jing/静 yan/燕 tao/涛 chao/超 hong/红 qiang/强 ling/玲 yuan/远 han/涵 wen/文"), family_first=True, language="zh-hans", speech=SpeechLanguage.CHINESE, zone="Asia/Shanghai"),
    Place(("KR",), _pairs("Kim/김 Lee/이 Park/박 Choi/최 Jung/정 Kang/강 Cho/조 Yoon/윤 Jang/장 Lim/임 Han/한 Oh/오 Seo/서 Shin/신 Kwon/권"), _joined("Seo-/서 Min-/민 Ji-/지 Ha-/하 Do-/도 Ye-/예 Hyun-/현 Soo-/수 Eun-/은 Dong-/동", "yeon/연 jun/준 woo/우 eun/은 yun/윤 jin/진 ah/아 hee/희 tae/태 min/민"), family_first=True, zone="Asia/Seoul"),
    Place(("VN",), _pairs("Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý"), _joined("Thu- Minh- Thanh- Ngọc- Quang- Hải- Xuân- Bảo-", "Hằng Anh Hương Lan Tùng Nam Linh Sơn Đức Mai Hà Phương"), family_first=True, zone="Asia/Ho_Chi_Minh"),
    Place(("TH", "LA"), _joined("Srisawat/ศรีสวัสดิ์ Boon/บุญ Thong/ทอง Chai/ชัย Suk/สุข Wong/วงศ์ Rattana/รัตนะ Kaew/แก้ว", "diwong/ดิวงศ์ mee/มี charoen/เจริญ phan/พันธ์ suwan/สุวรรณ phaisan/ไพศาล"), _pairs("Somchai/สมชาย Anong/อนงค์ Niran/นิรันดร์ Malee/มาลี Prasert/ประเสริฐ Kanya/กัญญา Arthit/อาทิตย์ Ploy/พลอย Wichai/วิชัย Suda/สุดา Chanida/ชนิดา Kittisak/กิตติศักดิ์"), zone="Asia/Bangkok"),
    Place(("EG", "JO", "PS", "IQ", "QA", "BH", "AE", "KW", "SA", "LAS"), _joined("Al-/ال El-/ال Abu-/أبو- Ben-/بن-", "Marwani/مرواني Haddadin/حدادين Sharkawy/شرقاوي Khalil/خليل Hosseini/حسيني Razzaq/رزاق Nasseri/ناصري Tamimi/تميمي Masri/مصري Hamdan/حمدان Saleh/صالح Zahrani/زهراني Qasimi/قاسمي Najjar/نجار Otaibi/عتيبي"), _pairs("Khalid/خالد Nour/نور Samir/سمير Rania/رانيا Mustafa/مصطفى Layla/ليلى Omar/عمر Huda/هدى Yusuf/يوسف Amal/أمل Tariq/طارق Salma/سلمى Hassan/حسن Dina/دينا Faisal/فيصل Mona/منى"), zone="Africa/Cairo"),
    Place(("IR", "AF", "TM"), _joined("Hosseini/حسینی Tavakol/توکل Rahman/رحمان Karam/کرم Nazar/نظر Moham/محم Ahmad/احمد Jafar/جعفر", "-Rad/-راد i/ی zadeh/زاده pour/پور nia/نیا"), _pairs("Reza/رضا Mohsen/محسن Zarmina/زرمینه Leila/لیلا Farhad/فرهاد Shirin/شیرین Omid/امید Parisa/پریسا Behrouz/بهروز Nasrin/نسرین Kaveh/کاوه Mina/مینا Dariush/داریوش Yasamin/یاسمین"), zone="Asia/Tehran"),
    Place(("IN", "LK", "BD"), _joined("Wickrama/වික්‍රම Jaya/ஜய Chowdh/চৌধ Mukher/মুখার Srini/ஸ்ரீனி Ran/রণ Bhatta/ভট্টা Gupt/গুপ্ত", "suriya wardena vasan ury jee singhe charya a"), _pairs("Meenakshi/மீனாட்சி Rokeya/রোকেয়া Farhana/ফারহানা Arjun/அர்ஜுன் Priya/பிரியா Sunil/සුනිල් Nimal/නිමල් Kavita/कविता Ravi/रवि Anjali/अंजलि Tharindu/තරිඳු Shreya/শ্রেয়া Imran/ইমরান Lakshmi/லட்சுமி Vikram/विक्रम Dilani/දිලානි Rahul/राहुल Nusrat/নুসরাত"), zone="Asia/Kolkata"),
    Place(("PK",), _pairs("Khan/خان Begum/بیگم Malik/ملک Qureshi/قریشی Chaudhry/چوہدری Raza/رضا Abbasi/عباسی Sheikh/شیخ Mirza/مرزا Bhatti/بھٹی Niazi/نیازی Shah/شاہ"), _joined("Muhammad-/محمد- Syed-/سید- Mst.-/مسماۃ- Abdul-/عبدال- Ghulam-/غلام- Noor-/نور- Zia-/ضیا- Rafi-/رفیع-", "Bilal/بلال Rokeya/رقیہ Hamza/حمزہ Ayesha/عائشہ Usman/عثمان Sana/ثنا Kashif/کاشف Hina/حنا Nadeem/ندیم Rabia/رابعہ Waqar/وقار Saima/صائمہ Tahir/طاہر"), zone="Asia/Karachi"),
    Place(("MN",), _joined("Bat/Бат Dorj/Дорж Gan/Ган Mönkh/Мөнх Enkh/Энх Tömör/Төмөр Altan/Алтан Bold/Болд Od/Од Naran/Наран", "bayar/баяр saikhan/сайхан jargal/жаргал erdene/эрдэнэ tsetseg/цэцэг"), _joined("Nara/Нара Saran/Саран Oyuun/Оюун Tsolmon/Цолмон Khulan/Хулан Zaya/Зая", "tuya/туяа gerel/гэрэл baatar/баатар chimeg/чимэг od/од"), family_first=True, zone="Asia/Ulaanbaatar"),
    Place(("TR", "AZ", "TURKPA"), _joined("İnce Kara Yıl Öz Çelik Gün Ağa Məmməd Əli Hüseyn", "oğlu maz türk er yev yeva soy can"), _pairs("Işıl Günel Elçin Ayşe Mehmet Çiğdem Şükrü Aysel Rəşad Nigar Cem Gülşen Tural Sevda Ömer Zeynep"), zone="Europe/Istanbul"),
    Place(("IL",), _joined("Ben-/בן- Bar-/בר- Even-/אבן- Har-/הר- Tal-/טל- Or-/אור-", "Ami/עמי David/דוד Zion/ציון Shalom/שלום Natan/נתן Yosef/יוסף Shachar/שחר Galil/גליל Carmel/כרמל Arieh/אריה"), _pairs("Yael/יעל Noam/נועם Tamar/תמר Eitan/איתן Shira/שירה Amir/אמיר Maya/מאיה Gil/גיל Ronit/רונית Uri/אורי Hila/הילה Nadav/נדב Inbar/ענבר Asaf/אסף Dafna/דפנה Yoav/יואב Liat/ליאת Boaz/בועז Michal/מיכל Ofer/עופר"), zone="Asia/Jerusalem"),
    Place(("KH",), _pairs("Sok/សុខ Chan/ចាន់ Keo/កែវ Heng/ហេង Chea/ជា Pich/ពេជ្រ Long/ឡុង Meas/មាស Nhem/ញឹម Ouk/អ៊ុក Prak/ប្រាក់ Tep/ទេព Yim/យឹម Khiev/ខៀវ Sao/សៅ Mom/មុំ"), _joined("Chan/ចាន់ So/សុ Bo/បូ Vi/វិ Sam/សំ Rat/រ័ត្ន Phal/ផល Kun/គុណ", "thou/ធូ phea/ភា rith/រិទ្ធ na/ណា ny/នី leak/លក្ខណ៍ roeun/រឿន dara/តារា kosal/កុសល mony/មុនី thida/ធីតា veasna/វាសនា"), family_first=True, zone="Asia/Phnom_Penh"),
    Place(("JP",), _joined("Yama/山 Kawa/川 Tana/田 Ishi/石 Mori/森 Naka/中 Taka/高 Kita/北", "moto/本 da/田 guchi/口 shima/島 no/野 mura/村"), _joined("Haru/春 Ken/健 Yu/優 Mi/美 Aki/秋 Nao/直 Masa/正 Kazu/和", "ko/子 ji/二 ka/香 to/人 na/奈 o/夫"), family_first=True, zone="Asia/Tokyo"),
    Place(("ID", "MY", "PH"), _pairs("Sukarti Wijaya Santoso Reyes Dela-Cruz Bautista Hidayat Suryani bin-Ahmad binti-Yusof Garcia Pratama Utami Ramos Lestari Mendoza Siregar Nasution"), _pairs("Dewi Agus Maria Jose Siti Budi Angelo Putri Ramil Ayu Hafiz Nurul Eko Grace Rizal Wulan Dian Marites Farah Joko"), zone="Asia/Jakarta"),
    Place(("UN", "IOM", "OSCE", "ECO", "SCO", "UNODC", "US", "UA", ""), _pairs("O’Brien Okoro Lindqvist Sharipova Tavakoli Müller García-Vega Kowalczyk Nakamura D’Souza Håkansson Mbeki Shevchenko/Шевченко Smith-Jones de-la-Cruz Van-der-Berg Østergaard Papadopoulos/Παπαδοπούλου"), _pairs("Sinéad Ada Per Nigora Reza Zoë José Łucja Kenji Indira Åsa Thabo Oksana/Оксана Jo María Pieter Søren Eleni/Ελένη Chloé Björn"), zone="Europe/Zurich"),
)  # fmt: skip

_INSTITUTIONS = ("Ministry of Ecology", "Institute of Steppe Ecology", "Academy of Environmental Planning", "Department of Forests", "National Park Authority", "Centre for Marine Research", "Committee for Nature Protection", "Faculty of Natural Resources", "Observatory of Birds", "Bureau of Water & Soil", "Научно-исследовательский институт экологии", "Министерство природных ресурсов", "生态环境研究院", "自然保护区管理局", "Green River Monitoring Ltd.", "Mountain Wildlife Trust")  # fmt: skip
_SECTIONS = (
    "",
    ", division of species",
    ", northern branch",
    ", desk of conventions",
    ", laboratory of monitoring",
    ", unit 2",
    ", отдел мониторинга",
    "，监测处",
)
_JOBS = ("Researcher", "Head of laboratory", "Chief expert", "Director", "Adviser", "Senior officer", "Professor", "Deputy conservator", "Engineer", "Ведущий специалист", "Начальник отдела", "副研究员", "处长", "Ranger", "")  # fmt: skip
_TOPICS = ("Return of the saiga to the steppe", "Mangroves and coastal villages", "Sturgeon of the Caspian", "Cranes of the delta", "Herders as observers of nature", "Ecological redlines in practice", "Снежный барс: двадцать лет наблюдений", "Восстановление лесов", "湿地保护与恢复", "生物多样性监测", "Coral reefs and warm water", "Village guards and the markhor")  # fmt: skip
_WHERE = ("", " in the north", " along the river", ": a decade of counting", ": lessons for neighbours", " – опыт и выводы", "：经验与教训")


@dataclasses.dataclass(frozen=True)
class Guest:
    """One form: the delegation's code ("" for another organisation), Annex II's fields, and how it came."""

    code: str
    data: dict[str, Any]
    source: Source
    language: str
    zone: str


def guest(number: int, seed: int) -> Guest:
    """The person of row ``number`` (from 1). Every fiftieth is the person of the row before the last, once more, written otherwise."""
    if number % AGAIN == 0:
        return _once_more(guest(number - 2, seed), number, seed)
    dice = random.Random(f"{seed}:{number}")  # noqa: S311
    place = PLACES[number % len(PLACES)]
    turn = number // len(PLACES)
    count = len(place.families) * len(place.firsts)
    # each delegation of the place walks through all pairs in a step that has no divisor in common with their number
    code, turn = place.codes[turn % len(place.codes)], turn // len(place.codes)
    step = next(step for step in range(_STEP, _STEP + count + 1) if math.gcd(step, count) == 1)
    pair = (turn * step + seed) % count
    (family, family_own), (first, first_own) = place.families[pair // len(place.firsts)], place.firsts[pair % len(place.firsts)]
    family, first = family.replace("-", " ") if family[0].islower() else family, first.replace("-", " ") if place.codes[0] in ("VN", "PK") else first
    data: dict[str, Any] = {
        "family_name": "" if dice.random() < 0.01 else (family.upper() if dice.random() < 0.3 else family),
        "first_name": first,
        "middle_name": (dice.choice(place.firsts)[0] + place.middle[0]) if place.middle[0] and dice.random() < 0.7 else "",
        "gender": dice.choice(("male", "female", "female", "male", "")),
        "institution": dice.choice(_INSTITUTIONS) + dice.choice(_SECTIONS) + " (demo)",
        "job_title": dice.choice(_JOBS),
        "native_name": (f"{family_own}{'' if place.codes == ('CN',) else ' '}{first_own}" if family_own != family and dice.random() < 0.8 else ""),
        "name_order": NameOrder.FAMILY_FIRST if place.family_first else NameOrder.GIVEN_FIRST,
        "category": dice.choice((*Category.values[1:4], "", Category.OFFICIAL)) if code else Category.ORGANISATION,
        "speech_topic": dice.choice(_TOPICS) + dice.choice(_WHERE) if dice.random() < 0.55 else "",
        "on_platform": dice.random() < 0.4,
        "may_print_email": dice.random() < 0.5,
        "may_print_phone": dice.random() < 0.2,
    }
    data["speech_language"] = place.speech if data["speech_topic"] else ""
    data |= _phones(dice)
    if not code:
        data["other_organisation"] = dice.choice(("Association of Mountain Ecologists (demo)", "World Steppe Fund (demo)", "Союз орнитологов (demo)"))
    source = dice.choices([Source.WEB, Source.FAX, Source.PAPER, Source.MAIL], [80, 8, 5, 7])[0]
    if source is Source.WEB or dice.random() < 0.6:
        data["email"] = _address(dice, data, code, number)
    return Guest(code, data, source, place.language, place.zone)


def _address(dice: random.Random, data: dict[str, Any], code: str, number: int) -> str:
    """Mostly an address of one's own; sometimes the mission's, which others use as well."""
    if dice.random() < 0.03:
        return f"mission.{(code or 'other').lower()}@example.org"
    letters = anyascii(f"{data['first_name']}.{data['family_name']}").casefold()
    return "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter in ".-")).strip(".-") + f".{number}@example.org"


def _phones(dice: random.Random) -> dict[str, str]:
    """Numbers of ranges that are kept for examples, as people write them."""
    line, mobile = f"{dice.randrange(1000):04d}", f"{dice.randrange(1000):03d}"
    ways: tuple[Callable[[], str], ...] = (
        lambda: f"+44 7700 900{mobile}",
        lambda: f"00 44 7700 900{mobile}",
        lambda: f"+447700900{mobile}",
        lambda: f"+44 (7700) 900-{mobile}",
        lambda: f"+44 20 7946 {line}; +44 7700 900{mobile}",
        lambda: "",
    )
    landline = dice.choice((f"+44 20 7946 {line}", f"020 7946 {line}", f"+44 20 7946 {line} доб. 15", "", "", ""))
    return {"mobile_typed": dice.choice(ways)(), "landline_typed": landline, "fax_typed": f"+44 20 7946 {line}" if dice.random() < 0.1 else ""}


def _once_more(first: Guest, number: int, seed: int) -> Guest:
    """The same person by another door: family name first, in another case, in the own script, without the patronymic, or with the same address."""
    dice = random.Random(f"{seed}:{number}:again")  # noqa: S311
    data = dict(first.data)
    way = dice.randrange(5)
    if way == 0 and data["family_name"]:
        data["family_name"], data["first_name"] = data["first_name"], data["family_name"]
    elif way == 1:
        data["family_name"], data["first_name"] = data["family_name"].upper(), data["first_name"].upper()
    elif way == 2 and data["native_name"]:
        data["family_name"], data["first_name"], data["native_name"] = data["native_name"], "", ""
    elif way == 3:
        data["family_name"], data["first_name"] = anyascii(data["family_name"]), anyascii(data["first_name"])
    data["middle_name"] = ""
    if way != 4:
        data["email"] = f"again.{number}@example.org"
    source = first.source if data.get("email") else Source.FAX
    return Guest(first.code, data, source, first.language, first.zone)
