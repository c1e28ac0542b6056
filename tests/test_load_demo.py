"""The demonstration data: whole, plausible, and loaded twice without a change."""

import datetime as dt
import io
import json
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import docx
import pytest
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client, TestCase, override_settings

from agenda.enums import Window
from agenda.models import Document, Seminar, Session, VideoLink
from agenda.rules import window
from consent.models import Communication, Decision, Round
from consent.services.certification import certify
from directory.enums import Role
from directory.models import City, FocalPoint, Mission, Party, StoredFile, User
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.models import PossibleDuplicate, Registration, RegistrationEvent
from seminar_portal import demo
from seminar_portal.demo import seminars as demo_seminars
from tests.factories.joining import send_joining_details

NOW = dt.datetime(2026, 11, 25, 2, 13, 47, 123456, tzinfo=dt.UTC)  # a Wednesday, 10:13 in Beijing
pytestmark = pytest.mark.django_db


def installed_in(folder: Path) -> override_settings:
    """The settings of an installation that keeps its files in ``folder``."""
    uploads = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder / "uploads"}}
    return override_settings(VAR_DIR=folder, STORAGES={**settings.STORAGES, "default": uploads})


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    with installed_in(tmp_path):
        yield tmp_path


def seminar(slug: str) -> Seminar:
    return Seminar.objects.get(slug=slug)


def everything() -> dict[str, list[dict[str, object]]]:
    models: list[type[Model]] = [
        Seminar,
        Session,
        Document,
        VideoLink,
        Registration,
        RegistrationEvent,
        Round,
        Communication,
        Decision,
        OutgoingEmail,
        StoredFile,
        User,
        Party,
        City,
    ]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


