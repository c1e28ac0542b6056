"""The demo's delegates. All are invented; addresses are at example.org, phone numbers from ranges kept for examples. Their names have every shape that the
form must carry: one name only, patronymics, initials, chains, compound and prefixed names, family name first, letters of many scripts.
"""

import dataclasses
from typing import Any

OFFICIAL, INSTITUTE, ENTERPRISE, ORGANISATION = "official", "institute", "enterprise", "organisation"
FAMILY_FIRST = "family first"


@dataclasses.dataclass(frozen=True)
class Person:
    """``data`` holds fields of Registration; ``day`` (0 to 18) and ``hour`` are when the form came after the registration had opened; ``then`` is what
    the desk or the delegate did with it: "", "register", "decline", "withdraw" or "correct"."""

    nation: str
    data: dict[str, Any]
    day: int
    hour: int
    then: str = ""
    source: str = "web"


def _person(nation: str, family: str, middle: str, first: str, *, day: int, hour: int, then: str = "", source: str = "web", **more: Any) -> Person:
    return Person(nation, {"family_name": family, "middle_name": middle, "first_name": first, **more}, day, hour, then, source)


BIODIVERSITY: tuple[Person, ...] = (
    _person(
        "ID", "Sukarti", "", "", day=0, hour=3, gender="female", institution="Research Centre for Tropical Ecology (demo)", job_title="Researcher",
        email="sukarti@example.org", category=INSTITUTE, city="Jakarta", zone="Asia/Jakarta", speech_topic="Mangroves and coastal villages", speech_language="en",
    ),
    _person(
        "KZ", "Sadykova", "Bolatkyzy", "Aigerim", day=0, hour=5, then="register", gender="female", institution="Institute of Steppe Ecology (demo)",
        job_title="Head of laboratory", email="a.sadykova@example.org", mobile_typed="+44 7700 900211", native_name="Садыкова Айгерим Болатқызы",
        printed_name="Aigerim SADYKOVA", category=INSTITUTE, city="Astana", zone="Asia/Almaty", language="ru", speech_topic="Return of the saiga to the steppe",
        speech_language="ru", on_platform=True,
    ),
    _person(
        "KZ", "Ospanova", "", "Dana", day=1, hour=2, then="register", gender="female", institution="Ministry of Ecology (demo)", job_title="Chief expert",
        email="mission.demo@example.org", category=OFFICIAL, city="Astana", zone="Asia/Almaty",
    ),
    _person(
        "KZ", "Bekov", "", "Timur", day=1, hour=2, gender="male", institution="Ministry of Ecology (demo)", job_title="Expert",
        email="mission.demo@example.org", category=OFFICIAL, city="Astana", zone="Asia/Almaty",
    ),
    _person(
        "RU", "Sokolova", "Petrovna", "Irina", day=1, hour=7, then="register", gender="female", institution="Institute of Biological Stations (demo)",
        job_title="Leading researcher", email="i.sokolova@example.org", landline_typed="+44 20 7946 0234 доб. 15", native_name="Соколова Ирина Петровна",
        printed_name="Irina P. SOKOLOVA", form_of_address="Dr.", category=INSTITUTE, city="Vladivostok", zone="Asia/Vladivostok", language="ru",
        speech_topic="The Amur leopard: twenty years of counting", speech_language="ru", on_platform=True, may_print_email=True,
    ),
    _person(
        "UZ", "Karimov", "Anvar oʻgʻli", "Jasur", day=2, hour=4, then="register", gender="male", institution="Committee for Nature Protection (demo)",
        job_title="Head of department", email="j.karimov@example.org", printed_name="Jasur KARIMOV", category=OFFICIAL, city="Tashkent", zone="Asia/Tashkent",
        language="ru", speech_topic="A forest on the bed of the Aral Sea", speech_language="ru",
    ),
    # the ministry faxed the form of Aigerim Sadykova, who had registered herself: one person twice, for the desk to find
    _person(
        "KZ", "САДЫКОВА", "", "Айгерим", day=2, hour=6, source="fax", gender="female", institution="Институт степной экологии (demo)",
        job_title="Заведующая лабораторией", mobile_typed="+44 7700 900211, +44 7700 900212", fax_typed="+44 20 7946 0165", category=INSTITUTE, city="Astana",
        language="ru",
    ),
    _person(
        "AZ", "Məmmədova", "Elçin qızı", "Günel", day=3, hour=5, then="register", gender="female", institution="Institute of Caspian Research (demo)",
        job_title="Senior researcher", email="g.mammadova@example.org", printed_name="Günel MƏMMƏDOVA", category=INSTITUTE, city="Baku", zone="Asia/Baku",
        speech_topic="Sturgeon of the Caspian", speech_language="en",
    ),
    _person(
        "MN", "Dorj", "", "Batbayar", day=3, hour=2, then="register", gender="male", institution="Ministry of Environment (demo)", job_title="Adviser",
        email="d.batbayar@example.org", native_name="Доржийн Батбаяр", printed_name="D. BATBAYAR", form_of_address="Mr. Batbayar", category=OFFICIAL,
        name_order=FAMILY_FIRST, city="Ulaanbaatar", zone="Asia/Ulaanbaatar", speech_topic="Herders as observers of nature", speech_language="en",
    ),
    _person(
        "QA", "Al-Marwani", "bin Hamad bin Jassim", "Khalid", day=4, hour=6, gender="male", institution="Desert Research Station (demo)", job_title="Director",
        email="k.almarwani@example.org", mobile_typed="00 44 7700 900155", native_name="خالد بن حمد بن جاسم المرواني", category=INSTITUTE, city="Doha",
        zone="Asia/Qatar", speech_topic="Oryx in fenced reserves", speech_language="en",
    ),
    _person(
        "IQ", "Abdul-Razzaq", "Kadhim Hassan", "Mustafa", day=5, hour=9, source="fax", gender="male", institution="Marshland Centre (demo)",
        job_title="Engineer", fax_typed="+44 20 7946 0177", native_name="مصطفى كاظم حسن عبد الرزاق", category=INSTITUTE, city="Baghdad",
    ),
    _person(
        "EG", "El-Sharkawy", "", "Nour", day=5, hour=4, then="register", gender="female", institution="Agency for the Environment (demo)",
        job_title="Head of unit", email="n.elsharkawy@example.org", native_name="نور الشرقاوي", category=OFFICIAL, city="Cairo", zone="Africa/Cairo",
        speech_topic="Coral reefs and warm water", speech_language="en", on_platform=True,
    ),
    _person(
        "PS", "Abu Khalil", "", "Samir", day=6, hour=8, then="withdraw", gender="male", institution="Environment Quality Office (demo)", job_title="Biologist",
        email="s.abukhalil@example.org", native_name="سمير أبو خليل", category=OFFICIAL, city="Ramallah", zone="Asia/Hebron",
    ),
    _person(
        "IR", "Hosseini-Rad", "", "Seyed Mohsen", day=6, hour=5, gender="male", institution="Faculty of Natural Resources (demo)", job_title="Professor",
        email="m.hosseinirad@example.org", native_name="سید محسن حسینی راد", form_of_address="Prof.", category=INSTITUTE, city="Tehran", zone="Asia/Tehran",
        speech_topic="Cheetah corridors", speech_language="en",
    ),
    _person(
        "AF", "", "", "Zarmina", day=7, hour=5, gender="female", institution="Band-e Demo Park (demo)", job_title="Ranger", email="zarmina@example.org",
        category=OFFICIAL, city="Kabul", zone="Asia/Kabul",
    ),
    _person(
        "PK", "Khan", "", "Muhammad Bilal", day=7, hour=6, then="register", gender="male", institution="Mountain Wildlife Trust (demo)", job_title="Manager",
        email="mb.khan@example.org", category=ENTERPRISE, city="Islamabad", zone="Asia/Karachi", speech_topic="Markhor and village guards", speech_language="en",
    ),
    _person(
        "BD", "Begum", "", "Mst. Rokeya", day=8, hour=7, source="mail", gender="female", institution="Department of Forests (demo)",
        job_title="Deputy conservator", email="mission.tashkent@example.org", category=OFFICIAL, city="Dhaka", zone="Asia/Dhaka",
    ),
    _person(
        "LK", "Wickramasuriya", "", "W. A. D. S.", day=8, hour=4, then="register", gender="male", institution="Central Environmental Office (demo)",
        job_title="Additional secretary", email="wads.w@example.org", category=OFFICIAL, city="Moscow", zone="Europe/Moscow",
        speech_topic="Elephants beside the road", speech_language="en",
    ),
    _person(
        "IN", "", "", "K. Meenakshi", day=9, hour=4, gender="female", institution="Institute of Wetland Plants (demo)", job_title="Scientist",
        email="k.meenakshi@example.org", native_name="கு. மீனாட்சி", category=INSTITUTE, city="New Delhi", zone="Asia/Kolkata",
        speech_topic="Water lilies as a sign of clean water", speech_language="en",
    ),
    _person(
        "TH", "Srisawatdiwongphaisan", "", "Somchai", day=9, hour=3, then="register", gender="male", institution="Office of National Parks (demo)",
        job_title="Specialist", email="somchai.s@example.org", mobile_typed="+44 20 7946 0234; +44 7700 900123", native_name="สมชาย ศรีสวัสดิ์วงศ์ไพศาล",
        form_of_address="Khun Somchai", category=OFFICIAL, city="Bangkok", zone="Asia/Bangkok", speech_topic="Tigers in the western forests", speech_language="en",
    ),
    _person(
        "VN", "Nguyễn", "Thị Thu", "Hằng", day=10, hour=3, then="register", gender="female", institution="Institute of Ecology (demo)",
        job_title="Researcher", email="thuhang@example.org", native_name="Nguyễn Thị Thu Hằng", printed_name="NGUYỄN Thị Thu Hằng", form_of_address="Ms. Hằng",
        name_order=FAMILY_FIRST, category=INSTITUTE, city="Hanoi", zone="Asia/Ho_Chi_Minh", speech_topic="Cranes of the Mekong delta", speech_language="en",
    ),
    _person(
        "KH", "Sok", "", "Chanthou", day=10, hour=5, then="correct", gender="female", institution="Ministry of Environment (demo)", job_title="Officer",
        email="sok.chanthou@example.org", native_name="សុខ ចន្ធូ", name_order=FAMILY_FIRST, category=OFFICIAL, city="Phnom Penh", zone="Asia/Phnom_Penh",
    ),
    _person(
        "CN", "Ouyang", "", "Mingyue", day=11, hour=1, then="register", gender="female", institution="Academy of Environmental Planning (demo)",
        job_title="Associate researcher", email="ouyang.my@example.org", native_name="欧阳明月", printed_name="OUYANG Mingyue", name_order=FAMILY_FIRST,
        category=INSTITUTE, city="Beijing", zone="Asia/Shanghai", language="zh-hans", speech_topic="Ecological redlines in practice", speech_language="zh",
        on_platform=True,
    ),
    _person(
        "CN", "Li", "", "Na", day=11, hour=2, gender="female", institution="Green River Monitoring Ltd. (demo)", job_title="Engineer",
        email="li.na@example.org", native_name="李娜", name_order=FAMILY_FIRST, category=ENTERPRISE, city="Beijing", zone="Asia/Shanghai", language="zh-hans",
    ),
    _person(
        "KR", "Kim", "", "Seo-yeon", day=12, hour=2, then="register", gender="female", institution="Institute of Ecology (demo)", job_title="Principal researcher",
        email="seoyeon.kim@example.org", native_name="김서연", printed_name="KIM Seo-yeon", name_order=FAMILY_FIRST, category=INSTITUTE, city="Seoul",
        zone="Asia/Seoul", speech_topic="Biodiversity beside the motorway", speech_language="en", on_platform=True,
    ),
    _person(
        "TR", "İnceoğlu", "", "Işıl", day=13, hour=5, gender="female", institution="Directorate of Nature Conservation (demo)", job_title="Specialist",
        email="isil.inceoglu@example.org", printed_name="Işıl İNCEOĞLU", category=OFFICIAL, city="Ankara", zone="Europe/Istanbul",
        speech_topic="Turtle beaches", speech_language="en",
    ),
    _person(
        "IL", "Ben-Ami", "", "Yael", day=14, hour=6, gender="female", institution="Society for Birds (demo)", job_title="Ornithologist",
        email="y.benami@example.org", native_name="יעל בן-עמי", category=INSTITUTE, city="Jerusalem", zone="Asia/Jerusalem", speech_topic="Half a billion birds",
        speech_language="en",
    ),
    _person(
        "JO", "El-Haddadin", "", "Rania", day=15, hour=7, then="decline", gender="female", institution="Travel agency (demo)", job_title="Sales manager",
        email="r.elhaddadin@example.org", native_name="رانيا الحدادين", category=ENTERPRISE, city="Amman", zone="Asia/Amman",
    ),
    _person(
        "UN", "O’Brien", "", "Sinéad", day=16, hour=8, gender="female", institution="Water & Soil programme (demo)", job_title="Programme officer",
        email="sinead.obrien@example.org", form_of_address="Ms.", category=ORGANISATION, city="Geneva", zone="Europe/Zurich",
        speech_topic="“Nature’s contributions”: from words to accounts", speech_language="en",
    ),
    _person(
        "", "Maren", "", "Jo", day=17, hour=9, source="paper", other_organisation="Association of Mountain Ecologists (demo)",
        institution="Association of Mountain Ecologists (demo)", job_title="Observer", email="jo.maren@example.org", landline_typed="7946 0018", category=ORGANISATION,
    ),
)  # fmt: skip

