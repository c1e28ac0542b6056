"""What is done with accounts of staff (directory/services/accounts.py)."""

import dataclasses
import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from directory import fillers, links
from directory.enums import AccountEventKind, Role
from directory.models import AccountEvent, User
from directory.services import accounts
from directory.services.accounts import AccountData
from notifications.enums import MailState
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from seminar_portal.errors import Closed, Invalid, WrongState
from tests.factories import agenda
from tests.factories.directory import PASSWORD, staff

NOW = agenda.DURING  # 12 October 2027, 15:02 in Beijing
NEW = "a-long-pass-phrase-7"
pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    agenda.cities()
    return staff(Role.ADMINISTRATOR, email="administrator@example.org", name="Administrator 1")


def data(**kw: object) -> AccountData:
    given = {"email": "reviewer@example.org", "name": "Reviewer 1", "language": "en", "zone": "Asia/Shanghai", "roles": frozenset({Role.HOST.value})}
    return AccountData(**{**given, **kw})  # type: ignore[arg-type]


def filled(mail: OutgoingEmail, now: dt.datetime = NOW) -> str:
    fill = fillers.fill(mail, now)
    assert isinstance(fill, Fill)
    return fill.values["password_link"]


def token_in(text: str) -> str:
    found = re.search(r"/admin/password/([^/\s]+)/", text)
    assert found, text
    return found[1]


def kinds(user: User) -> list[str]:
    return list(AccountEvent.objects.filter(account=user).order_by("pk").values_list("kind", flat=True))


# --- inviting -----------------------------------------------------------------------------------------------------------------------------


def test_somebody_is_invited_sets_a_password_and_logs_in(administrator: User) -> None:
    user = accounts.invite(data=data(rights=frozenset({"registration.admit_late"})), by=administrator, now=NOW)
    assert (user.is_staff, user.is_active, user.is_superuser, user.has_usable_password()) == (True, True, False, False)
    assert [group.name for group in user.groups.all()] == ["host staff"]
    assert User.objects.get(pk=user.pk).has_perm("registration.admit_late")
    mail = OutgoingEmail.objects.get()
    assert (mail.about, mail.kind, mail.to_address, mail.reply_to) == (f"user:{user.pk}", "directory/invitation", user.email, administrator.email)
    assert "[[password_link]]" in mail.text and "/admin/password/" not in mail.text + mail.html
    accounts.set_password(token=token_in(filled(mail)), password=NEW, now=NOW)
    assert Client().login(username="REVIEWER@example.org", password=NEW)
    assert kinds(user) == [AccountEventKind.INVITED, AccountEventKind.PASSWORD_SET]
    event = AccountEvent.objects.get(kind=AccountEventKind.INVITED)
    assert (event.by, event.at, event.detail) == (administrator, NOW, {"roles": ["host staff"], "rights": ["registration.admit_late"]})


def test_the_link_opens_until_the_last_second_of_three_days_and_the_mail_says_so(administrator: User) -> None:
    accounts.invite(data=data(zone="Asia/Almaty"), by=administrator, now=NOW)
    text = filled(OutgoingEmail.objects.get())
    assert "It opens once, and until: Friday, 15 October 2027, 12:02 Astana time (UTC+5)" in text
    last = NOW + dt.timedelta(days=3)
    assert links.user_of(token_in(text), last + dt.timedelta(milliseconds=900)) is not None
    assert links.user_of(token_in(text), last + dt.timedelta(seconds=1)) is None


def test_v30_the_invitation_is_in_the_language_of_who_is_invited(administrator: User) -> None:
    from django.utils import translation

    with translation.override("en"):
        user = accounts.invite(data=data(language="ru"), by=administrator, now=NOW)
    mail = OutgoingEmail.objects.get()
    assert (mail.language, user.language) == ("ru", "ru")
    with translation.override("ru"):
        assert "/ru/admin/password/" in filled(mail)


def test_v10_a_name_with_an_apostrophe_stays_one(administrator: User) -> None:
    accounts.invite(data=data(name="Sinéad O'Brien & <Co>"), by=administrator, now=NOW)
    mail = OutgoingEmail.objects.get()
    assert "Dear Sinéad O'Brien & <Co>," in mail.text
    assert "Sinéad O&#x27;Brien &amp; &lt;Co&gt;" in mail.html and "&amp;amp;" not in mail.html