class TestOneInstallation(TestCase):
    """Loaded once; what a test changes is taken back after it."""

    folder: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(installed_in(cls.folder))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        demo.load(NOW)

    def test_three_seminars_of_which_each_waits_for_something_else(self) -> None:
        past, next_one, wetlands = seminar("biodiversity-2020"), seminar("biodiversity"), seminar("wetlands")
        assert Seminar.objects.count() == 3
        assert (past.starts_on, past.ends_on) == (dt.date(2020, 11, 17), dt.date(2020, 11, 18))
        assert (next_one.starts_on, next_one.ends_on) == (dt.date(2027, 11, 17), dt.date(2027, 11, 18))
        assert (wetlands.starts_on, wetlands.ends_on) == (dt.date(2026, 12, 16), dt.date(2026, 12, 17))  # Wednesday and Thursday, three weeks on
        assert [window(row, NOW) for row in (past, next_one, wetlands)] == [Window.CLOSED, Window.OPEN, Window.OPEN]
        assert past.registration_closes_at == dt.datetime(2020, 11, 5, 15, 59, 59, tzinfo=dt.UTC)
        assert (past.is_confirmed, next_one.is_confirmed, wetlands.is_confirmed) == (True, False, False)
        states = {row.slug: Counter(row.registrations.values_list("state", flat=True)) for row in (past, next_one, wetlands)}
        assert states["biodiversity-2020"] == {"registered": 16, "withdrawn": 1}
        assert sum(states["biodiversity"].values()) == 30
        assert set(states["biodiversity"]) == {"received", "registered", "declined", "withdrawn"}
        assert states["wetlands"] == {"registered": 5}
        assert set(seminar("biodiversity").registrations.values_list("source", flat=True)) == {"web", "paper", "fax", "mail"}

    def test_the_programme_of_annex_i(self) -> None:
        beijing = dt.timezone(dt.timedelta(hours=8))
        rows = [
            (
                f"{item.starts_at.astimezone(beijing):%d %H:%M}" + (f"-{item.ends_at.astimezone(beijing):%H:%M}" if item.ends_at else ""),
                item.title,
                item.speeches.count(),
            )
            for item in seminar("biodiversity-2020").sessions.all()
        ]
        assert rows == [
            ("17 14:00-14:40", "Opening Ceremony", 4),
            ("17 14:40-15:00", "Keynote Speech", 1),
            ("17 15:00-15:20", "Tea Break", 0),
            ("17 15:20-16:50", "Session 1: Policy Measures for Biodiversity Conservation", 3),
            ("17 16:50-17:10", "Discussion", 0),
            ("18 14:00-15:30", "Session 2: Practical Cases of Biodiversity Conservation", 3),
            ("18 15:30-15:50", "Tea Break", 0),
            ("18 15:50-17:20", "Session 3: International Cooperation on Biodiversity Conservation", 3),
            ("18 17:20-17:40", "Discussion", 0),
            ("18 17:40-17:50", "Summary", 1),
            ("18 18:00", "Closure", 0),
        ]

    def test_three_titles_the_host_in_three_languages_and_contacts_by_role(self) -> None:
        row = seminar("biodiversity-2020")
        assert row.title_en == "CICA Experience Exchange Seminar on Biodiversity Conservation"
        assert [variant.title for variant in row.title_variants.all()] == [
            "CICA Seminar on Sharing Experience in Biodiversity Conservation",
            "CICA Experts Seminar on Biodiversity Conservation",
        ]
        assert row.host_name_zh_hans == "中国-上海合作组织环境保护合作中心"
        assert row.host_name_ru == "Китайский Центр по сотрудничеству государств-членов ШОС в сфере охраны окружающей среды"
        assert [(contact.role_en, contact.email) for contact in row.contacts.all()] == [
            ("Registration desk 1, CSEC", "desk-1@example.org"),
            ("Registration desk 2, CSEC", "desk-2@example.org"),
        ]
        assert (row.interpretation, row.platform_url) == (["zh-hans", "en"], "https://www.scoei.org.cn")
        for item in Session.objects.all():
            assert item.title_ru and item.title_zh_hans, item

    def test_the_silence_of_2020_and_what_waits_today(self) -> None:
        past = Round.objects.get(reference="15-1/213emb")
        assert (past.state, past.deadline, past.entitled_states.count()) == ("adopted", dt.datetime(2020, 10, 26, 17, 59, 59, tzinfo=dt.UTC), 27)
        assert past.entitled_states.filter(printed_name="Turkey").exists()
        assert len(set(past.communications.values_list("kind", flat=True))) >= 6
        assert past.communications.filter(received_at__gt=past.deadline).count() == 1
        running, over = (Round.objects.get(procedure__seminar__slug=slug) for slug in ("biodiversity", "wetlands"))
        assert (running.state, running.deadline, running.entitled_states.count()) == ("open", dt.datetime(2026, 12, 4, 13, 0, tzinfo=dt.UTC), 28)
        assert (over.state, over.deadline, over.certified_at) == ("open", dt.datetime(2026, 11, 23, 13, 0, tzinfo=dt.UTC), None)
        for round_ in (past, running, over):
            assert round_.text is not None and [entry.kind for entry in round_.text.files.all()] == ["concept", "host letter", "agenda", "form"]

    def test_names_of_every_shape(self) -> None:
        rows = {row.email: row for row in seminar("biodiversity").registrations.all()}
        assert rows["sukarti@example.org"].printed_name == "Sukarti"
        assert (rows["zarmina@example.org"].family_name, rows["zarmina@example.org"].printed_name) == ("", "Zarmina")
        assert rows["i.sokolova@example.org"].native_name == "Соколова Ирина Петровна"
        assert rows["k.almarwani@example.org"].native_name == "خالد بن حمد بن جاسم المرواني"
        assert rows["k.almarwani@example.org"].mobile == "+447700900155"
        assert rows["wads.w@example.org"].printed_name == "W. A. D. S. Wickramasuriya"
        assert rows["seoyeon.kim@example.org"].printed_name == "KIM Seo-yeon"
        assert rows["isil.inceoglu@example.org"].printed_name == "Işıl İNCEOĞLU"
        shared = seminar("biodiversity").registrations.filter(email="mission.demo@example.org")
        assert sorted(shared.values_list("family_name", flat=True)) == ["Bekov", "Ospanova"]
        assert seminar("biodiversity").registrations.filter(speech_topic="").count() >= 5

    def test_two_of_the_thirty_are_one_person_and_wait_for_the_desk(self) -> None:
        pair = PossibleDuplicate.objects.get()
        assert (pair.seminar.slug, pair.reason, pair.decision) == ("biodiversity", "name", "")
        assert [row.printed_name for row in (pair.first, pair.second)] == ["Aigerim SADYKOVA", "Айгерим САДЫКОВА"]

    def test_the_wetlands_seminar_can_be_finished(self) -> None:
        row = seminar("wetlands")
        assert sorted(set(row.video_links.values_list("day", flat=True))) == [row.starts_on, row.ends_on]
        officers = {role: User.objects.get(groups__name=role) for role in (Role.HOST, Role.SECRETARIAT)}
        certify(round_id=Round.objects.get(procedure__seminar=row).pk, channels_examined=["note", "mail"], by=officers[Role.SECRETARIAT], now=NOW)
        report = send_joining_details(seminar_id=row.pk, by=officers[Role.HOST], now=NOW)
        assert len(report.sent) == 5

    def test_loading_twice_changes_nothing(self) -> None:
        before = everything()
        demo.load(NOW + dt.timedelta(days=3))
        assert everything() == before

    def test_no_edit_is_overwritten(self) -> None:
        Seminar.objects.filter(slug="wetlands").update(slug="wetlands-2026", title_en="Another title")
        Registration.objects.filter(seminar__slug="biodiversity", state=State.RECEIVED).update(job_title="Corrected", state=State.REGISTERED)
        Document.objects.filter(seminar__slug="biodiversity", number=1).delete()
        User.objects.filter(email="reader@example.org").update(is_active=False, name="Gone")
        before = everything()
        demo.load(NOW)
        assert everything() == before

    def test_what_was_broken_off_is_finished_the_next_time(self) -> None:
        last = seminar("biodiversity").registrations.order_by("pk").last()
        assert last is not None
        token = last.form_token
        last.events.all().delete()
        Registration.objects.filter(pk=last.pk).delete()
        demo.load(NOW)
        assert seminar("biodiversity").registrations.filter(form_token=token).count() == 1

    def test_the_mails_of_the_past_are_not_sent_now(self) -> None:
        assert Counter(OutgoingEmail.objects.values_list("state", "reason")) == {
            ("sent", "Demonstration data: recorded as sent, no mail left this machine."): OutgoingEmail.objects.count()
        }
        assert OutgoingEmail.objects.count() > 80

    def test_a_mail_that_waits_when_the_demo_starts_again_is_left_waiting(self) -> None:
        waiting = OutgoingEmail.objects.first()
        assert waiting is not None
        OutgoingEmail.objects.filter(pk=waiting.pk).update(state="queued", sent_at=None)
        demo.load(NOW)
        waiting.refresh_from_db()
        assert waiting.state == "queued"

    def test_enclosures_are_word_documents_with_the_facts(self) -> None:
        for row in Seminar.objects.all():
            assert [document.kind for document in row.documents.all()] == ["concept paper", "letter", "agenda", "form"]
        agenda = seminar("biodiversity-2020").documents.get(kind="agenda").file
        content = docx.Document(io.BytesIO(Path(agenda.file.path).read_bytes()))
        cells = [cell.text for table in content.tables for row in table.rows for cell in row.cells]
        assert "18:00" in cells
        assert len(content.tables) == 2
        form = seminar("biodiversity-2020").documents.get(kind="form").file
        table = docx.Document(io.BytesIO(Path(form.file.path).read_bytes())).tables[0]
        assert [row.cells[0].text for row in table.rows] == [
            "Family Name",
            "First Name",
            "Nation",
            "Job Title",
            "Fixed-line Telephone",
            "Email",
            "Speech Topic",
        ]

    def test_one_log_in_of_each_role_in_a_file_of_its_owner(self) -> None:
        file = self.folder / "demo-logins.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        logins = json.loads(file.read_text())
        assert [(login["role"], sorted(login)) for login in logins] == [
            *((role, ["email", "password", "role"]) for role in ("administrator", "host staff", "secretariat", "reader")),
            *((role, ["email", "how", "role"]) for role in ("focal point (BD)", "focal point (KZ)")),
        ]
        for login in logins[:4]:
            assert Client().login(username=login["email"], password=login["password"])
            assert list(User.objects.get(email=login["email"]).groups.values_list("name", flat=True)) == [login["role"]]
        assert User.objects.get(email="host@example.org").has_perm("registration.admit_late")
        assert User.objects.get(email="secretariat@example.org").has_perm("consent.certify")
        demo.load(NOW)
        assert json.loads(file.read_text()) == logins

    def test_missions_answer_where_it_is_known_and_two_people_act_for_three_of_them(self) -> None:
        cities = {(mission.party.code, mission.city) for mission in Mission.objects.select_related("party")}
        assert {("BD", "Tashkent"), ("LK", "Moscow"), ("KZ", "Astana"), ("RU", "Astana")} <= cities
        assert [code for code, _city in cities if code in ("BH", "KH")] == []
        assert {mailbox.rpartition("@")[2] for mission in Mission.objects.all() for mailbox in mission.mailboxes.split()} == {"example.org"}
        served = FocalPoint.objects.order_by("pk").values_list("user__email", "mission__party__code", "mission__city")
        assert list(served) == [
            ("focal.bangladesh@example.org", "BD", "Tashkent"),
            ("focal.kazakhstan@example.org", "KZ", "Astana"),
            ("focal.kazakhstan@example.org", "KZ", "Beijing"),
        ]
        assert not any(post.user.has_usable_password() for post in FocalPoint.objects.select_related("user"))