# 2020: experts of twelve member states and four organisations, as it came to pass; the people are invented
BIODIVERSITY_2020: tuple[Person, ...] = (
    _person("CN", "Zhao", "", "Ruilin", day=1, hour=3, then="register", institution="Academy of Nature (demo)", email="zhao.ruilin@example.org", native_name="赵瑞林", name_order=FAMILY_FIRST, language="zh-hans", zone="Asia/Shanghai"),
    _person("KZ", "Ermekov", "Askaruly", "Daulet", day=2, hour=4, then="register", institution="Committee of Forests (demo)", email="d.ermekov@example.org", language="ru", zone="Asia/Almaty"),
    _person("RU", "Belyaev", "Sergeevich", "Anton", day=3, hour=5, then="register", institution="Reserve on the Kama (demo)", email="a.belyaev@example.org", language="ru", zone="Europe/Moscow"),
    _person("UZ", "Yusupova", "", "Lola", day=4, hour=4, then="register", institution="Zoological Museum (demo)", email="l.yusupova@example.org", language="ru", zone="Asia/Tashkent"),
    _person("KG", "Toktobekova", "", "Ainura", day=4, hour=6, then="register", institution="Biosphere Office (demo)", email="a.toktobekova@example.org", language="ru", zone="Asia/Bishkek"),
    _person("TJ", "Rahimzoda", "", "Firdavs", day=5, hour=5, then="register", institution="Park of the Pamirs (demo)", email="f.rahimzoda@example.org", language="ru", zone="Asia/Dushanbe"),
    _person("MN", "Ganbold", "", "Saruul", day=6, hour=2, then="register", institution="Institute of Grassland (demo)", email="g.saruul@example.org", printed_name="G. SARUUL", zone="Asia/Ulaanbaatar"),
    _person("TH", "Thongdee", "", "Malee", day=8, hour=3, then="register", institution="Office of Natural Resources (demo)", email="malee.t@example.org", zone="Asia/Bangkok"),
    _person("BD", "Rahman", "", "Md. Tanvir", day=9, hour=4, then="register", institution="Department of Environment (demo)", email="mission.tashkent@example.org", zone="Asia/Dhaka", source="mail"),
    _person("PK", "Baloch", "", "Sana", day=10, hour=4, then="register", institution="Ministry of Climate (demo)", email="s.baloch@example.org", zone="Asia/Karachi"),
    _person("TR", "Yıldız", "", "Çağla", day=12, hour=6, then="register", institution="Institute of Forestry (demo)", email="c.yildiz@example.org", zone="Europe/Istanbul"),
    _person("VN", "Trần", "Văn", "Minh", day=13, hour=3, then="register", institution="Biodiversity Agency (demo)", email="tv.minh@example.org", name_order=FAMILY_FIRST, zone="Asia/Ho_Chi_Minh"),
    _person("UN", "Okoro", "", "Ada", day=14, hour=7, then="register", institution="Convention office (demo)", email="a.okoro@example.org", zone="Europe/Zurich", category=ORGANISATION),
    _person("UNODC", "Lindqvist", "", "Per", day=15, hour=7, then="register", institution="Wildlife crime unit (demo)", email="p.lindqvist@example.org", zone="Europe/Vienna", category=ORGANISATION),
    _person("SCO", "Sharipova", "", "Nigora", day=16, hour=3, then="register", institution="Secretariat (demo)", email="n.sharipova@example.org", zone="Asia/Shanghai", category=ORGANISATION, language="ru"),
    _person("ECO", "Tavakoli", "", "Reza", day=17, hour=6, then="register", institution="Environment desk (demo)", email="r.tavakoli@example.org", zone="Asia/Tehran", category=ORGANISATION),
    _person("KZ", "Nurlanov", "", "Arman", day=17, hour=9, then="withdraw", institution="Committee of Forests (demo)", email="a.nurlanov@example.org", language="ru", zone="Asia/Almaty"),
)  # fmt: skip

