"""What is done with a state or an organisation from a day on: rename it, change its standing; and the directory's part of adding and merging organisations.

Documents of earlier days go on printing what held then: a former name keeps its last day, a standing its last day.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seminar_portal.errors import Invalid, WrongState

from .. import clocks, registry, rules
from ..enums import PartyEventKind, PartyKind, StandingKind
from ..models import FormerName, Mission, Party, PartyEvent, Standing, User

STANDINGS_OF = {
    PartyKind.STATE: (StandingKind.MEMBER, StandingKind.OBSERVER_STATE),
    PartyKind.ORGANISATION: (StandingKind.OBSERVER_ORGANISATION, StandingKind.PARTNER, StandingKind.SECRETARIAT),
}
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Names:
    """How a party is called in one language. ``sort_key`` "" means: by its name."""

    name: str
    formal_name: str = ""
    sort_key: str = ""


def field_of(name: str, language: str) -> str:
    """The column of a translated field: "name_zh_hans"."""
    return f"{name}_{language.replace('-', '_').lower()}"


def names_of(party: Party) -> dict[str, Names]:
    """What stands in the party now, by language."""
    return {code: Names(*(getattr(party, field_of(field, code)) or "" for field in ("name", "formal_name", "sort_key"))) for code in LANGUAGES}


@transaction.atomic(durable=True)
def rename_party(*, party_id: int, names: Mapping[str, Names], from_day: dt.date, by: User, now: dt.datetime) -> Party:
    """The party is called ``names`` (by language) from ``from_day`` on; what it was called until the day before is kept as its former name, by language.

    Who may: an administrator (rules.may_change_parties). Raises Invalid where nothing changes, the English name is missing, the day is still to come (the
    list holds the names of today) or a language has another name from a later day already.
    """
    if not rules.may_change_parties(by):
        raise PermissionDenied
    party = _locked(party_id)
    if from_day > now.astimezone(ZoneInfo(by.zone)).date():
        raise Invalid(_("This day is still to come. The list holds the names of today: rename on that day."))
    given = {code: _clean(names[code]) for code in names}
    if "en" in given and not given["en"].name:
        raise Invalid(_("Enter the English name."))
    before = names_of(party)
    changed = [code for code in given if (given[code].name, given[code].formal_name) != (before[code].name, before[code].formal_name)]
    if not changed:
        raise Invalid(_("The names are those that the list has already."))
    last_day = from_day - ONE_DAY
    for former in FormerName.objects.filter(party=party, language__in=changed, valid_to__gte=last_day).order_by("valid_to"):
        day = clocks.day_words(former.valid_to, weekday=False)
        raise Invalid(_("“%(name)s” was its name until %(day)s already; the new name must begin later than the day after.") % {"name": former.name, "day": day})
    for code in changed:
        printed = before[code].name or before["en"].name  # a language without a name of its own prints the English one
        FormerName.objects.create(party=party, language=code, name=printed, formal_name=before[code].formal_name, valid_to=last_day)
        for field, value in dataclasses.asdict(given[code]).items():
            setattr(party, field_of(field, code), value)
    party.save()
    registry.renamed(party)
    _log(party, PartyEventKind.RENAMED, by=by, now=now, detail={"from": from_day.isoformat(), "languages": changed})
    return party


@transaction.atomic(durable=True)
def change_standing(*, party_id: int, kind: str, from_day: dt.date, by: User, now: dt.datetime) -> Party:
    """The party is ``kind`` from ``from_day`` on (a day to come, too), until further notice; "" means without a standing. What held before ends the day before.

    Who may: an administrator. Raises Invalid where it holds already, where a standing begins on that day or later (that one has to be corrected first),
    and where ``kind`` does not fit a state or an organisation. Silence procedures under way keep the states that were asked.
    """
    if not rules.may_change_parties(by):
        raise PermissionDenied
    party = _locked(party_id)
    _require_not_merged(party)
    if kind and kind not in STANDINGS_OF[PartyKind(party.kind)]:
        raise Invalid(_("This standing is not one of a state.") if party.kind == PartyKind.STATE else _("This standing is not one of an organisation."))
    later = Standing.objects.filter(party=party, valid_from__gte=from_day).order_by("valid_from").first()
    if later is not None and later.valid_from is not None:
        day = clocks.day_words(later.valid_from, weekday=False)
        raise Invalid(_("From %(day)s on it is a %(kind)s already. Correct that entry first.") % {"day": day, "kind": later.get_kind_display()})
    current = Standing.objects.filter(party=party).on(from_day).first()
    if (current is None and not kind) or (current is not None and current.kind == kind and current.valid_to is None):
        raise Invalid(_("This is its standing already."))
    if current is not None:
        current.valid_to = from_day - ONE_DAY
        current.save(update_fields=["valid_to"])
    if kind:
        Standing.objects.create(party=party, kind=kind, valid_from=from_day)
    _log(party, PartyEventKind.STANDING, by=by, now=now, detail={"from": from_day.isoformat(), "standing": kind, "before": current.kind if current else ""})
    return party


@transaction.atomic(savepoint=False)
def add_organisation(*, code: str, names: Mapping[str, Names], by: User, now: dt.datetime) -> Party:
    """A new organisation without a standing. For a service above, which has asked who may. Raises Invalid where code or English name is missing or taken."""
    code = "".join(code.split()).upper()
    given = {language: _clean(names.get(language, Names(""))) for language in LANGUAGES}
    if not code or len(code) > Party._meta.get_field("code").max_length or not given["en"].name:  # type: ignore[operator]  # a CharField of ours always has a length
        raise Invalid(_("Enter a short code of up to 12 letters and the English name."))
    if Party.objects.filter(code__iexact=code).exists():
        raise Invalid(_("The code %(code)s is taken. Choose another one.") % {"code": code})
    party = Party(code=code, kind=PartyKind.ORGANISATION)
    for language, name in given.items():
        for field, value in dataclasses.asdict(name).items():
            setattr(party, field_of(field, language), value)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:  # the same code in this very second
        raise Invalid(_("The code %(code)s is taken. Choose another one.") % {"code": code}) from None
    _log(party, PartyEventKind.ADDED, by=by, now=now)
    return party


@transaction.atomic(savepoint=False)
def mark_merged(*, keep_id: int, other_id: int, by: User, now: dt.datetime) -> tuple[Party, Party]:
    """``other`` is not offered any more and points to ``keep``, which gets its missions, and its standings where it has none itself. Again: nothing happens.

    For a service above, which has asked who may and moves what points to ``other``. Raises Invalid unless both are organisations, different ones, and
    ``keep`` is not merged itself. Returns both, locked.
    """
    # the lock: in the order of the keys, so that two merges in opposite directions come one after the other
    rows = {row.pk: row for row in Party.objects.select_for_update(of=("self",)).filter(pk__in={keep_id, other_id}).order_by("pk")}
    if keep_id == other_id or len(rows) != 2:
        raise Invalid(_("Choose two different organisations."))
    keep, other = rows[keep_id], rows[other_id]
    if not (rules.may_be_merged(keep) and rules.may_be_merged(other)):
        raise Invalid(_("Only organisations can be merged: states stand in silence procedures and in notes as they were asked."))
    _require_not_merged(keep)
    if other.merged_into_id == keep.pk:
        return keep, other
    _require_not_merged(other)
    other.merged_into = keep
    other.save(update_fields=["merged_into"])
    Party.objects.filter(merged_into=other).update(merged_into=keep)  # what had been merged into it before: one step, never a chain
    Mission.objects.filter(party=other).update(party=keep)
    if not Standing.objects.filter(party=keep).exists():
        Standing.objects.filter(party=other).update(party=keep)
    _log(keep, PartyEventKind.MERGED, by=by, now=now, detail={"code": other.code})
    _log(other, PartyEventKind.MERGED_AWAY, by=by, now=now, detail={"code": keep.code})
    return keep, other


def _locked(party_id: int) -> Party:
    """The party, locked until the transaction ends: two acts on it, or an act and the form's own check, come one after the other."""
    return Party.objects.select_for_update(of=("self",)).get(pk=party_id)


def _require_not_merged(party: Party) -> None:
    if party.merged_into_id is not None:
        raise WrongState(_("%(name)s has been merged into another organisation.") % {"name": party})


def _clean(names: Names) -> Names:
    name, formal_name, sort_key = (" ".join(text.split()) for text in (names.name, names.formal_name, names.sort_key))
    return Names(name, formal_name, sort_key or name)


def _log(party: Party, kind: PartyEventKind, *, by: User, now: dt.datetime, detail: dict[str, object] | None = None) -> None:
    PartyEvent.objects.create(party=party, at=now, by=by, kind=kind, detail=detail or {})
