import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.enums import Role
from directory.models import City, Mission, Party, User
from tests.factories.directory import PASSWORD, party, staff, tables
from tests.factories.notifications import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    user = staff(Role.ADMINISTRATOR, email="administrator@example.org")
    client.force_login(user)
    return user


def fields(user: User, **changed: object) -> dict[str, object]:
    given = {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "zone": user.zone,
        "roles": list(user.groups.values_list("name", flat=True)),
        "rights": [],
    }
    return {**given, **changed}


def test_an_administrator_invites_somebody(client: Client, administrator: User) -> None:
    given = {"email": "Reviewer@example.org", "name": "Reviewer 1", "language": "zh-hans", "zone": "Asia/Shanghai", "roles": [Role.HOST], "rights": []}
    address = reverse("admin:directory_user_add")
    wrong = client.post(address, {**given, "email": "foo@@example.org"})
    assert wrong.context["form"].errors == {"email": ["Enter a valid email address."]} and "<title>Error:" in wrong.content.decode()
    answer = client.post(address, given)
    user = User.objects.get(email="Reviewer@example.org")
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:directory_user_change", args=[user.pk]))
    assert (user.is_staff, user.language, user.has_usable_password()) == (True, "zh-hans", False)
    page = client.get(answer["Location"]).content.decode()
    for words in ("invited, no password yet", "Send the invitation again", "Roles: host staff", "waiting"):
        assert words in page
    taken = client.post(address, {**given, "email": "REVIEWER@example.org"})
    assert taken.context["form"].errors == {"email": ["There is an account with this e-mail address."]}


def test_roles_and_rights_are_changed_by_ticks(client: Client, administrator: User) -> None:
    user = staff(Role.READER, rights=("consent.certify",))
    address = reverse("admin:directory_user_change", args=[user.pk])
    page = client.get(address)
    assert (page.context["form"].initial["roles"], page.context["form"].initial["rights"]) == (["reader"], ["consent.certify"])
    for sentence in ("May admit a form that arrived after the deadline, with a reason", "May certify a silence procedure"):
        assert sentence in page.content.decode()
    assert client.post(address, fields(user, roles=[Role.SECRETARIAT], rights=["agenda.override_gate"])).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert [group.name for group in user.groups.all()] == ["secretariat"]
    assert not user.has_perm("consent.certify") and user.has_perm("agenda.override_gate")
    log = client.get(address).content.decode()
    for words in ("Roles given: secretariat", "Roles taken: reader", "Rights taken: May certify a silence procedure"):
        assert words in log


def test_an_account_is_closed_opened_again_and_never_deleted(client: Client, administrator: User) -> None:
    user = staff(Role.HOST)
    assert client.post(reverse("admin:directory_user_delete", args=[user.pk])).status_code == 403
    assert client.post(reverse("admin:directory_user_close", args=[user.pk])).status_code == 302
    assert not Client().login(username=user.email, password=PASSWORD)
    page = client.get(reverse("admin:directory_user_change", args=[user.pk])).content.decode()
    assert "Open the account again" in page and "Close the account" not in page
    assert client.post(reverse("admin:directory_user_reopen", args=[user.pk])).status_code == 302
    assert User.objects.get(pk=user.pk).is_active
    assert client.post(reverse("admin:directory_user_link", args=[user.pk]), follow=True).status_code == 200
    for act in ("link", "close", "reopen"):
        assert client.get(reverse(f"admin:directory_user_{act}", args=[user.pk])).status_code == 405


def test_administrators_cannot_lock_themselves_out(client: Client, administrator: User) -> None:
    address = reverse("admin:directory_user_change", args=[administrator.pk])
    form = client.post(address, fields(administrator, roles=[])).context["form"]
    assert form.non_field_errors() == ["You cannot give up the role of administrator yourself. Ask another administrator."]
    assert "Close the account" not in client.get(address).content.decode()
    client.post(reverse("admin:directory_user_close", args=[administrator.pk]))
    assert User.objects.get(pk=administrator.pk).is_active and User.objects.get(pk=administrator.pk).groups.get().name == "administrator"


