"""The delegate's path in Russian and in Chinese: no English is left on a page, in an error or in a mail, and dates are said as the language says them."""

import datetime as dt
import functools
import html
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from agenda.models import Seminar, Session
from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.emails import desk as letters
from registration.models import Registration, RegistrationEvent
from registration.services import desk as desk_services
from registration.services.submission import record_paper
from tests import messages
from tests.factories import agenda, desk, directory
from tests.factories.agenda import DURING
from tests.factories.bulk import begun, carried_out
from tests.factories.joining import send_joining_details
from tests.factories.registration import browser, given, register_url, shown_token, submitted, typed, url_of

pytestmark = pytest.mark.django_db

LANGUAGES = ["ru", "zh-hans"]
LATE = agenda.CLOSES + dt.timedelta(seconds=1)
TYPED = {
    "ru": {"institution": "Министерство экологии", "job_title": "Начальник отдела", "speech_topic": "Степь и сайгак", "mobile_typed": "+7 701 000 00 00"},
    "zh-hans": {"institution": "生态环境部", "job_title": "处长", "speech_topic": "草原与赛加羚羊", "mobile_typed": "+7 701 000 00 00"},
}
# what stays Latin in every language: the other language of the switch, examples of how one writes, the delegate's own name
LATIN = {"English", "SADYKOVA Aigerim", "Aigerim SADYKOVA", "Dr Sadykova", "Khun Somchai", "KAZAKHSTAN Aigerim SADYKOVA Delegate", "Example Meeting"}
_english = re.compile(r"[A-Za-z]{2,}(?:[ ,.’'–-]+[A-Za-z]{2,})+")
_hidden = re.compile(r"<(script|style|title)\b.*?</\1>", re.DOTALL)


def stored(name: str, ru: str, zh: str) -> dict[str, str]:
    return {f"{name}_en": f"The {name} in English", f"{name}_ru": ru, f"{name}_zh_hans": zh}


@pytest.fixture
def seminar() -> Seminar:
    """Seminar S with every text of its own in three languages, so that what is left in English is the portal's."""
    directory.tables()
    row = agenda.seminar(
        confirmed=True,
        platform_url="https://platform.example.org",
        shared_fax="+86 10 5550 0100",
        **stored("title", "Семинар по сохранению биоразнообразия", "生物多样性保护研讨会"),
        **stored("venue", "В режиме видеоконференции", "视频会议"),
        **stored("host_name", "Центр экологического сотрудничества", "环境保护合作中心"),
        **stored("platform_name", "Платформа обмена экологической информацией ШОС", "上海合作组织环境信息共享平台"),
        **stored("summary", "Обмен опытом.", "经验交流。"),
        **stored("invited", "Должностные лица", "政府官员"),
    )
    agenda.contact(row, landline="+86 10 5550 0101", **stored("role", "Бюро регистрации, стол 1", "注册处一号台"))
    agenda.programme(row)
    for session in Session.objects.all():
        Session.objects.filter(pk=session.pk).update(
            title_ru="Сессия", title_zh_hans="会议环节", description="", description_en="", speeches_heading="", speeches_heading_en=""
        )
        session.speeches.update(speaker_ru="Представители", speaker_zh_hans="代表")
    for day in (row.starts_on, row.ends_on):
        agenda.video_link(row, day=day)
    return row


@pytest.fixture
def during() -> Iterator[None]:
    with time_machine.travel(DURING, tick=False):
        yield


def texts(content: str) -> list[str]:
    """What a person reads, piece by piece: text between marks, and the attributes that are read aloud."""
    body = _hidden.sub("", content)
    read_aloud = re.findall(r'(?:aria-label|placeholder|alt|content|title)="([^"]*)"', body)
    pieces = re.split(r"<[^>]*>", body) + read_aloud + re.findall(r"<title>(.*?)</title>", content)
    return [piece for piece in (" ".join(html.unescape(piece).split()) for piece in pieces) if piece]


@functools.cache
def translated_texts(language: str) -> frozenset[str]:
    """Our own texts in English that have another wording in the language. Read once: it takes as long as a hundred pages."""
    with translation.override(language):
        found = {message.text for message in messages.messages() if re.search("[A-Za-z]{3}", message.text)}
        return frozenset(text for text in found if translation.gettext(text) != text)


