"""The search text after a state or an organisation is called otherwise (services/searching.py), and the tasks that follow changes of the directory."""

import datetime as dt
from queue import Empty
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory.enums import PartyKind, Role
from directory.models import Party, User
from directory.services import parties
from directory.services.parties import Names
from registration import search, tasks
from registration.models import PossibleDuplicate, Registration
from registration.services import organisations, searching
from seminar_portal import clock
from seminar_portal.celery import app
from tests.factories import agenda, desk
from tests.factories.directory import party, staff
from tests.factories.registration import submitted

NOW = agenda.DURING
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during():
    with time_machine.travel(NOW, tick=False):
        waiting()  # what earlier tests have left
        yield


@pytest.fixture
def administrator() -> User:
    return staff(Role.ADMINISTRATOR)


def waiting() -> list[tuple[str, list[Any]]]:
    """The tasks that were sent since this was last asked, with their arguments."""
    found = []
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        while True:
            try:
                message = queue.get_nowait()
            except Empty:
                return found
            message.ack()
            found.append((message.headers["task"], list(message.payload[0])))


def numbers(query: str) -> list[int]:
    return list(Registration.objects.filter(search.matching(query)).order_by("number").values_list("number", flat=True))


def three() -> Party:
    """Two delegates of Kazakhstan and one of the United Nations."""
    seminar = agenda.seminar()
    for family, of in (("ONE", "KZ"), ("TWO", "KZ"), ("THREE", "UN")):
        submitted(seminar, family_name=family, email=f"{family}@example.org", of=of, institution="Academy")
    return Party.objects.get(code="KZ")


def test_after_a_new_name_a_search_finds_by_it(administrator: User, django_capture_on_commit_callbacks: Any) -> None:
    state = three()
    assert (numbers("Kazakhstan"), numbers("Qazaqeli"), numbers("Новое имя")) == ([1, 2], [], [])
    names = {"en": Names("Qazaqeli"), "ru": Names("Новое имя")}
    with django_capture_on_commit_callbacks(execute=True):
        parties.rename_party(party_id=state.pk, names=names, from_day=NOW.date(), by=administrator, now=NOW)
    assert numbers("Qazaqeli") == [], "the act itself is short"
    assert waiting() == [("registration.tasks.refresh_search", [state.pk])]
    tasks.refresh_search(state.pk)
    assert (numbers("Kazakhstan"), numbers("Qazaqeli"), numbers("Новое имя"), numbers("ONE")) == ([], [1, 2], [1, 2], [1])


def test_a_spelling_put_right_on_the_page_of_the_state_is_found_too(client: Client, administrator: User, django_capture_on_commit_callbacks: Any) -> None:
    state = three()
    client.force_login(administrator)
    address = reverse("admin:directory_party_change", args=[state.pk])
    page = client.get(address).context
    forms = [page["adminform"].form, *(formset.formset.management_form for formset in page["inline_admin_formsets"])]
    forms += [form for formset in page["inline_admin_formsets"] for form in formset.formset.initial_forms]
    sent = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields if form[name].value() is not None}
    for changed, tasks_sent in (({"note": "A note."}, []), ({"name_en": "Qazaqeli"}, [("registration.tasks.refresh_search", [state.pk])])):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(address, {**sent, **changed}).status_code == 302
        assert waiting() == tasks_sent
    assert Party.objects.get(pk=state.pk).name_en == "Qazaqeli"


def test_a_hint_that_was_lost_is_found_by_beat(administrator: User) -> None:
    state = three()
    Party.objects.filter(pk=state.pk).update(name_zh_hans="新名")
    tasks.refresh_stale_search()
    assert numbers("新名") == [1, 2]
    before = list(Registration.objects.order_by("pk").values())
    tasks.refresh_stale_search()
    tasks.refresh_search(state.pk)
    tasks.refresh_search(0)
    assert list(Registration.objects.order_by("pk").values()) == before


def test_many_rows_are_written_in_batches_and_what_patience_leaves_waits_for_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "BATCH", 1)
    state = three()
    Party.objects.filter(pk=state.pk).update(name_en="Qazaqeli")
    ticks = iter(range(99))

    def now() -> dt.datetime:
        return NOW + dt.timedelta(seconds=next(ticks))

    assert searching.refresh(party_id=state.pk, now=now, patience=dt.timedelta(seconds=2)) == 1
    assert numbers("Qazaqeli") == [1]
    assert searching.refresh_stale(now=clock.now, patience=tasks.SWEEP_PATIENCE) == 1
    assert numbers("Qazaqeli") == [1, 2]


# --- duplicates


def alike(seminar: Any, **kw: Any) -> None:
    """Two forms of one person that were stored in the very same instant, so that neither saw the other."""
    for number, (family, first) in enumerate([("Sadykova", "Aigerim"), ("Айгерим", "Садыкова")]):
        desk.registration(seminar, family_name=family, first_name=first, email=f"{seminar.slug}-{number}@example.org", **kw)


def test_two_that_became_alike_in_one_instant_are_asked_about_at_night() -> None:
    coming, cancelled, over, hidden = (
        agenda.seminar(slug=slug, reference_prefix=slug.upper(), title=slug, **more)
        for slug, more in {
            "coming": {},
            "off": {"cancelled_at": NOW, "cancelled_reason": "x"},
            "over": {"starts_on": dt.date(2027, 10, 1), "ends_on": dt.date(2027, 10, 2)},
            "hidden": {"published_at": None},
        }.items()
    )
    for seminar in (coming, cancelled, over, hidden):
        alike(seminar)
    tasks.find_all_duplicates()
    sent = waiting()
    assert sent == [("registration.tasks.find_duplicates", [coming.pk])]
    for _time in range(2):
        for name, arguments in sent:
            app.tasks[name](*arguments)
        assert [(pair.seminar_id, pair.found_at, pair.decision) for pair in PossibleDuplicate.objects.all()] == [(coming.pk, NOW, "")]
    tasks.find_duplicates(0)


def test_the_night_is_the_one_of_the_seat_and_of_the_host() -> None:
    entry = app.conf.beat_schedule["registration-duplicates"]
    assert (entry["task"], entry["schedule"].hour, entry["schedule"].minute) == (tasks.find_all_duplicates.name, {19}, {30})


def test_after_a_merge_is_complete_the_seminars_of_the_organisation_are_compared(administrator: User) -> None:
    keep, other = (party(code, name=name, kind=PartyKind.ORGANISATION, standing=None) for code, name in (("WSF", "World Steppe Fund"), ("FSW", "Fund W")))
    seminar = agenda.seminar()
    desk.registration(seminar, party=other)
    organisations.merge(keep_id=keep.pk, other_id=other.pk, by=administrator, now=NOW)
    assert waiting() == []
    assert organisations.put_merged(other_id=other.pk, by=administrator, now=NOW) == organisations.Moved(1, 0)
    assert waiting() == [("registration.tasks.find_duplicates", [seminar.pk])]
    assert organisations.put_merged(other_id=other.pk, by=administrator, now=NOW) == organisations.Moved(0, 0)
    assert waiting() == []
