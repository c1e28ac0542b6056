import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.enums import Role
from directory.models import City, Mission, Party, User
from tests.factories.directory import PASSWORD, party, staff, tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    user = staff(Role.ADMINISTRATOR, email="administrator@example.org")
    client.force_login(user)
    return user


def roles(*names: str) -> list[int]:
    return list(Group.objects.filter(name__in=names).values_list("pk", flat=True))


def fields(user: User, **changed: object) -> dict[str, object]:
    given = {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "zone": user.zone,
        "is_active": "on",
        "groups": list(user.groups.values_list("pk", flat=True)),
        "rights": [],
    }
    return {key: value for key, value in {**given, **changed}.items() if value is not None}


def test_an_administrator_adds_somebody_of_staff_who_can_then_log_in(client: Client, administrator: User) -> None:
    given = {
        "email": "Reviewer@example.org",
        "password1": "a-long-pass-phrase-7",
        "password2": "a-long-pass-phrase-7",
        "name": "Reviewer 1",
        "language": "zh-hans",
        "zone": "Asia/Shanghai",
        "groups": roles(Role.HOST),
        "rights": ["registration.admit_late"],
    }
    answer = client.post(reverse("admin:directory_user_add"), given)
    assert answer.status_code == 302, answer.context["errors"]
    user = User.objects.get(email="Reviewer@example.org")
    assert (user.is_staff, user.is_active, user.is_superuser, user.language, user.zone) == (True, True, False, "zh-hans", "Asia/Shanghai")
    assert [group.name for group in user.groups.all()] == ["host staff"]
    assert user.has_perm("registration.admit_late") and not user.has_perm("consent.certify")
    assert Client().login(username="reviewer@EXAMPLE.org", password="a-long-pass-phrase-7")


def test_roles_and_rights_are_changed_by_ticks(client: Client, administrator: User) -> None:
    user = staff(Role.READER, rights=("consent.certify",))
    page = client.get(reverse("admin:directory_user_change", args=[user.pk]))
    assert page.context["adminform"].form.initial["rights"] == ["consent.certify"]
    for sentence in ("May admit a form that arrived after the deadline, with a reason", "May certify a silence procedure"):
        assert sentence in page.content.decode()
    given = fields(user, groups=roles(Role.SECRETARIAT), rights=["agenda.override_gate"])
    assert client.post(reverse("admin:directory_user_change", args=[user.pk]), given).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert [group.name for group in user.groups.all()] == ["secretariat"]
    assert not user.has_perm("consent.certify") and user.has_perm("agenda.override_gate")


def test_an_account_is_closed_and_never_deleted(client: Client, administrator: User) -> None:
    user = staff(Role.HOST)
    assert client.post(reverse("admin:directory_user_delete", args=[user.pk])).status_code == 403
    assert client.post(reverse("admin:directory_user_change", args=[user.pk]), fields(user, is_active=None)).status_code == 302
    assert not Client().login(username=user.email, password=PASSWORD)


def test_administrators_cannot_lock_themselves_out(client: Client, administrator: User) -> None:
    address = reverse("admin:directory_user_change", args=[administrator.pk])
    form = client.post(address, fields(administrator, is_active=None, groups=[])).context["adminform"].form
    assert form.errors == {
        "is_active": ["You cannot close your own account. Ask another administrator."],
        "groups": ["You cannot give up the role of administrator yourself. Ask another administrator."],
    }
    assert User.objects.get(pk=administrator.pk).groups.get().name == "administrator"


def test_an_administrator_cannot_take_over_a_superuser(client: Client, administrator: User) -> None:
    above = User.objects.create_superuser("root@example.org", PASSWORD)
    assert client.post(reverse("admin:directory_user_change", args=[above.pk]), fields(above, email="mine@example.org")).status_code == 403
    given = {"password1": "another-pass-phrase-8", "password2": "another-pass-phrase-8"}
    assert client.post(reverse("admin:auth_user_password_change", args=[above.pk]), given).status_code == 403
    assert User.objects.get(pk=above.pk).check_password(PASSWORD)


