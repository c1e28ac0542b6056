"""The board and its sentences for readers of Russian and Chinese: names of the day, dates, numbers with their words, punctuation."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from agenda import registry
from agenda.models import Seminar
from consent import positions, selectors, services, words
from consent.enums import LetterKind, Position
from consent.models import Communication
from directory.enums import Role
from directory.models import FormerName, Party
from tests.factories import agenda, consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind
NAMES = {"CN": ("Китай", "中国"), "KZ": ("Казахстан", "哈萨克斯坦"), "KR": ("Республика Корея", "大韩民国"), "IR": ("Иран", "伊朗")}
LANGUAGES = ["en", "ru", "zh-hans"]


@pytest.fixture
def officer():
    consent.few_states()
    for code, (ru, zh) in NAMES.items():
        Party.objects.filter(code=code).update(name_ru=ru, name_zh_hans=zh)
    return consent.officer()


@pytest.fixture
def round_(officer):
    return consent.opened(by=officer)


def page(client, name, *args, now=consent.DURING, language="ru", **query):
    with translation.override("en"):
        path = reverse(f"admin:{name}", args=args)
    with time_machine.travel(now, tick=False):
        answer = client.get(path if language == "en" else f"/{language}{path}", query)
    assert answer.status_code == 200
    return re.sub(r"[ \n]+", " ", strip_tags(answer.content.decode().replace("</", " </")))


@pytest.fixture
def desk(client, officer, settings):
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
    client.force_login(officer)
    return client


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["China", "Iran", "Kazakhstan", "Republic of Korea"]),
        ("ru", ["Китай", "Иран", "Казахстан", "Республика Корея"]),
        ("zh-hans", ["中国", "伊朗", "哈萨克斯坦", "大韩民国"]),
    ],
)
def test_the_states_have_their_names_in_the_readers_language(officer, round_, language, expected):
    consent.letter(round_, "KZ KR", K.CONSENT, consent.DURING, by=officer)
    with translation.override(language):
        board = selectors.board(round_.pk, consent.DURING)
    assert {cell.name for cell in board.cells} == set(expected)
    assert set(re.split("、|, ", board.letters[0].states)) == set(expected[2:])
    assert set(round_.entitled_states.values_list("printed_name", flat=True)) == {"China", "Iran", "Kazakhstan", "Republic of Korea"}


def test_the_name_is_that_of_the_day_on_which_the_note_went_out(officer, round_):
    kazakhstan = Party.objects.get(code="KZ")
    FormerName.objects.create(party=kazakhstan, language="ru", name="Прежнее название", valid_to=consent.SENT.date())
    with translation.override("ru"):
        assert "Прежнее название" in {cell.name for cell in selectors.board(round_.pk, consent.DURING).cells}
    FormerName.objects.update(valid_to=consent.SENT.date() - dt.timedelta(days=1))
    with translation.override("ru"):
        assert "Прежнее название" not in {cell.name for cell in selectors.board(round_.pk, consent.DURING).cells}


def test_the_record_keeps_its_english_name_whatever_becomes_of_the_state(officer, round_):
    Party.objects.filter(code="KZ").update(name_en="Another name")
    assert "Kazakhstan" in {cell.name for cell in selectors.board(round_.pk, consent.DURING).cells}


def test_the_names_cost_one_query_however_many_states(officer, round_, django_assert_num_queries):
    loaded = selectors.rounds_with_letters().get(pk=round_.pk)
    with translation.override("ru"), django_assert_num_queries(1):
        assert len(selectors.names_of(loaded)) == 4
    with django_assert_num_queries(0):
        assert len(selectors.names_of(loaded)) == 4


def test_what_was_certified_is_read_in_each_language(officer, round_):
    services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
    with translation.override("zh-hans"):
        certificate = selectors.board(round_.pk, consent.LATER).certificate
    assert {name for _heading, names in certificate.groups for name in names} == {"中国", "伊朗", "哈萨克斯坦", "大韩民国"}


RULES = {
    "en": "2 objections break the silence; so does a proposed amendment; the proposing state counts as consenting.",
    "ru": "Процедуру умолчания прерывают 2 возражения; предложение поправки также прерывает её; государство-инициатор считается давшим согласие.",
    "zh-hans": "2项反对即打破默许；提议修正同样打破默许；提议国视为同意。",
}
NUMBERS = {
    "en": "2 agreed in writing, 21 silent, 1 proposer.",
    "ru": "2 письменных согласия, 21 государство сохраняет молчание, 1 инициатор.",
    "zh-hans": "2国书面同意、21国未表态、1个提议国。",
}
NOTES = {
    "en": "note № 15-1/301emb of 12 October 2027, round 1",
    "ru": "нота № 15-1/301emb от 12 октября 2027\xa0г., раунд 1",
    "zh-hans": "№ 15-1/301emb号照会（2027年10月12日），第1轮",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_and_numbers_are_sentences_of_the_language(officer, language):
    round_ = consent.opened(by=officer, terms=services.Terms(objections_to_break=2))
    counts = positions.Counts({Position.AGREED: 2, Position.NO_REPLY: 21, Position.PROPOSER: 1})
    with translation.override(language):
        assert words.rules_words(round_) == RULES[language]
        assert words.counts_sentence(counts) == NUMBERS[language]
        assert words.note_words(round_) == NOTES[language]
        assert words.note_on_record(round_) == NOTES["en"]


def test_the_words_beneath_the_numbers_follow_them(officer, round_):
    for code, hour in (("KZ", 1), ("KR", 2)):
        consent.letter(round_, code, K.OBJECTION, consent.SENT + dt.timedelta(hours=hour), by=officer)
    board = selectors.board(round_.pk, consent.DURING)
    assert [(number, text) for number, text in board.counts if number] == [(2, "objections"), (1, "no reply"), (1, "proposer")]
    with translation.override("ru"):
        board = selectors.board(round_.pk, consent.DURING)
        assert [(number, text) for number, text in board.counts if number] == [(2, "возражения"), (1, "не ответило"), (1, "инициатор")]


@pytest.mark.parametrize(
    ("language", "dates"),
    [
        ("en", ["of 12 October 2027", "Wed 20 Oct 2027", "12 Oct: sent", "Wed 20 Oct 2027, 10:00:00"]),
        ("ru", ["от 12 октября 2027\xa0г.", "ср, 20.10.2027", "12 октября: отправлена", "ср, 20.10.2027, 10:00:00"]),
        ("zh-hans", ["2027年10月12日", "2027年10月20日 周三", "10月12日：发出", "2027年10月20日 周三 10:00:00"]),
    ],
)
def test_the_board_says_its_dates_in_the_language(desk, officer, round_, language, dates):
    consent.letter(round_, "KZ", K.CONSENT, consent.DURING, by=officer)
    text = page(desk, "consent_silenceprocedure_change", round_.procedure_id, language=language)
    assert [date for date in dates if date not in text] == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "20 Oct 2027, 10:00: the extension is refused. Told by letter."),
        ("ru", "20.10.2027, 10:00): в продлении отказано. Told by letter."),
        ("zh-hans", "2027年10月20日 10:00）：延期不予同意。Told by letter."),
    ],
)
def test_an_extension_that_is_refused_is_said_so(desk, officer, round_, language, expected):
    letter = consent.letter(round_, "KZ", K.EXTENSION_REQUEST, consent.DURING, by=officer).letter
    services.refuse_extension(letter_id=letter.pk, words="Told by letter.", by=officer, now=consent.DURING)
    text = page(desk, "consent_silenceprocedure_change", round_.procedure_id, language=language)
    assert expected in text
    assert "not “asks for an extension” but" not in text


def test_a_decision_that_confirms_the_meaning_says_that_it_remains(desk, officer, round_):
    letter = consent.letter(round_, "KZ", K.OBJECTION, consent.DURING, by=officer).letter
    services.decide_meaning(letter_id=letter.pk, meaning=K.OBJECTION, reason="It is clear.", by=officer, now=consent.DURING)
    assert "20 Oct 2027, 10:00: it remains “objects”. It is clear." in page(desk, "consent_silenceprocedure_change", round_.procedure_id, language="en")


@pytest.mark.parametrize(("now", "lead"), [(consent.DURING, "The silence expires on"), (consent.LATER, "The silence expired on")])
def test_the_form_of_a_letter_says_whether_the_silence_has_expired(desk, round_, now, lead):
    assert f"{lead} Tuesday, 26 October 2027, 18:00" in page(desk, "consent_record_letter", round_.pk, now=now, language="en")


def test_the_words_of_a_letter_stand_in_the_languages_quotation_marks(desk, officer, round_):
    letter = consent.letter(round_, "IR", K.UNCLEAR, consent.DURING, by=officer, summary="no objection, provided that").letter
    for language, quoted in (("en", "“no objection, provided that”"), ("ru", "«no objection, provided that»")):
        assert page(desk, "consent_silenceprocedure_change", round_.procedure_id, language=language).count(quoted) == 2
        assert quoted in page(desk, "consent_decide", letter.pk, language=language)
    assert Communication.objects.get().summary == "no objection, provided that"


class TestWhatConfirmedTheSeminar:
    @pytest.fixture
    def confirmed(self, officer, round_):
        services.certify(round_id=round_.pk, channels_examined=["note"], by=officer, now=consent.LATER)
        return Seminar.objects.get()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_told_in_the_readers_language(self, confirmed, language):
        with translation.override(language):
            assert registry.confirmation_words(confirmed) == NOTES[language]
        assert confirmed.confirmed_by == NOTES["en"]

    def test_the_host_reads_it_on_the_outcome(self, confirmed, client, settings):
        settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
        client.force_login(directory.staff(Role.HOST))
        text = page(client, "consent_outcome", confirmed.pk, now=consent.LATER, language="ru")
        assert f"Семинар подтверждён: {NOTES['ru']}." in text

    def test_something_else_is_told_as_it_was_recorded(self, officer, round_):
        seminar = Seminar.objects.get()
        Seminar.objects.update(confirmed_at=consent.DURING, confirmed_by="a decision of the Senior Officials Committee")
        seminar.refresh_from_db()
        with translation.override("ru"):
            assert registry.confirmation_words(seminar) == "a decision of the Senior Officials Committee"

    def test_a_seminar_that_is_not_confirmed_asks_nobody(self, round_, django_assert_num_queries):
        seminar = Seminar.objects.get()
        with django_assert_num_queries(0):
            assert registry.confirmation_words(seminar) == ""


def test_the_cautions_name_the_states_in_the_readers_language(officer):
    round_ = consent.draft(by=officer, seminar=agenda.seminar())
    friday = dt.datetime(2027, 10, 29, 13, 0, 0, tzinfo=dt.UTC)
    with translation.override("zh-hans"):
        found = selectors.starting(round_, deadline=friday, deadline_zone=consent.ALMATY, now=consent.SENT)
    sentences = {caution.code: caution.sentence for caution in found.cautions}
    assert sentences["rest day"] == "2027年10月29日 星期五为下列国家的休息日：伊朗。"
    assert set(re.split("：|、|。", sentences["no channel"])[1:5]) == {"中国", "伊朗", "哈萨克斯坦", "大韩民国"}
    assert set(found.names) == {"中国", "伊朗", "哈萨克斯坦", "大韩民国"}
