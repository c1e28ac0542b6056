"""The table by which the comparison of names was chosen, written by hand: people who are one, and people who are not although they look it.

A name is ``family | first | middle | native``; what is left out is empty. docs/decisions/0011 gives the figures that other scorers reach on the same table.
"""

import re

import pytest
from rapidfuzz import fuzz

from registration.likeness import compare, key

SAME = [
    # order, case, script, accents
    ("Sadykova|Aigerim", "SADYKOVA|AIGERIM"),
    ("Sadykova|Aigerim", "Aigerim|Sadykova"),
    ("Sadykova|Aigerim", "Садыкова|Айгерим"),
    ("Sadykova|Aygerim", "Садыкова|Айгерим|Болатқызы"),
    ("Sadykova|Aigerim|Bolatkyzy", "Sadykova|Aigerim"),
    ("Sadykova Aigerim", "Sadykova|Aigerim"),
    ("Соловьёв|Фёдор|Ильич", "Соловьев|Федор|Ильич"),
    ("Solovyov|Fyodor", "Соловьёв|Фёдор"),
    ("Yevgeniyev|Dmitriy", "Evgeniev|Dmitri"),
    ("Sokolova|Yulia|Petrovna", "Sokolova|Iuliia"),
    ("Sokolova|Julia", "Соколова|Юлия"),
    ("Khairullin|Alexey", "Хайруллин|Алексей"),
    ("Khurshidov|Baxodir", "Хуршидов|Баходир"),
    ("Zhaparova|Zhamilya", "Japarova|Jamila"),
    ("Məmmədova|Günel|Elçin qızı", "Mammadova|Gunel"),
    ("İnceoğlu|Işıl", "INCEOGLU|ISIL"),
    ("İNCEOĞLU|IŞIL", "inceoğlu|ışıl"),
    ("Yıldız|Çağla", "Yildiz|Cagla"),
    ("Nguyễn|Hằng|Thị Thu", "Nguyen Thi Thu Hang"),
    ("Nguyễn|Thu Hằng|Thị", "NGUYEN|Hang|Thi Thu"),
    # patronymics, in the forms of several languages
    ("Asanbekov|Nurlan|Tologonovich", "Асанбеков|Нурлан|Төлөгөнович"),
    ("Sadykova|Aigerim|Bolatovna", "Sadykova|Aigerim|Bolatqyzy"),
    ("Karimov|Jasur|Anvar oʻgʻli", "Karimov|Jasur|Anvarovich"),
    ("Sokolova|Irina Petrovna", "Sokolova|Irina|Petrovna"),
    ("Sokolova|Irina|Petrovna", "Sokolova|I. P."),
    ("Sokolova|Irina", "|||Соколова Ирина Петровна"),
    # initials
    ("Sadykova|Aigerim", "Sadykova|A."),
    ("Kairatova|Zhanar|Maratkyzy", "Kairatova|Zh."),
    ("Wickramasuriya|W. A. D. S.", "Wickramasuriya|WADS|"),
    ("Wickramasuriya|W. A. D. S.", "W.A.D.S. Wickramasuriya"),
    ("Dorj|Batbayar", "Batbayar|D."),
    # hyphens and spaces; Chinese and Korean
    ("Kim|Seo-yeon", "KIM|Seoyeon"),
    ("Kim|Seo yeon", "Seo-Yeon|Kim"),
    ("Kim|Seo-yeon", "김|서연"),
    ("Kim|Seo-yeon||김서연", "Kim|S. Y.||김서연"),
    ("Park|Ji-hoon", "박지훈"),
    ("Ouyang|Mingyue", "Ouyang Ming Yue"),
    ("Ouyang|Mingyue", "欧阳明月"),
    ("Li|Na||李娜", "李娜"),
    ("Li|Na", "Na|LI"),
    ("Ben-Ami|Yael", "Ben Ami|Yael"),
    ("O’Brien|Sinéad", "OBrien|Sinead"),
    # chains, articles, prefixes
    ("Al-Marwani|Khalid|bin Hamad bin Jassim", "Almarwani|Khalid"),
    ("Al-Marwani|Khalid|bin Hamad", "El Marwani|Khalid|Hamad"),
    ("El-Haddadin|Rania", "Al Haddadin|Rania"),
    ("Abdul-Razzaq|Mustafa|Kadhim Hassan", "Abd al-Razzak|Mustafa"),
    ("Al-Husseini|Layla", "الحسيني|ليلى"),
    ("Khan|Muhammad Bilal", "Khan|Mohd. Bilal"),
    ("Khan|Muhammad Bilal", "Khan|Bilal"),
    ("Rahman|Md. Tanvir", "Rahman|Mohammad Tanvir"),
    ("Hosseini-Rad|Seyed Mohsen", "Hosseini Rad|Mohsen"),
    ("Begum|Mst. Rokeya", "Begum|Rokeya"),
    # one name; slips of the pen
    ("Sukarti", "|Sukarti"),
    ("Toktobekova|Ainura", "Tokotbekova|Ainura"),
    ("Lindqvist|Per", "Lindquist|Per"),
    ("Wickramasuriya|Ananda", "Wickramasurya|Ananda"),
    # sixty-seven pairs that were written after the first version and taken as they were: it found 29 of these 35 and doubted 5 of those 32
    ("Toktogulova|Gulnara", "Токтогулова|Гүлнара"),
    ("Rahmonov|Emomali|Sharifovich", "Rakhmonov|Emomali"),
    ("Tsoi|Viktor", "Цой|Виктор|Робертович"),
    ("Shcherbakov|Yuri", "Щербаков|Юрий|Ильич"),
    ("Chernyshova|Ksenia", "Чернышова|Ксения"),
    ("Nazarbekova|Aliya", "Назарбекова|Әлия"),
    ("Zhumabayev|Yerlan|Serikovich", "Jumabaev|Erlan"),
    ("Zhumabayev|Yerlan", "Жұмабаев|Ерлан"),
    ("Aliyev|Cavid", "Aliyev|Javid"),
    ("Əliyev|Rəşad", "Aliyev|Rashad"),
    ("Şahin|Ayşe", "Sahin|Ayse"),
    ("Öztürk|Gülşen", "OZTURK|GULSEN"),
    ("Ganbold|Saruul", "G. Saruul"),
    ("Zhang|Xiaoming", "Xiao Ming|Zhang"),
    ("Zhao|Ruilin||赵瑞林", "赵瑞林"),
    ("Lyu|Fang||吕芳", "Lü|Fang"),
    ("Choi|Min-seok", "Choi|Min Seok"),
    ("Choi|Minseok||최민석", "|||최민석"),
    ("Trần|Minh|Văn", "Tran Van Minh"),
    ("Phạm|Hoa", "Pham|Hoa|Thị"),
    ("bin Salman|Faisal", "Bin Salman|Faisal"),
    ("Al Thani|Noora", "Al-Thani|Nora"),
    ("Mahmoud|Yousef", "Mahmud|Yusuf"),
    ("Abdelrahman|Omar", "Abdulrahman|Omar"),
    ("Fernando|K. P. Nimal", "Fernando|Nimal"),
    ("Perera|Nimal", "Perera|N."),
    ("Meenakshi|K.", "|K. Meenakshi"),
    ("Srisawat|Somchai", "Srisawad|Somchai"),
    ("Md. Abdul|Karim", "Karim|Md Abdul"),
    ("Hussain|Syed Ali", "Hussain|Sayed Ali"),
    ("Lindqvist|Per-Olof", "Lindqvist|Per Olof"),
    ("Orlov|Pavel|Nikolaevich", "ORLOV PAVEL NIKOLAEVICH"),
    ("Orlov|Pavel", "Orlov|P. N."),
    # forty more, after the second version: it found 18 of these 20 and doubted 1 of those 20
    ("Abdykalykova|Zhyldyz", "Абдыкалыкова|Жылдыз"),
    ("Saidov|Farrukh", "Саидов|Фаррух|Абдуллоевич"),
    ("Qodirov|Shavkat", "Kadirov|Shavkat"),
    ("Gulomova|Dilorom", "Gʻulomova|Dilorom"),
    ("Hajiyev|Elnur", "Hacıyev|Elnur"),
    ("Demir|Emre Can", "Demir|Emre"),
    ("Tkachenko|Grigory", "Ткаченко|Григорий"),
    ("Ouyang|Xiu", "Ou Yang|Xiu"),
    ("Jeong|Hye-jin", "Jung|Hye-jin||정혜진"),
    ("Bayarmaa|Tsend", "Tsend Bayarmaa"),
    ("Nasser|Fatima|Abdullah", "Al-Nasser|Fatima"),
    ("Gunawardena|L. M. Chaminda", "Gunawardena|Chaminda"),
    ("Budi", "BUDI"),
    ("Pongpanich|Kittisak", "Kittisak|Pongpanich"),
    ("Kovalyova|Anastasia", "Ковалёва|Анастасия|Игоревна"),
    ("Ibragimov|Shukhrat", "Ибрагимов|Шухрат"),
    ("Sharma|Rajesh Kumar", "Sharma|Rajesh"),
    ("Khatun|Mst. Salma", "Salma Khatun"),
    # found in an invented list of 20,000
    ("Al-Husseini|Layla||ليلى الحسيني", "El-Hosseiny|Leila||ليلى الحسيني"),
    ("Lee|Ji-min||이지민", "이지민"),
    ("Chaiphaisan|Wichai", "Wichai|Chaiphaisan"),
]
# one person each, and not found: two letters in one word, or one in a word that is short. Asking less would call brothers one
MISSED = [
    ("Mirziyoyev|Akmal", "Mirziyaev|Akmal"),
    ("Orlov|Pavel", "Orolv|Pavel"),
    ("Rezaei|Zahra", "Rezai|Zahra"),
    ("Cohen|Noa", "Kohen|Noa"),
]
DIFFERENT = [
    # families
    ("Sadykov|Aidar", "Sadykov|Aidos"),
    ("Sadykov|Aidar|Bolatuly", "Sadykov|Aidos|Bolatuly"),
    ("Sadykov|Bolat", "Sadykov|Aidar|Bolatuly"),
    ("Sadykov|Bolat|Aidaruly", "Sadykov|Aidar|Bolatuly"),
    ("Sidorov|Sergei|Ivanovich", "Sidorov|Sergei|Petrovich"),
    ("Sidorov|Ivan|Petrovich", "Sidorov|Petr|Ivanovich"),
    ("Sidorov|Petr", "Sidorov|Ivan|Petrovich"),
    ("Садыков|Марат", "Садыков|Мурат"),
    ("Karimova|Dana", "Karimova|Dina"),
    ("Sokolova|Anna", "Sokolova|Alina"),
    ("Sokolov|Ruslan", "Sokolova|Ruslana"),
    ("Sokolova|Alexandra", "Sokolov|Alexander"),
    ("Sokolova|Zhanna", "Sokolova|Yana"),
    ("Yusupov|Karim", "Yusupova|Karima"),
    # father and son in a chain
    ("Al-Marwani|Khalid|bin Hamad", "Al-Marwani|Hamad|bin Khalid"),
    ("Hassan|Ahmed|Mahmoud", "Hassan|Mahmoud|Ahmed"),
    # one family name, other given names or initials
    ("Sadykova|Aigerim", "Sadykova|B."),
    ("Sadykova|A.", "Sadykova|B."),
    ("Sadykova|A.", "Sadykov|Bolat"),
    ("Sokolova|I. P.", "Sokolova|Irina|Sergeevna"),
    ("Khan|Muhammad Bilal", "Khan|Muhammad Ali"),
    ("Khan|Muhammad", "Khan|Bilal"),
    ("Khan|Muhammad", "Khan|Muhammad Bilal"),
    ("Rahman|Md. Tanvir", "Rahman|Md. Tanim"),
    ("Dorj|Batbayar", "Dorj|Batbold"),
    ("Begum|Mst. Rokeya", "Begum|Mst. Rabeya"),
    ("Hosseini|Seyed Mohsen", "Hosseini|Seyed Hassan"),
    # Chinese and Korean names are short, and one letter is another person
    ("Li|Na", "Li|Nan"),
    ("Li|Na||李娜", "Li|Nan||李楠"),
    ("Wang|Wei||王伟", "Wang|Wei||王薇"),
    ("Zhang|Wei", "Zhang|Wen"),
    ("Zhang|Wei", "Zang|Wei"),
    ("Zhou|Min", "Zhu|Min"),
    ("Kim|Seo-yeon", "Kim|Seo-jun"),
    ("Kim|Seo-yeon||김서연", "Kim|Seo-jun||김서준"),
    ("Kim|Ji-hye", "Kim|Hye-ji"),
    ("Kim|Seo-yeon", "김|서준"),
    # one given name, other families
    ("Sadykova|Aigerim", "Bekova|Aigerim"),
    ("Abdul-Razzaq|Mustafa", "Abdul-Karim|Mustafa"),
    ("Nguyễn|Hằng|Thị Thu", "Nguyễn|Hạnh|Thị Thu"),
    ("Nguyễn|Hằng|Thị Thu", "Trần|Hằng|Thị Thu"),
    ("Khan", "Khan|Bilal"),
    ("Sadykova|A.", "Wickramasuriya|W. A. D. S."),
    ("Perera|N.", "Orlov|P. N."),
    ("الحسيني|ليلى", "Hassan|Ali"),
    ("الحسيني|ليلى", "Hussain|Layla"),
    ("Sadykova|A.||Садыкова Айгерим", "Sadykova|A.||Садыкова Асель"),
    ("Ospanova|Dana", "Bekov|Timur"),
    # the pairs that were taken as they were, as above
    ("Toktogulova|Gulnara", "Toktogulova|Gulmira"),
    ("Zhumabayev|Yerlan", "Zhumabayev|Nurlan"),
    ("Zhumabayev|Yerlan|Serikovich", "Zhumabayev|Serik"),
    ("Orlov|Pavel|Nikolaevich", "Orlov|Nikolai|Pavlovich"),
    ("Orlov|Pavel|Nikolaevich", "Orlov|Pavel|Andreevich"),
    ("Orlov|P.", "Orlova|M."),
    ("Zhao|Ruilin", "Zhao|Ruolin"),
    ("Chen|Jing||陈静", "Chen|Jing||陈晶"),
    ("Liu|Yang", "Liu|Yan"),
    ("Sun|Jiahui", "Sun|Jiahua"),
    ("Choi|Min-seok", "Choi|Min-seo"),
    ("Lee|Ji-won", "Lee|Ji-woo"),
    ("Park|Sung-min", "Park|Sung-jin"),
    ("Nguyễn|Văn An", "Nguyễn|Văn Anh"),
    ("Trần|Minh|Văn", "Trần|Mạnh|Văn"),
    ("Pham|Thi Hoa", "Pham|Thi Hoai"),
    ("Hassan|Ali", "Hassan|Alia"),
    ("Al-Thani|Noora", "Al-Thani|Moza"),
    ("Al-Thani|Hamad|bin Jassim", "Al-Thani|Jassim|bin Hamad"),
    ("Ahmed|Mohammed", "Ahmed|Mahmoud"),
    ("Kumar|Anil", "Kumar|Sunil"),
    ("Singh|Harpreet", "Singh|Gurpreet"),
    ("Perera|Nimal", "Perera|Kamal"),
    ("Thongdee|Malee", "Thongdee|Manee"),
    ("Abdullayeva|Nilufar", "Abdullayev|Nodir"),
    ("Yusupova|Lola", "Yusupova|Laylo"),
    ("Karimov|Jasur", "Karimov|Jamshid"),
    ("Ivanova|Tatiana", "Ivanova|Natalia"),
    ("Ivanova|Mariya", "Ivanova|Marina"),
    ("Ivanov|Alexey", "Ivanov|Alexander"),
    ("Ivanov|A.", "Ivanov|V."),
    ("Kuznetsova|Olga", "Kuznetsova|Olesya"),
    ("Saidov|Farrukh", "Saidov|Farhod"),
    ("Saidov|Farrukh|Abdulloevich", "Saidov|Abdullo"),
    ("Qodirov|Shavkat", "Qodirova|Shahnoza"),
    ("Hajiyev|Elnur", "Hajiyev|Elchin"),
    ("Demir|Emre", "Demir|Emine"),
    ("Tkachenko|Grigory", "Tkachenko|Gleb"),
    ("Jeong|Hye-jin", "Jeong|Hye-jung"),
    ("Wang|Lei", "Wang|Fei"),
    ("Wu|Xiaoli", "Wu|Xiaolin"),
    ("Huang|Yuxin", "Huang|Yuxi"),
    ("Nasser|Fatima", "Nasser|Fadila"),
    ("Ibragimov|Shukhrat", "Ibragimov|Shuhratbek"),
    ("Rezaei|Zahra", "Rezaei|Zohreh"),
    ("Sharma|Rajesh Kumar", "Sharma|Rakesh Kumar"),
    ("Khan|Imran Ali", "Khan|Imran Ahmad"),
    ("Khatun|Mst. Salma", "Khatun|Mst. Salima"),
    ("Kovalyova|Anastasia", "Kovalyova|Alexandra"),
    ("Tsend|Bayarmaa", "Tsend|Bayarsaikhan"),
    ("Budi", "Budiman"),
    ("Gunawardena|L. M. Chaminda", "Gunawardena|L. M. Charitha"),
    # found in an invented list of 20,000, where the second version had doubted them
    ("Oh|Hyun-yun||오현윤", "Oh|Hyun-jin||오현진"),
    ("Seo|Seo-jun||서서준", "Seo|Seo-eun||서서은"),
    ("Jang|Ha-jun||장하준", "Kang|Ha-jun"),
    ("Jung|Soo-min||정수민", "Jung|Do-min"),
    ("Lee|Ji-jin||이지진", "Seo|Ji-jin"),
    ("Morimura|Miko", "Morimura|Mika||森村美香"),
    ("Ishiguchi|Masato||石口正人", "Ishiguchi|Masao"),
    ("Nhem|Sothida||ញែម សុធីតា", "Nhem|Bothida"),
    ("Sheikh|Rafi Waqar", "Shah|Rafi Waqar||شاہ رفیع وقار"),
    ("Tavakoli|Mina||توکلی مینا", "Tavakoli|Yasamin||توکلی یاسمین"),
    ("Ahmadi|Shirin", "Ahmad-Rad|Shirin||احمد راد شیرین"),
    ("Bar-Galil|Dafna", "Har-Galil|Dafna"),
    ("Ben-Arieh|Nadav||נדב בן-אריה", "Even-Arieh|Nadav||נדב אבן-אריה"),
]
TABLE = [(pair, True) for pair in SAME] + [(pair, False) for pair in DIFFERENT]