@pytest.mark.parametrize(
    ("now", "year"),
    [
        (dt.datetime(2026, 11, 5, 15, 59, 59, 900_000, tzinfo=dt.UTC), 2026),
        (dt.datetime(2026, 11, 5, 16, 0, 0, tzinfo=dt.UTC), 2027),
        (dt.datetime(2026, 12, 31, 16, 30, 0, tzinfo=dt.UTC), 2027),
        (dt.datetime(2027, 1, 1, 0, 0, 0, tzinfo=dt.UTC), 2027),
    ],
)
def test_the_next_edition_is_of_the_first_year_whose_5_november_has_not_passed_in_beijing(now: dt.datetime, year: int) -> None:
    assert demo_seminars.next_edition(now) == year


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2027, 1, 1, 17, 0, tzinfo=dt.UTC),
        dt.datetime(2027, 11, 5, 15, 59, 58, tzinfo=dt.UTC),
    ],
)
def test_it_can_be_loaded_at_any_moment(var: Path, now: dt.datetime) -> None:
    demo.load(now)
    assert Registration.objects.count() == 52
    running = Round.objects.get(procedure__seminar__slug="biodiversity")
    over = Round.objects.get(procedure__seminar__slug="wetlands")
    assert running.deadline is not None and over.deadline is not None
    assert over.deadline < now < running.deadline
    assert seminar("wetlands").starts_on.weekday() < 4
    latest = max(OutgoingEmail.objects.values_list("created_at", flat=True))
    assert latest <= now
    assert max(RegistrationEvent.objects.values_list("at", flat=True)) <= now
    assert max(Communication.objects.values_list("recorded_at", flat=True)) <= now


def test_passwords_differ_between_installations_and_a_lost_file_gives_new_ones(var: Path) -> None:
    first = demo.load(NOW)
    (var / "demo-logins.json").unlink()
    second = demo.load(NOW)
    assert {login.password for login in first if login.password} & {login.password for login in second} == set()
    assert [Client().login(username=login.email, password=login.password) for login in second if not login.how] == [True] * 4
    assert [login.how for login in second if login.how] == [login.how for login in first if login.how]
    assert User.objects.count() == 6


def test_the_command_wants_the_embedded_installation_or_a_word(var: Path, settings: LazySettings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert Seminar.objects.count() == 0
    settings.EMBEDDED = True
    call_command("load_demo")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-2] for line in lines[:4]] == ["administrator@example.org", "host@example.org", "secretariat@example.org", "reader@example.org"]
    assert Seminar.objects.count() == 3