def test_v09_a_line_break_in_a_name_becomes_a_space(administrator: User) -> None:
    user = accounts.invite(data=data(name="Dana\r\nBcc: leak@example.org"), by=administrator, now=NOW)
    assert (user.name, OutgoingEmail.objects.get().to_name) == ("Dana Bcc: leak@example.org",) * 2


@pytest.mark.parametrize("address", ["Administrator@Example.org", " administrator@example.org "])
def test_an_address_has_one_account(administrator: User, address: str) -> None:
    with pytest.raises(Invalid, match=r"There is an account with this e-mail address\."):
        accounts.invite(data=data(email=address), by=administrator, now=NOW)
    assert (User.objects.count(), OutgoingEmail.objects.count()) == (1, 0)


def test_a_closed_account_is_opened_again_and_not_invited_anew(administrator: User) -> None:
    gone = staff(Role.READER, email="reviewer@example.org", is_active=False)
    with pytest.raises(Invalid, match="open it again instead"):
        accounts.invite(data=data(email=gone.email), by=administrator, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "foo@@example.org"}, "Enter an e-mail address"),
        ({"language": "fr"}, "Choose a language"),
        ({"zone": "Mars/Olympus"}, "Choose a language"),
        ({"roles": frozenset({"emperor"})}, "Choose roles and rights from the list"),
        ({"rights": frozenset({"directory.delete_user"})}, "Choose roles and rights from the list"),
        ({"name": "n" * 151}, "Shorten the name to 150 characters"),
    ],
)
def test_what_is_unknown_is_refused(administrator: User, wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        accounts.invite(data=data(**wrong), by=administrator, now=NOW)
    assert User.objects.count() == 1


@pytest.mark.parametrize("role", [Role.HOST, Role.SECRETARIAT, Role.READER])
def test_only_an_administrator_manages_accounts(administrator: User, role: str) -> None:
    other = staff(role)
    for act in (
        lambda: accounts.invite(data=data(), by=other, now=NOW),
        lambda: accounts.send_link(user_id=administrator.pk, by=other, now=NOW),
        lambda: accounts.change_account(user_id=other.pk, data=data(roles=frozenset({Role.ADMINISTRATOR.value})), by=other, now=NOW),
        lambda: accounts.close_account(user_id=administrator.pk, by=other, now=NOW),
        lambda: accounts.reopen_account(user_id=administrator.pk, by=other, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (AccountEvent.objects.count(), OutgoingEmail.objects.count()) == (0, 0)


def test_nobody_but_a_superuser_takes_over_a_superuser(administrator: User) -> None:
    above = User.objects.create_superuser("root@example.org", PASSWORD)
    for act in (
        lambda: accounts.change_account(user_id=above.pk, data=data(email="mine@example.org"), by=administrator, now=NOW),
        lambda: accounts.send_link(user_id=above.pk, by=administrator, now=NOW),
        lambda: accounts.close_account(user_id=above.pk, by=administrator, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    accounts.change_account(user_id=above.pk, data=data(email="root-2@example.org"), by=User.objects.create_superuser("other@example.org"), now=NOW)
    assert User.objects.get(pk=above.pk).email == "root-2@example.org"


# --- the link -----------------------------------------------------------------------------------------------------------------------------


def test_a_link_opens_once(administrator: User) -> None:
    accounts.invite(data=data(), by=administrator, now=NOW)
    token = token_in(filled(OutgoingEmail.objects.get()))
    accounts.set_password(token=token, password=NEW, now=NOW)
    with pytest.raises(Closed):
        accounts.set_password(token=token, password="another-pass-phrase-8", now=NOW)
    assert Client().login(username="reviewer@example.org", password=NEW)


def test_the_invitation_sent_again_ends_the_earlier_link(administrator: User) -> None:
    user = accounts.invite(data=data(), by=administrator, now=NOW)
    first = token_in(filled(OutgoingEmail.objects.get()))
    accounts.send_link(user_id=user.pk, by=administrator, now=NOW)
    second = token_in(filled(OutgoingEmail.objects.latest("pk")))
    assert [links.user_of(token, NOW) for token in (first, second)] == [None, user]
    assert OutgoingEmail.objects.filter(kind="directory/invitation").count() == 2


def test_a_link_sent_to_somebody_with_a_password_changes_nothing_until_it_is_used(administrator: User) -> None:
    user = staff(Role.HOST)
    accounts.send_link(user_id=user.pk, by=administrator, now=NOW)
    assert OutgoingEmail.objects.get().kind == "directory/password"
    assert Client().login(username=user.email, password=PASSWORD)


def test_a_log_in_with_the_old_password_ends_the_link(administrator: User, client: Client) -> None:
    user = staff(Role.HOST)
    accounts.send_link(user_id=user.pk, by=administrator, now=NOW)
    token = token_in(filled(OutgoingEmail.objects.get()))
    client.post(reverse("admin:login"), {"username": user.email, "password": PASSWORD})
    assert links.user_of(token, NOW) is None


def test_a_forged_link_opens_nothing(administrator: User) -> None:
    other = staff(Role.HOST)
    hers, his = (links.password_link(user, NOW).address for user in (administrator, other))
    forged = token_in(his).rpartition(".")[0] + "." + token_in(hers).rpartition(".")[2]
    assert [links.user_of(token, NOW) for token in (forged, "", "x", token_in(his)[:-1], token_in(his))] == [None, None, None, None, other]


def test_a_link_signed_with_the_key_of_yesterday_still_opens(administrator: User, settings: object) -> None:
    token = token_in(links.password_link(administrator, NOW).address)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of the installation, as long as the first one was"  # type: ignore[attr-defined]
    assert links.user_of(token, NOW) == administrator
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    assert links.user_of(token, NOW) is None


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "reviewer@example.org"])
def test_a_weak_password_is_refused(administrator: User, password: str) -> None:
    accounts.invite(data=data(), by=administrator, now=NOW)
    token = token_in(filled(OutgoingEmail.objects.get()))
    with pytest.raises(Invalid):
        accounts.set_password(token=token, password=password, now=NOW)
    assert links.user_of(token, NOW) is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, "the account is closed"),
        ({"email": "elsewhere@example.org"}, "the account has another address now"),
        ({"password": "pbkdf2_sha256$set"}, "the password is set already"),
    ],
)
def test_a_mail_that_has_lost_its_point_is_not_sent(administrator: User, change: dict[str, object], reason: str) -> None:
    user = accounts.invite(data=data(), by=administrator, now=NOW)
    User.objects.filter(pk=user.pk).update(**change)
    assert fillers.fill(OutgoingEmail.objects.get(), NOW) == DoNotSend(reason)