def key_of(text: str) -> str:
    family, first, middle, native = (*text.split("|"), "", "", "")[:4]
    return key(family, first, middle, native)


@pytest.mark.parametrize(("pair", "same"), TABLE, ids=[" = ".join(pair) if same else " ≠ ".join(pair) for pair, same in TABLE])
def test_the_table(pair: tuple[str, str], same: bool) -> None:
    one, other = map(key_of, pair)
    assert (compare(one, other) is not None) is same
    assert (compare(other, one) is not None) is same, "the other way round"


@pytest.mark.parametrize(
    ("pair", "same"),
    [
        (("Ospanova|Dana", "Bekov|Timur"), False),
        (("Ospanova|Dana", "Ospanov|Timur"), False),
        (("Sadykov|Aidar", "Sadykov|Aidos"), False),
        (("Sadykov|Bolat", "Sadykov|Aidar|Bolatuly"), False),
        (("Kim|Seo-yeon", "Kim|Seo-jun"), False),
        (("Li|Na", "Li|Nan"), False),
        (("Sadykova|Aigerim", "Sadykova|B."), False),
        (("Sokolov|Ruslan", "Sokolova|Ruslana"), False),
        # one mailbox and nearly one name: a slip in each word, a word of the name alone, homophones
        (("Toktobekova|Aynura", "Toktabekova|Ainora"), True),
        (("Zarmina", "Ahmadi|Zarmina"), True),
        (("Wang|Wei||王伟", "Wang|Wei||王偉"), True),
        (("Khan|Muhammad", "Khan|Muhammad Bilal"), True),
        (("Sadykova|Aigerim", "Садыкова|Айгерим"), True),
    ],
)
def test_v02_one_mailbox_asks_less_of_the_name_and_still_something(pair: tuple[str, str], same: bool) -> None:
    one, other = map(key_of, pair)
    assert (compare(one, other, same_address=True) is not None) is same
    assert (compare(other, one, same_address=True) is not None) is same


