import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from directory.enums import Role
from directory.roles import NAMED_OFFICER_RIGHTS, RIGHTS
from tests.factories.directory import staff, user_with


def rights_of(role: str) -> set[str]:
    return {f"{app}.{name}" for app, name in Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_exactly_its_rights(role: str) -> None:
    assert rights_of(role) == RIGHTS[role]


@pytest.mark.django_db
def test_every_right_of_the_tables_exists() -> None:
    wanted = set().union(*RIGHTS.values(), NAMED_OFFICER_RIGHTS)
    there = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    assert wanted - there == set()


@pytest.mark.django_db(transaction=True)
def test_the_groups_are_there_again_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert {role: rights_of(role) for role in Role.values} == {role: set(rights) for role, rights in RIGHTS.items()}


@pytest.mark.django_db
def test_a_group_changed_by_hand_is_put_right_by_migrate() -> None:
    group = Group.objects.get(name=Role.READER)
    group.permissions.add(Permission.objects.get(content_type__app_label="consent", codename="certify"))
    group.permissions.remove(Permission.objects.get(content_type__app_label="registration", codename="view_registration"))
    call_command("migrate", verbosity=0)
    assert rights_of(Role.READER) == RIGHTS[Role.READER]


@pytest.mark.django_db
def test_named_officer_rights_belong_to_no_role() -> None:
    for role in Role.values:
        assert not RIGHTS[role] & set(NAMED_OFFICER_RIGHTS)
    assert not staff(Role.HOST).has_perm("registration.admit_late")
    assert staff(Role.HOST, rights=("registration.admit_late",)).has_perm("registration.admit_late")
    assert user_with("consent.certify").get_all_permissions() == {"consent.certify"}


@pytest.mark.django_db
def test_the_host_sees_no_letters_of_the_consent_and_a_reader_writes_nothing() -> None:
    assert [right for right in RIGHTS[Role.HOST] if right.startswith("consent.")] == []
    assert [right for right in RIGHTS[Role.READER] if not right.partition(".")[2].startswith("view_")] == []
    assert [right for right in RIGHTS[Role.SECRETARIAT] if "videolink" in right] == []


def test_rights_name_apps_of_this_project() -> None:
    assert {right.partition(".")[0] for rights in RIGHTS.values() for right in rights} <= {config.label for config in apps.get_app_configs()}
