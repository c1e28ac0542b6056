"""States, organisations, missions, cities, staff and focal points for tests."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group, Permission

from directory import loading
from directory.enums import PartyKind, StandingKind
from directory.models import FocalPoint, Mission, Party, Standing, User

PASSWORD = "correct-horse-battery"
_ZONES = {"KZ": "Asia/Almaty", "CN": "Asia/Shanghai", "ID": "Asia/Jakarta", "KR": "Asia/Seoul"}
_NAMES = {"KZ": "Kazakhstan", "CN": "China", "ID": "Indonesia", "KR": "Republic of Korea", "UN": "United Nations"}


def party(code: str = "KZ", *, name: str | None = None, standing: str | None = StandingKind.MEMBER, **kw: Any) -> Party:
    """The party ``code``, made if it is not there; with an open standing (None: without any)."""
    return parties({code: {"name": name, "standing": standing, **kw}})[code]


def parties(wanted: dict[str, dict[str, Any]]) -> dict[str, Party]:
    """The same for several, in four queries: by code what ``party`` takes. Nearly every test begins with some."""
    found = {row.code: row for row in Party.objects.filter(code__in=wanted)}
    new, standings = {}, []
    for code, values in wanted.items():
        if code not in found:
            own = {"standing": StandingKind.MEMBER, **values}
            name = own.pop("name", None) or _NAMES.get(code, f"State {code}")
            standing = own.pop("standing")
            defaults = {"kind": PartyKind.STATE, "name": name, "formal_name": name, "sort_key": name, "zone": _ZONES.get(code, "")}
            new[code] = Party(code=code, **{**defaults, **own})
            standings += [Standing(party=new[code], kind=standing)] if standing else []
    Party.objects.bulk_create(new.values())
    Standing.objects.bulk_create(standings)
    return {code: found.get(code) or new[code] for code in wanted}


def tables() -> None:
    """The reviewed tables of data/: all states, organisations, former names and cities."""
    loading.load_tables()


def staff(role: str, *, email: str = "", rights: tuple[str, ...] = (), **kw: Any) -> User:
    """Somebody of staff with the role ("host staff", "secretariat", "reader", "administrator") and single ``rights`` ("registration.admit_late")."""
    number = User.objects.count() + 1
    email = email or f"{role.replace(' ', '-')}-{number}@example.org"
    user = User.objects.create_user(email, kw.pop("password", PASSWORD), **{"name": f"{role.capitalize()} {number}", "is_staff": True, **kw})
    user.groups.add(Group.objects.get(name=role))
    return give(user, *rights)


def user_with(*rights: str, **kw: Any) -> User:
    """Somebody of staff without a role, with these rights alone."""
    number = User.objects.count() + 1
    user = User.objects.create_user(kw.pop("email", f"officer-{number}@example.org"), PASSWORD, **{"name": f"Officer {number}", "is_staff": True, **kw})
    return give(user, *rights)


def give(user: User, *rights: str) -> User:
    """Adds single rights by name; a right that does not exist raises. Returns the user afresh, since Django caches rights on the object."""
    for right in rights:
        app, _dot, codename = right.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)


def mission(code: str = "KZ", city: str = "Astana", *, zone: str = "Asia/Almaty", kind: str = "embassy", **kw: Any) -> Mission:
    """A mission of the party ``code``, both made if they are not there."""
    row, _created = Mission.objects.get_or_create(party=party(code), city=city, defaults={"zone": zone, "kind": kind, **kw})
    return row


def focal_point(at: Mission, email: str = "focal@example.org", *, since: dt.datetime = dt.datetime(2027, 9, 1, 6, 0, tzinfo=dt.UTC), **kw: Any) -> FocalPoint:
    """Somebody who acts for the mission; the account with the address, made as an invitation makes it if it is not there. No mail."""
    user = User.objects.filter(email__iexact=email).first()
    user = user or User.objects.create_user(email, None, **{"name": f"Person of {at.city}", "zone": at.zone, **kw})
    inviter = User.objects.filter(email="inviter@example.org").first() or staff("secretariat", email="inviter@example.org")
    return FocalPoint.objects.create(mission=at, user=user, since=since, invited_by=inviter)