def left_in_english(pieces: list[str], language: str) -> list[str]:
    """The pieces that are one of our texts untranslated, and runs of Latin words that nobody typed."""
    ours = translated_texts(language)
    found = [piece for piece in pieces if piece in ours and piece not in LATIN]
    for piece in pieces:
        if piece.startswith(("width=", "noindex")):
            continue
        without = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+", " ", piece)
        found += [run[0] for run in _english.finditer(without) if re.sub(r"[ ,.’'–-]+", " ", run[0]) not in LATIN]
    return found


def address(path: str, language: str) -> str:
    return f"/{language}{re.sub(r'^/(ru|zh-hans)(?=/)', '', path)}"


def test_english_is_found_where_it_is():
    assert left_in_english(["Заявка", "Go to my registration", "Received"], "ru") == ["Go to my registration", "Received", "Go to my registration"]
    assert left_in_english(["Пример: Khun Somchai", "a.sadykova@example.org", "BIO-2027-0001", "DOCX"], "ru") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_delegates_path_has_no_english_left(seminar, during, language, django_capture_on_commit_callbacks):
    client = browser()
    seen: dict[str, list[str]] = {}

    def look(name: str, path: str, form: dict[str, str] | None = None, status: int = 200) -> str:
        answer = client.get(address(path, language)) if form is None else client.post(address(path, language), form)
        assert answer.status_code == status, name
        content = answer.content.decode()
        seen[name] = left_in_english(texts(content), language)
        return content

    client.cookies["zone"] = "Asia/Almaty"
    look("first page", reverse("agenda:index"))
    look("seminar", seminar.get_absolute_url())
    token = shown_token(look("form", register_url(seminar)))
    look("errors", register_url(seminar), typed(form_token=token, family_name="", first_name="", party="", institution="", email="nobody@"))
    good = typed(form_token=token, **TYPED[language])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address(register_url(seminar), language), good).status_code == 302
    row = Registration.objects.get()
    assert row.language == language
    look("received", url_of(row, "received"))
    look("personal page", url_of(row))
    look("correction", url_of(row, "correct"))
    look("withdrawal", url_of(row, "withdraw"))
    look("new link", url_of(row, "new-link"))
    look("link again", reverse("registration:link", args=[seminar.slug]))
    look("link again, nothing given", reverse("registration:link", args=[seminar.slug]), {"email": ""})
    look("link sent", reverse("registration:link", args=[seminar.slug]) + "?sent")
    look("no link", reverse("registration:personal", args=["nobody"]), status=404)
    look("not here", "/nothing/", status=404)
    for state in ("registered", "declined", "withdrawn", "late"):
        Registration.objects.update(state=state)
        look(f"personal page, {state}", url_of(row))
    with time_machine.travel(LATE, tick=False):
        look("too late", register_url(seminar), {**good, "email": "other@example.org"}, 409)
        look("closed", register_url(seminar), status=200)
        look("seminar, closed", seminar.get_absolute_url())
    assert {name: found for name, found in seen.items() if found} == {}


def all_letters(seminar: Seminar, language: str) -> None:
    """Every letter that the delegate's and the desk's acts write, once."""
    officer = directory.staff(Role.HOST, rights=("registration.admit_late",), language="en")
    now = DURING
    row = submitted(seminar, language=language, zone="Europe/Moscow", **TYPED[language])
    desk_services.register_officially(registration_id=row.pk, by=officer, now=now)
    send_joining_details(seminar_id=seminar.pk, by=officer, now=now)
    for verb, reason in (("return", "理由 причина"), ("decline", "理由 причина"), ("return", ""), ("withdraw", "")):
        act = {"return": desk_services.return_to_review, "decline": desk_services.decline, "withdraw": desk_services.withdraw_on_request}[verb]
        act(registration_id=row.pk, reason=reason, by=officer, now=now)
    late = record_paper(
        seminar_id=seminar.pk,
        data=given(email="late@example.org", **TYPED[language]),
        source="fax",
        received_at=LATE,
        scan=None,
        form_token="",
        language=language,
        by=officer,
        now=LATE,
    )
    desk_services.admit_late(registration_id=late.pk, reason="by courier", by=officer, now=LATE)
    with transaction.atomic():
        event = RegistrationEvent.objects.filter(registration=late).latest("pk")
        event.fields = ["job_title", "mobile_typed"]
        letters.corrected_by_desk(late, event, now=DURING)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_have_no_english_left(seminar, language):
    with translation.override("en"):
        all_letters(seminar, language)
    mails = list(OutgoingEmail.objects.order_by("pk"))
    assert {mail.kind.partition("/")[2] for mail in mails} >= {
        "registered",
        "joining",
        "returned",
        "declined",
        "withdrawn_on_request",
        "late",
        "admitted",
        "corrected_by_desk",
    }
    assert [mail.language for mail in mails] == [language] * len(mails)
    found = {f"{mail.kind} {mail.pk}": left_in_english([mail.subject, *mail.text.replace("[[", "").replace("]]", "").splitlines()], language) for mail in mails}
    found = {kind: [text for text in left if text not in {"personal_link", "joining_details"}] for kind, left in found.items()}
    assert {kind: left for kind, left in found.items() if left} == {}