# --- closing and opening --------------------------------------------------------------------------------------------------------------------


def test_closing_ends_sessions_links_and_waiting_mails_for_good(administrator: User) -> None:
    user = staff(Role.HOST, email="desk@example.org")
    browser = Client()
    browser.post(reverse("admin:login"), {"username": user.email, "password": PASSWORD})
    accounts.send_link(user_id=user.pk, by=administrator, now=NOW)
    token = token_in(filled(OutgoingEmail.objects.get()))
    assert browser.get(reverse("admin:index")).status_code == 200
    accounts.close_account(user_id=user.pk, by=administrator, now=NOW)
    assert browser.get(reverse("admin:index")).status_code == 302
    assert links.user_of(token, NOW) is None
    assert OutgoingEmail.objects.get().state == MailState.NOT_SENT
    assert not Client().login(username=user.email, password=PASSWORD)
    accounts.reopen_account(user_id=user.pk, by=administrator, now=NOW)
    assert browser.get(reverse("admin:index")).status_code == 302, "a session of before must not open again"
    assert links.user_of(token, NOW) is None
    mail = OutgoingEmail.objects.latest("pk")
    assert (mail.kind, mail.subject) == ("directory/invitation", "Your account in the seminar portal is open again")
    accounts.set_password(token=token_in(filled(mail)), password=NEW, now=NOW)
    assert Client().login(username=user.email, password=NEW)
    assert [group.name for group in user.groups.all()] == ["host staff"]
    assert kinds(user) == [AccountEventKind.LINK_SENT, AccountEventKind.CLOSED, AccountEventKind.REOPENED, AccountEventKind.PASSWORD_SET]


