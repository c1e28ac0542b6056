"""What the demo's seminars say, in English, Russian and Chinese. Facts, titles and times of the biodiversity seminar are those of its envelope of 2020."""

import dataclasses

from agenda.enums import SessionKind


@dataclasses.dataclass(frozen=True)
class Words:
    """One text in the three languages."""

    en: str
    ru: str = ""
    zh: str = ""

    def fields(self, name: str) -> dict[str, str]:
        """As the translated fields of ``name``; a language that is empty falls back to English."""
        return {f"{name}_en": self.en, f"{name}_ru": self.ru, f"{name}_zh_hans": self.zh}


@dataclasses.dataclass(frozen=True)
class Item:
    """An item of an agenda: ``day`` counts from 1, hours are those of the seminar's zone; without ``until`` it is a single instant."""

    day: int
    start: str
    until: str
    kind: SessionKind
    title: Words
    description: Words = Words("")
    heading: Words = Words("")
    speakers: tuple[Words, ...] = ()


HOST = Words(
    "China Center for SCO Environmental Cooperation (CSEC)",
    "Китайский Центр по сотрудничеству государств-членов ШОС в сфере охраны окружающей среды",
    "中国-上海合作组织环境保护合作中心",
)
MINISTRY = Words("Ministry of Ecology and Environment of China", "Министерство экологии и окружающей среды Китая", "中国生态环境部")
VENUE = Words("By video conference", "В режиме видеоконференции", "视频会议")
PLATFORM_NAME = Words(
    "SCO Environmental Information Sharing Platform",
    "Платформа обмена экологической информацией ШОС",
    "上海合作组织环境信息共享平台",
)
PLATFORM_URL = "https://www.scoei.org.cn"
SHARED_FAX = "+44 20 7946 0199"
CONTACTS = (
    (Words("Registration desk 1, CSEC", "Бюро регистрации, стол 1, CSEC", "注册处一号台，CSEC"), "desk-1@example.org", "+44 20 7946 0101", "+44 7700 900101"),
    (Words("Registration desk 2, CSEC", "Бюро регистрации, стол 2, CSEC", "注册处二号台，CSEC"), "desk-2@example.org", "+44 20 7946 0102", "+44 7700 900102"),
)
INVITED = Words(
    "Representative of the CICA Secretariat\n"
    "Government officials of CICA member states\n"
    "Representatives of research institutes of CICA member states\n"
    "Representatives of environmental enterprises of CICA member states\n"
    "Representatives of international organisations",
    "Представитель Секретариата СВМДА\n"
    "Должностные лица государств-членов СВМДА\n"
    "Представители научно-исследовательских институтов государств-членов СВМДА\n"
    "Представители природоохранных предприятий государств-членов СВМДА\n"
    "Представители международных организаций",
    "亚信秘书处代表\n亚信成员国政府官员\n亚信成员国科研机构代表\n亚信成员国环保企业代表\n国际组织代表",
)

TITLE = Words(
    "CICA Experience Exchange Seminar on Biodiversity Conservation",
    "Семинар СВМДА по обмену опытом в области сохранения биоразнообразия",
    "亚信生物多样性保护经验交流研讨会",
)
TITLE_VARIANTS = (
    ("CICA Seminar on Sharing Experience in Biodiversity Conservation", "circular note"),
    ("CICA Experts Seminar on Biodiversity Conservation", "registration form (Annex II)"),
)
SUMMARY = Words(
    "Two afternoons on policy measures, practical cases and international cooperation in conserving biodiversity, proposed by China as co-coordinator of "
    "confidence building measures in the environmental dimension.",
    "Два дневных заседания о мерах политики, практическом опыте и международном сотрудничестве в сохранении биоразнообразия; предложены Китаем как "
    "со-координатором мер доверия в экологическом измерении.",
    "两个下午，讨论生物多样性保护的政策措施、实践案例与国际合作。由环境领域建立信任措施共同协调国中国提议。",
)
OBJECTIVES = Words(
    "Exchange of ideas, policies, practices and technologies on biodiversity conservation among CICA countries\n"
    "Stronger cooperation in biodiversity conservation among CICA countries\n"
    "Sustainable development of the region",
    "Обмен идеями, мерами политики, практикой и технологиями сохранения биоразнообразия между странами СВМДА\n"
    "Укрепление сотрудничества стран СВМДА в сохранении биоразнообразия\n"
    "Устойчивое развитие региона",
    "亚信国家之间交流生物多样性保护的理念、政策、做法和技术\n加强亚信国家在生物多样性保护领域的合作\n促进区域可持续发展",
)