FACTS = {
    "en": (
        "BIO-2027-000{n}: you are officially registered – The title in English",
        "Dear Aigerim SADYKOVA,",
        "17–18 November 2027 · The venue in English",
        "Friday, 5 November 2027, 23:59 Beijing time (UTC+8) · Friday, 5 November, 20:59 in Astana (UTC+5)",
    ),
    "ru": (
        "BIO-2027-000{n}: Вы официально зарегистрированы — Семинар по сохранению биоразнообразия",
        "Aigerim SADYKOVA",
        "17–18 ноября 2027\xa0г. · В режиме видеоконференции",
        "Пятница, 5 ноября 2027\xa0г., 23:59, Пекин (UTC+8) · пятница, 5 ноября, 20:59, Астана (UTC+5)",
    ),
    "zh-hans": (
        "BIO-2027-000{n}：您已正式注册——生物多样性保护研讨会",
        "Aigerim SADYKOVA",
        "2027年11月17日至18日 · 视频会议",
        "2027年11月5日 星期五 23:59 北京时间（UTC+8） · 阿斯塔纳时间11月5日 星期五 20:59（UTC+5）",
    ),
}


def test_v30_each_mail_of_one_bulk_act_is_wholly_in_its_readers_language(seminar):
    """A Chinese-speaking officer registers three delegates at once; the worker, which carries it out, speaks English."""
    officer = directory.staff(Role.HOST, language="zh-hans")
    rows = [desk.registration(seminar, language=language, email=f"{language}@example.org", zone="Asia/Almaty") for language in ("ru", "zh-hans", "en")]
    with translation.override("zh-hans"):
        act = begun("register", rows, by=officer)
    with translation.override("en"):
        carried_out(act)
    mails = {mail.language: mail for mail in OutgoingEmail.objects.filter(kind="registration/registered")}
    assert mails.keys() == FACTS.keys()
    for number, language in enumerate(("ru", "zh-hans", "en"), 1):
        subject, greeting, days, deadline = FACTS[language]
        mail = mails[language]
        assert mail.subject == subject.format(n=number)
        assert greeting in mail.text.splitlines()[0]
        assert days in mail.text.splitlines()
        assert deadline in mail.text.splitlines()


@pytest.mark.parametrize(
    ("language", "state", "nation"),
    [
        ("ru", "Статус: получена", "- Делегация: Казахстан"),
        ("zh-hans", "状态：已收到", "- 代表团：哈萨克斯坦"),
        ("en", "State: received", "- Delegation: Kazakhstan"),
    ],
)
def test_v30_the_confirmation_names_state_and_delegation_in_the_readers_language(seminar, during, language, state, nation):
    prefix = "" if language == "en" else f"/{language}"
    client = browser()
    with translation.override("en"):
        path = register_url(seminar)
        token = shown_token(client.get(prefix + path).content.decode())
        assert client.post(prefix + path, typed(form_token=token)).status_code == 302
    lines = OutgoingEmail.objects.get().text.splitlines()
    assert state in lines
    assert nation in lines


def test_the_hint_of_the_middle_name_is_each_languages_own(seminar, during):
    client = browser()
    assert "Отчество, если есть" in client.get(address(register_url(seminar), "ru")).content.decode()
    assert "父名，如有" in client.get(address(register_url(seminar), "zh-hans")).content.decode()