def test_one_cannot_close_ones_own_account_nor_give_up_the_role(administrator: User) -> None:
    with pytest.raises(Invalid, match="You cannot close your own account"):
        accounts.close_account(user_id=administrator.pk, by=administrator, now=NOW)
    with pytest.raises(Invalid, match="You cannot give up the role of administrator yourself"):
        accounts.change_account(user_id=administrator.pk, data=data(email=administrator.email), by=administrator, now=NOW)
    assert [group.name for group in administrator.groups.all()] == ["administrator"]


def test_who_is_no_administrator_any_more_acts_no_more(administrator: User) -> None:
    other = staff(Role.ADMINISTRATOR)
    assert other.has_perm("directory.change_user")  # Django keeps this on the object
    accounts.close_account(user_id=other.pk, by=administrator, now=NOW)
    with pytest.raises(PermissionDenied):
        accounts.close_account(user_id=administrator.pk, by=other, now=NOW)


def test_twice_closed_and_twice_opened_is_refused(administrator: User) -> None:
    user = staff(Role.HOST)
    with pytest.raises(WrongState):
        accounts.reopen_account(user_id=user.pk, by=administrator, now=NOW)
    accounts.close_account(user_id=user.pk, by=administrator, now=NOW)
    for act in (accounts.close_account, accounts.send_link):
        with pytest.raises(WrongState):
            act(user_id=user.pk, by=administrator, now=NOW)


# --- changing -------------------------------------------------------------------------------------------------------------------------------


def test_roles_and_rights_are_changed_with_a_log(administrator: User) -> None:
    user = staff(Role.READER, rights=("consent.certify", "registration.view_exportrecord"), email="reviewer@example.org", name="Reviewer 1")
    wanted = data(roles=frozenset({Role.SECRETARIAT.value}), rights=frozenset({"agenda.override_gate"}), name="Reviewer 2")
    assert accounts.change_account(user_id=user.pk, data=wanted, by=administrator, now=NOW) == ["name", "roles", "rights"]
    user = User.objects.get(pk=user.pk)
    assert [group.name for group in user.groups.all()] == ["secretariat"]
    assert not user.has_perm("consent.certify") and user.has_perm("agenda.override_gate")
    assert user.user_permissions.filter(codename="view_exportrecord").exists(), "a single right of another kind stays"
    event = AccountEvent.objects.get()
    assert event.detail == {
        "fields": ["name"],
        "roles given": ["secretariat"],
        "roles taken": ["reader"],
        "rights given": ["agenda.override_gate"],
        "rights taken": ["consent.certify"],
    }
    assert accounts.change_account(user_id=user.pk, data=wanted, by=administrator, now=NOW) == []
    assert AccountEvent.objects.count() == 1


def test_a_changed_address_ends_the_links(administrator: User) -> None:
    user = accounts.invite(data=data(), by=administrator, now=NOW)
    token = token_in(filled(OutgoingEmail.objects.get()))
    accounts.change_account(user_id=user.pk, data=data(email="right@example.org"), by=administrator, now=NOW)
    assert links.user_of(token, NOW) is None


def test_events_are_written_once(administrator: User) -> None:
    accounts.invite(data=data(), by=administrator, now=NOW)
    event = AccountEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()


def test_ones_own_account(administrator: User) -> None:
    user = staff(Role.READER, name="Reader", language="en", zone="Asia/Shanghai")
    assert accounts.change_own(name=" A  Reader ", language="zh-hans", zone="Asia/Almaty", by=user, now=NOW) == ["name", "language", "zone"]
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.language, user.zone) == ("A Reader", "zh-hans", "Asia/Almaty")
    assert [group.name for group in user.groups.all()] == ["reader"]
    with pytest.raises(Invalid):
        accounts.change_own(name="", language="xx", zone="Asia/Almaty", by=user, now=NOW)
    event = AccountEvent.objects.get()
    assert (event.kind, event.by, event.detail) == (AccountEventKind.CHANGED_OWN, user, {"fields": ["name", "language", "zone"]})


def test_data_of_an_account_reads_back_what_was_given(administrator: User) -> None:
    wanted = data(rights=frozenset({"consent.certify"}))
    user = accounts.invite(data=wanted, by=administrator, now=NOW)
    assert accounts.data_of(user) == wanted
    assert dataclasses.replace(accounts.data_of(user), roles=frozenset()).roles == frozenset()