_SPEECHES = Words("Speeches", "Выступления", "发言")
_TEA = Words("Tea Break", "Перерыв на чай", "茶歇")
_DISCUSSION = Words("Discussion", "Обсуждение", "讨论")
_CLOSURE = Words("Closure", "Закрытие", "闭幕")
_OPENING = Words("Opening Ceremony", "Церемония открытия", "开幕式")
_REMARKS = Words("Opening Remarks", "Приветственные слова", "致辞")
_KEYNOTE = Words("Keynote Speech", "Основной доклад", "主旨发言")
_CICA_SECRETARIAT = Words("Representative of the CICA Secretariat", "Представитель Секретариата СВМДА", "亚信秘书处代表")
_CSEC = Words(
    "Representative of China Center for SCO Environmental Cooperation",
    "Представитель Китайского Центра по сотрудничеству государств-членов ШОС в сфере охраны окружающей среды",
    "中国-上海合作组织环境保护合作中心代表",
)
_COOPERATION = Words(
    "Department of International Cooperation, Ministry of Ecology and Environment of China",
    "Департамент международного сотрудничества Министерства экологии и окружающей среды Китая",
    "中国生态环境部国际合作司",
)
_ALL_SPEAK = (
    Words("Representatives of CICA countries", "Представители стран СВМДА", "亚信国家代表"),
    Words("Chinese Representatives", "Представители Китая", "中国代表"),
    Words("Representatives of International Institutions", "Представители международных организаций", "国际机构代表"),
)
_OPENERS = (
    Words(
        "Representative of the Department of European-Central Asian Affairs, Ministry of Foreign Affairs of China",
        "Представитель Департамента Европы и Центральной Азии Министерства иностранных дел Китая",
        "中国外交部欧亚司代表",
    ),
    Words(
        "Representative of the Department of International Cooperation, Ministry of Ecology and Environment of China",
        "Представитель Департамента международного сотрудничества Министерства экологии и окружающей среды Китая",
        "中国生态环境部国际合作司代表",
    ),
    _CICA_SECRETARIAT,
    Words("Representative of the International Organization", "Представитель международной организации", "国际组织代表"),
)

