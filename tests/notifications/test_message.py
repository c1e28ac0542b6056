from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.utils import translation

from directory import clocks
from directory.models import City
from notifications import message
from notifications.message import CannotBuild, deliverable, encoded, flowed, mailbox, message_id, previewed
from notifications.rendering import isolate
from tests.factories import agenda
from tests.factories.notifications import NOON, mail

pytestmark = pytest.mark.django_db

NAMES = [
    "Dana OSPANOVA",
    "O'Brien, Sinéad",
    'Профессор Абдрахманов Нурсултан-Ақжол Қайыртайұлы, заместитель директора "Центра" (экология)',
    "الحسيني، ليلى",
    'Smith, John "JJ" \\ (Jr.) @home; [x]: <y>',
    "=?utf-8?q?not_encoded?=",
    "欧阳，娜娜",
    "W. A. D. S. " * 8 + "Perera",
]


def parsed(row, values=None, **kw):
    built = message.build(row, values or {}, now=NOON)
    return message_from_bytes(built.message().as_bytes(linesep="\r\n"), policy=policy.default)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_the_reader_comes_out_as_it_went_in(name):
    row = mail(to_name=name, to_address="x@example.org")
    (to,) = parsed(row)["To"].addresses
    assert (to.display_name, to.addr_spec) == (name, "x@example.org")
    # the older parser of the library, which many programs use
    raw = message_from_bytes(message.build(row, {}, now=NOON).message().as_bytes())["To"]
    shown, address = parseaddr(" ".join(raw.split("\n ")))
    assert (str(make_header(decode_header(shown))), address) == (name, "x@example.org")


@pytest.mark.parametrize(
    "subject", [*NAMES, "Тема, в которой много слов, чтобы она не поместилась в одну строку заголовка", "a" * 300, "BIO-2027-0042: " + "word " * 60 + "end"]
)
def test_the_subject_is_one_line_and_comes_out_as_it_went_in(subject):
    row = mail(subject=subject)
    found = parsed(row)["Subject"]
    assert found == subject
    old = message_from_bytes(message.build(row, {}, now=NOON).message().as_bytes())["Subject"]
    assert str(make_header(decode_header(old))).replace("\n", "") == subject


def test_encoded_words_keep_to_their_75_signs():
    words = encoded("ж" * 200).split(" ")
    assert max(map(len, words)) <= 75
    assert "".join(text.decode(charset) for text, charset in decode_header(" ".join(words))) == "ж" * 200


def test_all_header_lines_keep_to_the_limit_of_998():
    row = mail(to_name="ж" * 450, subject="ж" * 900)
    assert max(map(len, message.build(row, {}, now=NOON).message().as_bytes(linesep="\r\n").split(b"\r\n"))) <= 998


def test_v09_a_line_break_in_a_name_makes_no_header():
    row = mail(to_name="Dana\r\nBcc: leak@example.org", subject="Dear Dana\r\nBcc: leak@example.org")
    built = message.build(row, {}, now=NOON)
    found = message_from_bytes(built.message().as_bytes(), policy=policy.default)
    assert built.recipients() == [row.to_address]
    assert found["Bcc"] is None
    assert found["Subject"] == "Dear Dana Bcc: leak@example.org"
    assert found["To"].addresses[0].display_name == "Dana Bcc: leak@example.org"


def test_v11_an_idn_domain_in_envelope_and_headers():
    row = mail(to_address="desk@пример.испытание", to_name="Desk", cc_address="cc@пример.испытание", reply_to="re@пример.испытание")
    built = message.build(row, {}, now=NOON)
    assert built.recipients() == ["desk@xn--e1afmkfd.xn--80akhbyknj4f", "cc@xn--e1afmkfd.xn--80akhbyknj4f"]
    found = parsed(row)
    assert found["To"] == "Desk <desk@xn--e1afmkfd.xn--80akhbyknj4f>"
    assert found["Cc"] == "cc@xn--e1afmkfd.xn--80akhbyknj4f"
    assert found["Reply-To"] == "re@xn--e1afmkfd.xn--80akhbyknj4f"