WETLANDS: tuple[Person, ...] = (
    _person("KZ", "Kairatova", "Maratkyzy", "Zhanar", day=1, hour=4, then="register", gender="female", institution="Lake Reserve (demo)", job_title="Director", email="zh.kairatova@example.org", native_name="Қайратова Жанар Маратқызы", printed_name="Zhanar KAIRATOVA", category=OFFICIAL, city="Astana", zone="Asia/Almaty", language="ru", speech_topic="Flamingos of the northern lakes", speech_language="ru"),
    _person("RU", "Orlov", "Nikolaevich", "Pavel", day=2, hour=5, then="register", gender="male", institution="Delta Station (demo)", job_title="Ornithologist", email="p.orlov@example.org", native_name="Орлов Павел Николаевич", category=INSTITUTE, city="Moscow", zone="Europe/Moscow", language="ru"),
    _person("TH", "Boonmee", "", "Anong", day=2, hour=3, then="register", gender="female", institution="Office of Wetlands (demo)", job_title="Specialist", email="anong.b@example.org", form_of_address="Khun Anong", category=OFFICIAL, city="Bangkok", zone="Asia/Bangkok", speech_topic="Peat forests of the south", speech_language="en"),
    _person("CN", "Sun", "", "Jiahui", day=3, hour=1, then="register", gender="female", institution="Poyang Observation Post (demo)", job_title="Engineer", email="sun.jiahui@example.org", native_name="孙佳慧", name_order=FAMILY_FIRST, category=INSTITUTE, city="Beijing", zone="Asia/Shanghai", language="zh-hans"),
    _person("BD", "Chowdhury", "", "Farhana", day=4, hour=6, then="register", gender="female", institution="Haor Development Board (demo)", job_title="Ecologist", email="f.chowdhury@example.org", category=OFFICIAL, city="Dhaka", zone="Asia/Dhaka", speech_topic="Living with the flood", speech_language="en"),
)  # fmt: skip