@pytest.mark.parametrize("role", [Role.HOST, Role.SECRETARIAT, Role.READER])
def test_nobody_else_sees_the_accounts(client: Client, role: str) -> None:
    client.force_login(staff(role))
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:directory_user_{page}")).status_code == 403


def test_the_same_address_in_other_letters_is_refused(client: Client, administrator: User) -> None:
    user = staff(Role.READER)
    answer = client.post(reverse("admin:directory_user_change", args=[user.pk]), fields(user, email="ADMINISTRATOR@example.org"))
    assert "There is an account with this e-mail address." in answer.content.decode()


def test_a_state_has_its_names_standings_and_missions(client: Client, administrator: User) -> None:
    tables()
    state = Party.objects.get(code="BD")
    standing = state.standings.get()
    given = {
        "code": "BD", "kind": "state", "name_en": "Bangladesh", "name_ru": "Бангладеш", "name_zh_hans": "孟加拉国", "formal_name_en": state.formal_name_en,
        "formal_name_ru": state.formal_name_ru, "formal_name_zh_hans": state.formal_name_zh_hans, "sort_key_en": "Bangladesh", "sort_key_ru": "Бангладеш",
        "sort_key_zh_hans": "meng jia la guo", "zone": "Asia/Dhaka", "weekly_rest": "fri-sat", "note": "by way of Tashkent",
        "standings-TOTAL_FORMS": 1, "standings-INITIAL_FORMS": 1, "standings-0-id": standing.pk, "standings-0-party": state.pk, "standings-0-kind": "member",
        "former_names-TOTAL_FORMS": 0, "former_names-INITIAL_FORMS": 0, "missions-TOTAL_FORMS": 1, "missions-INITIAL_FORMS": 0, "missions-0-party": state.pk,
        "missions-0-kind": "embassy", "missions-0-city": "Tashkent", "missions-0-zone": "Asia/Tashkent",
        "missions-0-mailboxes": " mission.demo@example.org \n\ndesk.demo@example.org",
    }  # fmt: skip
    address = reverse("admin:directory_party_change", args=[state.pk])
    wrong = client.post(address, {**given, "missions-0-mailboxes": "mission.demo@example.org; nobody"})
    assert "Enter one address a line." in wrong.content.decode()
    assert client.post(address, given).status_code == 302
    mission = Mission.objects.get(party=state)
    assert (mission.city, mission.zone, mission.mailboxes) == ("Tashkent", "Asia/Tashkent", "mission.demo@example.org\ndesk.demo@example.org")
    assert Party.objects.get(code="BD").note == "by way of Tashkent"


@pytest.mark.parametrize("model", ["party", "city", "user"])
def test_lists_read_no_more_for_more_rows(client: Client, administrator: User, model: str) -> None:
    address = reverse(f"admin:directory_{model}_changelist")
    party("KZ")
    City.objects.create(zone="Asia/Almaty", name="Astana")
    client.get(address)  # what is read once for a process
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    tables()
    for _number in range(5):
        staff(Role.READER)
    with CaptureQueriesContext(connection) as more:
        page = client.get(address)
    assert page.context["cl"].result_count == {"party": 48, "city": 42, "user": 6}[model]
    assert len(more) == len(few)


def test_the_list_of_states_is_filtered_by_standing(client: Client, administrator: User) -> None:
    tables()
    page = client.get(reverse("admin:directory_party_changelist"), {"standing": "observer state"})
    assert sorted(party.code for party in page.context["cl"].result_list) == ["BY", "ID", "JP", "LA", "MY", "PH", "SA", "TM", "UA", "US"]


def test_the_host_may_look_at_states_and_change_nothing(client: Client) -> None:
    tables()
    client.force_login(staff(Role.HOST))
    address = reverse("admin:directory_party_change", args=[Party.objects.get(code="BD").pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"code": "XX"}).status_code == 403
