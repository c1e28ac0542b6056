"""The demo's staff: one account for each role, with passwords that are random for each installation and kept in a file of its owner alone."""

import dataclasses
import datetime as dt
import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission

from directory.enums import Role
from directory.models import User

BEFORE_ALL = dt.datetime(2020, 9, 1, 8, 0, tzinfo=dt.UTC)  # the accounts sign what was done in the autumn of 2020


@dataclasses.dataclass(frozen=True)
class Login:
    """One line of the file. ``how`` says how to come in where there is no password."""

    role: str
    email: str
    password: str = ""
    how: str = ""


@dataclasses.dataclass(frozen=True)
class Officers:
    """Who acts in the demo."""

    host: User
    secretariat: User


# role -> address, name, zone of the seat, rights of a named officer
_STAFF: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    Role.ADMINISTRATOR: ("administrator@example.org", "Administrator (demo)", "Asia/Shanghai", ()),
    Role.HOST: ("host@example.org", "Registration desk, CSEC (demo)", "Asia/Shanghai", ("registration.admit_late",)),
    Role.SECRETARIAT: ("secretariat@example.org", "Officer of the Secretariat (demo)", "Asia/Almaty", ("consent.certify",)),
    Role.READER: ("reader@example.org", "Reader (demo)", "Asia/Almaty", ()),
}


def file() -> Path:
    return Path(settings.VAR_DIR) / "demo-logins.json"


def load() -> list[Login]:
    """Creates the accounts that are missing. The passwords are those in the file; where the file is gone, the demo's accounts get new ones."""
    kept = _read()
    logins = []
    for role, (email, name, zone, rights) in _STAFF.items():
        known = kept.get(role)
        login = known or Login(str(role), email, secrets.token_urlsafe(12))
        logins.append(login)
        user = User.objects.filter(email__iexact=login.email).first()
        if user is None:
            user = User.objects.create_user(login.email, login.password, name=name, zone=zone, is_staff=True, date_joined=BEFORE_ALL)
            user.groups.add(Group.objects.get(name=role))
            for right in rights:
                app, _dot, codename = right.partition(".")
                user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        elif known is None:
            user.set_password(login.password)
            user.save(update_fields=["password"])
    if any(login.role not in kept for login in logins):
        _write([*logins, *(login for login in kept.values() if login.role not in _STAFF)])
    return logins


def note(logins: list[Login]) -> list[Login]:
    """Puts further log-ins behind those of the staff in the file; returns all that stand there."""
    kept = _read()
    if any(login.role not in kept for login in logins):
        kept |= {login.role: login for login in logins}
        _write(list(kept.values()))
    return list(kept.values())


def officers() -> Officers:
    addresses = {login.role: login.email for login in _read().values()}
    return Officers(
        host=User.objects.get(email__iexact=addresses[Role.HOST]),
        secretariat=User.objects.get(email__iexact=addresses[Role.SECRETARIAT]),
    )


def _read() -> dict[str, Login]:
    if not file().exists():
        return {}
    return {row["role"]: Login(**row) for row in json.loads(file().read_text(encoding="utf-8"))}


def _write(logins: list[Login]) -> None:
    """Into a new file that only its owner reads, then in the place of the old one."""
    file().parent.mkdir(parents=True, exist_ok=True)
    fresh = file().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(json.dumps([{key: said for key, said in dataclasses.asdict(login).items() if said} for login in logins], indent=2) + "\n")
    fresh.replace(file())