@pytest.mark.parametrize("address", ["first.l'ast+cica@example.museum", "desk@example.org", "A_B-c%d@sub.example.org"])
def test_v11_true_addresses_are_left_as_they_are(address):
    assert deliverable(address) == address


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("имя@example.org", "The address имя@example.org cannot be reached: before the @ it has letters that are not Latin."),
        ('"a b" <x@example.org>', 'This is not an address that a mail can be sent to: "a b" <x@example.org>'),
        ('"a\nb" <x@example.org>', 'This is not an address that a mail can be sent to: "a b" <x@example.org>'),
        ("x@example.org\nBcc: y@example.org", "This is not an address that a mail can be sent to: x@example.org Bcc: y@example.org"),
        ("x@example.org, y@example.org", "This is not an address that a mail can be sent to: x@example.org, y@example.org"),
        ("nobody", "This is not an address that a mail can be sent to: nobody"),
        ("", "This is not an address that a mail can be sent to: –"),
        ("x@" + "я" * 70 + ".испытание", "This is not an address that a mail can be sent to: x@" + "я" * 70 + ".испытание"),
    ],
)
def test_an_address_that_cannot_be_reached_is_said(address, sentence):
    with pytest.raises(CannotBuild) as refusal:
        deliverable(address)
    assert str(refusal.value) == sentence


def test_the_headers_of_an_automatic_mail():
    row = mail(language="zh-hans", reply_to="desk@example.org")
    found = parsed(row)
    assert {name: found[name] for name in ("From", "To", "Reply-To", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "MIME-Version")} == {
        "From": "CICA seminars <seminars@example.org>",
        "To": row.to_address,
        "Reply-To": "desk@example.org",
        "Date": "Wed, 20 Oct 2027 12:00:00 +0000",
        "Message-ID": message_id(row),
        "Content-Language": "zh-Hans",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]


def test_the_message_id_belongs_to_the_row():
    one, two = mail(), mail()
    assert message_id(one) == message_id(one) != message_id(two)
    assert message_id(one).startswith(f"<{one.pk}.")
    assert message_id(one).endswith("@example.org>")


def test_a_copy_to_the_reader_itself_is_one_mail():
    assert message.build(mail(to_address="a@example.org", cc_address="A@example.org"), {}, now=NOON).recipients() == ["a@example.org"]


# --- placeholders -----------------------------------------------------------------------------------------------------------------------

BODY = "Your page:\n[[personal_link]]\n\nDetails:\n\n[[joining_details]]\n\nAgain [[personal_link]]."
LINK = "https://seminar.example.org/p/abc?x=1&y=<2>"
DETAILS = f"# Day 1\nRoom: {isolate('<b>Wetlands</b> & more')}\n\n- Address: https://meet.example.org/j/55512345\n- Passcode: [[personal_link]]"


def test_values_of_several_lines_in_text_and_html():
    found = parsed(mail(body=BODY), {"personal_link": LINK, "joining_details": DETAILS})
    assert found.get_body(("plain",)).get_content().replace("\r\n", "\n") == (
        f"Your page:\n{LINK}\n\nDetails:\n\n"
        "Day 1\n-----\nRoom: <b>Wetlands</b> & more\n\n- Address: https://meet.example.org/j/55512345\n- Passcode: [[personal_link]]\n\n"
        f"Again {LINK}."
    )
    link = '<a href="https://seminar.example.org/p/abc?x=1&amp;y=">https://seminar.example.org/p/abc?x=1&amp;y=</a>&lt;2&gt;'
    assert found.get_body(("html",)).get_content().strip().replace("\r\n", "\n") == (
        f"<html><body><p>Your page:</p>\n<div><p>{link}</p></div>\n<p>Details:</p>\n"
        "<div><h2>Day 1</h2>\n<p>Room: <bdi>&lt;b&gt;Wetlands&lt;/b&gt; &amp; more</bdi></p>\n"
        '<ul>\n<li>Address: <a href="https://meet.example.org/j/55512345">https://meet.example.org/j/55512345</a></li>\n'
        "<li>Passcode: [[personal_link]]</li>\n</ul></div>\n"
        f"<p>Again {link}.</p></body></html>"
    )


