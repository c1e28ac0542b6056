"""Registrations as the desk finds them, in any state, without the history that led there."""

import dataclasses
import datetime as dt
from typing import Any

from agenda.models import Seminar
from directory.models import Party
from registration import content
from registration.content import Given
from registration.enums import Source, State
from registration.models import Registration
from registration.services.submission import new_form_token, write
from tests.factories.agenda import DURING
from tests.factories.directory import party as party_row

_GIVEN = {field.name for field in dataclasses.fields(Given)}


def registration(of: Seminar, *, state: str = State.RECEIVED, party: Party | str | None = "KZ", received_at: dt.datetime = DURING, **kw: Any) -> Registration:
    """A registration of seminar ``of`` in ``state``; ``kw`` are fields of Annex II or of the row. ``party`` may be a code."""
    number = Registration.objects.filter(seminar=of).count() + 1
    given: dict[str, Any] = {
        "family_name": "SADYKOVA",
        "first_name": "Aigerim",
        "institution": "Ministry of Ecology",
        "email": "a.sadykova@example.org",
        "party": party_row(party) if isinstance(party, str) else party,
    }
    given |= {name: kw.pop(name) for name in list(kw) if name in _GIVEN}
    data = content.cleaned(Given(**given))
    row = Registration(
        **{
            "seminar": of,
            "number": number,
            "reference": f"{of.reference_prefix}-{of.starts_on.year}-{number:04d}",
            "state": state,
            "source": Source.WEB if data.email else Source.PAPER,
            "received_at": received_at,
            "recorded_at": received_at,
            "form_token": new_form_token(),
            "content_digest": content.digest(data),
            **kw,
        }
    )
    write(row, data)
    row.save()
    return row


def many(of: Seminar, count: int, **kw: Any) -> list[Registration]:
    """``count`` registrations of people with names and addresses of their own."""
    return [
        registration(of, **{"family_name": f"FAMILY{n}", "first_name": f"First{n}", "email": f"delegate-{n}@example.org", **kw}) for n in range(1, count + 1)
    ]