def test_an_administrator_cannot_take_over_a_superuser(client: Client, administrator: User) -> None:
    above = User.objects.create_superuser("root@example.org", PASSWORD)
    address = reverse("admin:directory_user_change", args=[above.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, fields(above, email="mine@example.org")).status_code == 403
    for act in ("link", "close", "reopen"):
        assert client.post(reverse(f"admin:directory_user_{act}", args=[above.pk])).status_code == 403
    above.refresh_from_db()
    assert (above.email, above.is_active, above.check_password(PASSWORD)) == ("root@example.org", True, True)


def test_v27_a_name_with_markup_stays_letters(client: Client, administrator: User) -> None:
    user = staff(Role.READER, name="<img src=x onerror=alert(1)>")
    for address in (reverse("admin:directory_user_change", args=[user.pk]), reverse("admin:directory_user_changelist")):
        page = client.get(address).content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img src=x" not in page


@pytest.mark.parametrize(("query", "shown"), [("state=open", 2), ("state=invited", 1), ("state=closed", 1), ("role=reader", 2), ("role=none", 1), ("", 4)])
def test_the_list_of_accounts_is_filtered(client: Client, administrator: User, query: str, shown: int) -> None:
    staff(Role.READER, password=None)
    staff(Role.READER, is_active=False)
    User.objects.create_user("nobody@example.org", PASSWORD, is_staff=True)
    assert client.get(f"{reverse('admin:directory_user_changelist')}?{query}").context["cl"].result_count == shown


def test_the_log_of_accounts_is_a_viewer(client: Client, administrator: User) -> None:
    user = staff(Role.READER)
    client.post(reverse("admin:directory_user_close", args=[user.pk]))
    page = client.get(reverse("admin:directory_accountevent_changelist"))
    assert page.context["cl"].result_count == 1 and "Closed" in page.content.decode()
    event = user.account_events.get()
    for page_name, arguments in (("add", []), ("delete", [event.pk])):
        assert client.post(reverse(f"admin:directory_accountevent_{page_name}", args=arguments)).status_code == 403


def test_administrators_read_the_messages_about_accounts_and_no_others(client: Client, administrator: User) -> None:
    client.post(reverse("admin:directory_user_link", args=[staff(Role.READER).pk]))
    mail(about="registration:1")
    page = client.get(reverse("admin:notifications_outgoingemail_changelist"))
    assert [row.kind for row in page.context["cl"].result_list] == ["directory/password"]
    message = client.get(reverse("admin:notifications_outgoingemail_change", args=[page.context["cl"].result_list[0].pk])).content.decode()
    assert "/admin/password/" not in message


def test_ones_own_account(client: Client) -> None:
    user = staff(Role.READER, name="Reader")
    client.force_login(user)
    address = reverse("admin:own_account")
    assert 'href="/admin/account/"' in client.get(reverse("admin:index")).content.decode()
    assert client.get(address).status_code == 200
    answer = client.post(address, {"name": "A Reader", "language": "ru", "zone": "Asia/Almaty", "email": "other@example.org", "roles": ["administrator"]})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/admin/account/")
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.language, user.zone, user.email) == ("A Reader", "ru", "Asia/Almaty", user.email)
    assert [group.name for group in user.groups.all()] == ["reader"]
    assert client.post(address, {"name": "", "language": "xx", "zone": "Asia/Almaty"}).context["form"].errors


@pytest.mark.parametrize("role", [Role.HOST, Role.SECRETARIAT, Role.READER])
def test_nobody_else_sees_the_accounts(client: Client, role: str) -> None:
    client.force_login(staff(role))
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:directory_user_{page}")).status_code == 403


def test_the_same_address_in_other_letters_is_refused(client: Client, administrator: User) -> None:
    user = staff(Role.READER)
    answer = client.post(reverse("admin:directory_user_change", args=[user.pk]), fields(user, email="ADMINISTRATOR@example.org"))
    assert answer.context["form"].non_field_errors() == ["There is an account with this e-mail address."]


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
        "missions-0-mailboxes": " mission.demo@example.org \n\ndesk.demo@example.org", "events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0,
    }  # fmt: skip
    address = reverse("admin:directory_party_change", args=[state.pk])
    wrong = client.post(address, {**given, "missions-0-mailboxes": "mission.demo@example.org; nobody"})
    assert "Enter one address a line." in wrong.content.decode()
    assert client.post(address, given).status_code == 302
    mission = Mission.objects.get(party=state)
    assert (mission.city, mission.zone, mission.mailboxes) == ("Tashkent", "Asia/Tashkent", "mission.demo@example.org\ndesk.demo@example.org")
    assert Party.objects.get(code="BD").note == "by way of Tashkent"
    second = {"standings-TOTAL_FORMS": 2, "standings-1-party": state.pk, "standings-1-kind": "observer state", "standings-1-valid_to": "2020-05-31"}
    overlapping = client.post(address, {**given, "missions-TOTAL_FORMS": 0, **second, "standings-0-valid_from": "2020-05-31"})
    assert "Two standings overlap on 31 May 2020: end the earlier one the day before." in overlapping.content.decode()
    assert client.post(address, {**given, "missions-TOTAL_FORMS": 0, **second, "standings-0-valid_from": "2020-06-01"}).status_code == 302
    assert state.standings.count() == 2


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