# Annex I, line by line. 17:50-18:00 of the second day is empty; the closure is a single instant.
BIODIVERSITY = (
    Item(1, "14:00", "14:40", SessionKind.CEREMONY, _OPENING, heading=_REMARKS, speakers=_OPENERS),
    Item(1, "14:40", "15:00", SessionKind.KEYNOTE, _KEYNOTE, heading=_KEYNOTE, speakers=(_CSEC,)),
    Item(1, "15:00", "15:20", SessionKind.BREAK, _TEA),
    Item(
        1,
        "15:20",
        "16:50",
        SessionKind.SESSION,
        Words(
            "Session 1: Policy Measures for Biodiversity Conservation",
            "Сессия 1: Меры политики по сохранению биоразнообразия",
            "第一节：生物多样性保护政策措施",
        ),
        Words(
            "Biodiversity status assessment, biodiversity conservation policy planning, management mechanisms, regulatory measures, etc.",
            "Оценка состояния биоразнообразия, планирование политики его сохранения, механизмы управления, меры регулирования и др.",
            "生物多样性现状评估、保护政策规划、管理机制、监管措施等",
        ),
        _SPEECHES,
        _ALL_SPEAK,
    ),
    Item(1, "16:50", "17:10", SessionKind.DISCUSSION, _DISCUSSION),
    Item(
        2,
        "14:00",
        "15:30",
        SessionKind.SESSION,
        Words(
            "Session 2: Practical Cases of Biodiversity Conservation",
            "Сессия 2: Практический опыт сохранения биоразнообразия",
            "第二节：生物多样性保护实践案例",
        ),
        Words(
            "Ecological boundary redline, biodiversity monitoring and warning, construction of conservation areas, conservation of biological genetic "
            "resources, etc.",
            "Экологические «красные линии», мониторинг биоразнообразия и предупреждение, создание охраняемых территорий, сохранение генетических ресурсов и др.",
            "生态保护红线、生物多样性监测预警、自然保护地建设、生物遗传资源保护等",
        ),
        _SPEECHES,
        _ALL_SPEAK,
    ),
    Item(2, "15:30", "15:50", SessionKind.BREAK, _TEA),
    Item(
        2,
        "15:50",
        "17:20",
        SessionKind.SESSION,
        Words(
            "Session 3: International Cooperation on Biodiversity Conservation",
            "Сессия 3: Международное сотрудничество в сохранении биоразнообразия",
            "第三节：生物多样性保护国际合作",
        ),
        Words(
            "Implementation of relevant international conventions, cooperation progress, suggestions for future cooperation, etc.",
            "Выполнение соответствующих международных конвенций, ход сотрудничества, предложения на будущее и др.",
            "履行相关国际公约、合作进展、对未来合作的建议等",
        ),
        _SPEECHES,
        _ALL_SPEAK,
    ),
    Item(2, "17:20", "17:40", SessionKind.DISCUSSION, _DISCUSSION),
    Item(
        2,
        "17:40",
        "17:50",
        SessionKind.SUMMARY,
        Words("Summary", "Подведение итогов", "总结"),
        heading=Words("Concluding Speech", "Заключительное слово", "总结发言"),
        speakers=(_COOPERATION,),
    ),
    Item(2, "18:00", "", SessionKind.CLOSURE, _CLOSURE),
)

WETLANDS_TITLE = Words(
    "CICA Seminar on the Conservation and Wise Use of Wetlands",
    "Семинар СВМДА по сохранению и разумному использованию водно-болотных угодий",
    "亚信湿地保护与合理利用研讨会",
)
WETLANDS_SUMMARY = Words(
    "Two afternoons on lakes, deltas and high-altitude wetlands shared by CICA countries.",
    "Два заседания об озёрах, дельтах и высокогорных водно-болотных угодьях стран СВМДА.",
    "两场会议，讨论亚信国家的湖泊、三角洲和高原湿地。",
)
WETLANDS_OBJECTIVES = Words(
    "Exchange of practice in restoring wetlands\nJoint observation of migratory water birds",
    "Обмен опытом восстановления водно-болотных угодий\nСовместное наблюдение за перелётными водоплавающими птицами",
    "交流湿地恢复做法\n联合观测迁徙水鸟",
)
WETLANDS = (
    Item(1, "14:00", "14:30", SessionKind.CEREMONY, _OPENING, heading=_REMARKS, speakers=(_COOPERATION, _CICA_SECRETARIAT)),
    Item(
        1,
        "14:30",
        "16:00",
        SessionKind.SESSION,
        Words("Session 1: Restoring Wetlands", "Сессия 1: Восстановление водно-болотных угодий", "第一节：湿地恢复"),
        Words("Water balance, reed beds, return of fish and birds", "Водный баланс, тростники, возвращение рыб и птиц", "水量平衡、芦苇荡、鱼类和鸟类回归"),
        _SPEECHES,
        _ALL_SPEAK,
    ),
    Item(1, "16:00", "16:20", SessionKind.DISCUSSION, _DISCUSSION),
    Item(
        2,
        "14:00",
        "15:30",
        SessionKind.SESSION,
        Words("Session 2: Flyways Across Asia", "Сессия 2: Пути пролёта птиц через Азию", "第二节：横跨亚洲的候鸟迁徙路线"),
        Words("Counting, ringing and shared data", "Учёт, кольцевание и общие данные", "计数、环志与数据共享"),
        _SPEECHES,
        _ALL_SPEAK,
    ),
    Item(2, "15:30", "15:50", SessionKind.DISCUSSION, _DISCUSSION),
    Item(2, "16:00", "", SessionKind.CLOSURE, _CLOSURE),
)