@pytest.mark.parametrize("values", [{}, {"personal_link": LINK}, {"joining_details": DETAILS}])
def test_an_unfilled_placeholder_never_leaves(values):
    with pytest.raises(CannotBuild) as refusal:
        message.build(mail(body=BODY), values, now=NOON)
    assert str(refusal.value) == "Nothing was found to put in the place of: " + ", ".join(sorted({"personal_link", "joining_details"} - set(values)))


def test_a_placeholder_in_the_subject_never_leaves():
    with pytest.raises(CannotBuild):
        message.build(mail(subject="See [[personal_link]]"), {"personal_link": LINK}, now=NOON)


def test_previews_name_placeholders():
    assert previewed("a [[personal_link]] b [[joining_details]] [[test_slot]] [x]") == "a [personal link] b [joining details] [test slot] [x]"


# --- text -------------------------------------------------------------------------------------------------------------------------------


def test_lines_fit_a_terminal_and_flow_together_again():
    long = "The registration is subject to the member states' consent, which is being asked for; nothing has to be done by you for that at all."
    lines = flowed(f"Dear reader,\n\n{long}\n- {long}\n").split("\n")
    assert max(map(len, lines)) <= 77
    assert "".join(f"{line}\n" if not line.endswith(" ") else line for line in lines).rstrip("\n") == f"Dear reader,\n\n{long}\n- {long}"


def test_a_moment_and_a_name_stay_on_one_line():
    moment = "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"
    title = """Experts' Seminar: "R&D" <pilot>"""
    text = flowed(f"You can correct your registration on your page until {moment}. We wait for you at {title}.", whole=[title])
    assert text == f"You can correct your registration on your page until \n{moment}. We wait for you at \n{title}."
    russian = "пятница, 5 ноября 2027, 23:59 по времени Пекина (UTC+8)"
    assert f"\n{russian}" in flowed(f"Свои данные можно исправить на личной странице до {russian}.")


def test_a_phone_number_stays_on_one_line():
    text = flowed("- Registration, desk 1, CSEC: desk-1@example.org, +44 20 7946 0101, +44 7700 900101")
    assert text == "- Registration, desk 1, CSEC: desk-1@example.org, +44 20 7946 0101, \n+44 7700 900101"


def test_signs_that_flowing_text_uses_are_stuffed():
    assert flowed("> quoted\nFrom here\n indented\ntail  ") == " > quoted\n From here\n  indented\ntail"


@pytest.mark.parametrize("word", ["Привет, мир", "你好", "Ascii only"])
def test_the_text_reads_well_as_it_stands_in_the_file(word):
    raw = message.build(mail(body=f"{word} " * 60), {}, now=NOON).message().as_bytes().decode()
    assert f"{word} {word}" in raw
    assert "Content-Transfer-Encoding: base64" not in raw
    assert 'Content-Type: text/plain; charset="utf-8"; format="flowed"' in raw


def test_mailbox_without_a_name_is_the_address():
    assert mailbox(" \r\n", "a@example.org") == "a@example.org"


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kabul"])
def test_a_moment_stays_on_one_line_in_each_language(language, zone):
    """What directory.clocks really says, at every place of a line where it could be broken."""
    agenda.cities("Asia/Shanghai", "Asia/Kabul")
    City.objects.filter(zone="Asia/Shanghai").update(name_ru="Пекин", name_zh_hans="北京")
    with translation.override(language):
        told = clocks.said(agenda.CLOSES, zone)
    for moment in (told.sentence, told.on_own_clock):
        for before in range(1, 14):
            lines = message.flowed(f"{'word ' * before}{moment} {'word ' * 12}").split("\n")
            assert sum(moment in line for line in lines) == 1