@pytest.mark.parametrize("pair", MISSED, ids=" = ".join)
def test_what_is_known_to_be_missed(pair: tuple[str, str]) -> None:
    one, other = map(key_of, pair)
    assert compare(one, other) is None
    assert compare(one, other, same_address=True) is not None, "the address shows it all the same"


def test_no_ready_made_ratio_does_as_well() -> None:
    """Each scorer of rapidfuzz over the same folded names, at the bar that serves it best. The figures stand in docs/decisions/0011."""
    rows = [*TABLE, *((pair, True) for pair in MISSED)]
    all_the_same = len(SAME) + len(MISSED)
    best: dict[str, float] = {}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio, fuzz.WRatio):
        scored = [(scorer(*(" ".join(re.findall(r"\w+", key_of(text).rpartition("|")[0])) for text in pair)), same) for pair, same in rows]
        for bar in range(50, 101):
            found = [same for score, same in scored if score >= bar]
            measure = 2 * sum(found) / (len(found) + all_the_same)
            best[scorer.__name__] = max(best.get(scorer.__name__, 0), round(measure, 2))
    assert best == {"ratio": 0.67, "token_sort_ratio": 0.67, "token_set_ratio": 0.69, "WRatio": 0.73}
    assert round(2 * len(SAME) / (len(SAME) + all_the_same), 2) == 0.98


def test_the_nearer_the_higher() -> None:
    scores = [
        compare(key_of("Sadykova|Aigerim|Bolatkyzy"), key_of(other))
        for other in ("SADYKOVA|Aigerim|Bolatkyzy", "Sadykova|Aigerim", "Sadykuva|Aigerim", "Sadykova|A.")
    ]
    values = [found.score for found in scores if found]
    assert values == sorted(set(values), reverse=True)
    assert (len(values), values[0]) == (4, 100)


@pytest.mark.parametrize("text", ["", "|", "...|-", "7|4", "   ", "Al", "Dr.", "|||", "😀|🎉", "\u0301"])
def test_odd_names_have_a_key_and_match_nobody(text: str) -> None:
    assert compare(key_of(text), key_of("Sadykova|Aigerim")) is None
    assert compare(key_of(text), key_of("")) is None
