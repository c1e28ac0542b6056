"""A seminar's states: what each has written beside whom it has registered. Two facts side by side; nothing is inferred from the one for the other.

For the Secretariat alone: letters are not for the host, nor for readers (domain 3.4, case 11).
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agenda.models import Seminar
from consent import positions
from consent import rules as consent_rules
from consent import selectors as consent
from consent import words as consent_words
from consent.enums import Position
from consent.models import Round
from directory import selectors as directory
from directory.enums import PartyKind
from directory.models import Party, User
from registration import desk_selectors as desk
from registration import lifecycle
from registration import rules as registration_rules
from registration.enums import State
from registration.models import Registration
from seminar_portal import clock

RECENT = 3  # letters of a state in the list of all states; its own page has them all
LISTED = 100  # registrations on the page of one state; the desk's list has them all


@dataclasses.dataclass(frozen=True)
class Counted:
    """The registrations of one state in one state of registration; ``url`` is the list with just these."""

    state: State
    count: int
    url: str


@dataclasses.dataclass(frozen=True)
class StateRow:
    """One state. ``cell`` is None where it was not asked; ``letters`` are all of it, struck ones too, oldest first."""

    party: Party
    name: str
    cell: consent.Cell | None
    letters: list[consent.LetterRow]
    counted: list[Counted]
    list_url: str
    url: str

    @property
    def live(self) -> int:
        """People who are registered: received or officially registered."""
        return sum(entry.count for entry in self.counted if entry.state in lifecycle.LIVE)

    @property
    def total(self) -> int:
        return sum(entry.count for entry in self.counted)

    @property
    def recent(self) -> list[consent.LetterRow]:
        return self.letters[-RECENT:]

    @property
    def all_letters(self) -> str:
        """The way to the letters that are left out here; "" where none is."""
        number = len(self.letters)
        return ngettext("All %(count)s letter", "All %(count)s letters", number) % {"count": number} if number > RECENT else ""

    @property
    def objects_and_registered(self) -> bool:
        """An objection stands, and people are registered: where a reader might infer a withdrawal that nobody has written."""
        return self.cell is not None and self.cell.position == Position.OBJECTION and self.live > 0

    @property
    def agreed_and_nobody(self) -> bool:
        return self.cell is not None and self.cell.position in positions.WRITTEN and self.live == 0

    @property
    def silent_and_registered(self) -> bool:
        return self.cell is not None and self.cell.position in positions.COUNTED_AS_CONSENT and self.live > 0


DIFFERENCES: dict[str, Callable[[StateRow], bool]] = {
    "objects-registered": lambda row: row.objects_and_registered,
    "agreed-nobody": lambda row: row.agreed_and_nobody,
    "silent-registered": lambda row: row.silent_and_registered,
}


@dataclasses.dataclass(frozen=True)
class Choice:
    """A link of a row of links: what it shows, and whether it is what the page shows."""

    words: str
    url: str
    current: bool


@dataclasses.dataclass(frozen=True)
class Beside:
    """``by_state`` is None while nobody was asked. ``asked`` are the states of the round, ``others`` those that have written or registered all the same."""

    by_state: consent.ByState | None
    asked: list[StateRow]
    others: list[StateRow]


def beside(seminar: Seminar, round_: Round | None, now: dt.datetime) -> Beside:
    """Letters and registrations of all states. A constant number of queries, however many states, letters and registrations there are."""
    shown = consent.by_state(round_.pk, now) if round_ is not None else None
    registered = desk.states_by_delegation(seminar)
    cells = {cell.party: cell for cell in shown.cells} if shown else {}
    parties = Party.objects.in_bulk({*registered, *cells, *(shown.letters if shown else ())})
    others = [party for key, party in parties.items() if key not in cells and party.kind == PartyKind.STATE]
    names = directory.printed_names(others, _day(seminar, shown))

    def row(party: Party, name: str, cell: consent.Cell | None) -> StateRow:
        found = registered.get(party.pk, {})
        query = {"seminar": seminar.slug, "delegation": party.code}
        return StateRow(
            party=party,
            name=name,
            cell=cell,
            letters=shown.letters.get(party.pk, []) if shown else [],
            counted=[Counted(state, found[state], _list_url({**query, "state": state.value})) for state in State if state in found],
            list_url=_list_url(query),
            url=_address("admin:seminar_state", seminar.pk, party.pk, round=str(round_.pk) if round_ else ""),
        )

    return Beside(
        by_state=shown,
        asked=[row(parties[key], cell.name, cell) for key, cell in cells.items()],
        others=sorted((row(party, names[party.pk], None) for party in others), key=lambda entry: (entry.party.sort_key or entry.name, entry.party.pk)),
    )


def _day(seminar: Seminar, shown: consent.ByState | None) -> dt.date:
    """The day whose names of states the page prints: that of the note, as on the board, else that of the seminar."""
    if shown is None or shown.round.started_at is None:
        return seminar.starts_on
    return shown.round.started_at.astimezone(ZoneInfo(shown.zone)).date()


def _list_url(query: dict[str, str]) -> str:
    return f"{reverse('admin:registration_registration_changelist')}?{urlencode(query)}"


def _address(name: str, *args: int, **query: str) -> str:
    """An address of these pages; what is empty in ``query`` is left out."""
    told = urlencode({key: value for key, value in query.items() if value})
    return reverse(name, args=args) + (f"?{told}" if told else "")


def may_see_states(user: User) -> bool:
    """Letters and registrations both: the Secretariat."""
    return consent_rules.may_see_board(user) and registration_rules.may_read(user)


def _seminar_for(request: HttpRequest, seminar_pk: int) -> Seminar:
    """The seminar, for who may see this; anybody else is refused as at the board."""
    assert isinstance(request.user, User)  # admin_site.admin_view lets nobody else in
    if not may_see_states(request.user):
        raise PermissionDenied
    return get_object_or_404(Seminar, pk=seminar_pk)


def _chosen(request: HttpRequest, rounds: list[Round]) -> Round | None:
    """The round that the address names, else the last one that went out."""
    wanted = request.GET.get("round", "")
    return next((round_ for round_ in rounds if str(round_.pk) == wanted), rounds[-1] if rounds else None)


def _page(request: HttpRequest, template: str, title: str, seminar: Seminar, found: Beside, rounds: list[Choice], **context: object) -> HttpResponse:
    shown = found.by_state
    framed = {
        **admin.site.each_context(request),
        "title": title,
        "seminar": seminar,
        "shown": shown,
        "round": shown.round if shown else None,
        "labels": consent_words.labelled(shown.labels, shown.stand) if shown else [],
        "rounds": rounds,
        "overview": reverse("admin:seminar_states", args=[seminar.pk]),
        **context,
    }
    return TemplateResponse(request, f"admin/states/{template}.html", framed)


@require_safe
def states(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """All states of a round, or those where what was written and who is registered differ in one of three ways."""
    seminar, now = _seminar_for(request, seminar_pk), clock.now()
    rounds = consent.rounds_begun(seminar)
    round_ = _chosen(request, rounds)
    found = beside(seminar, round_, now)
    show = request.GET.get("show", "")
    show = show if show in DIFFERENCES and round_ is not None else ""
    named = str(round_.pk) if round_ is not None and len(rounds) > 1 else ""
    return _page(
        request,
        "all",
        _("States: letters and registrations"),
        seminar,
        found,
        [
            Choice(consent_words.note_words(other), _address("admin:seminar_states", seminar.pk, round=str(other.pk), show=show), other == round_)
            for other in rounds
        ],
        choices=_choices(seminar, found.asked, show, named),
        rows=[row for row in found.asked if not show or DIFFERENCES[show](row)],
        others=[] if show else found.others,
        show=show,
    )


def _choices(seminar: Seminar, rows: Iterable[StateRow], show: str, named: str) -> list[Choice]:
    rows = list(rows)
    labels = {
        "": _("All states that were asked"),
        "objects-registered": _("Objection, and people registered"),
        "agreed-nobody": _("Agreed in writing, and nobody registered"),
        "silent-registered": _("Silent, and people registered"),
    }
    numbers = {"": len(rows)} | {key: sum(differs(row) for row in rows) for key, differs in DIFFERENCES.items()}
    return [
        Choice(consent_words.beside(words, str(numbers[key])), _address("admin:seminar_states", seminar.pk, show=key, round=named), key == show)
        for key, words in labels.items()
    ]


@dataclasses.dataclass(frozen=True)
class Letters:
    """What the board's list of letters is shown from."""

    letters: list[consent.LetterRow]
    zone: str
    city: str


@require_safe
def state(request: HttpRequest, seminar_pk: int, party_pk: int) -> HttpResponse:
    """One state with all its letters and its registrations. There is a page for who was asked, has written, or has registered."""
    seminar, now = _seminar_for(request, seminar_pk), clock.now()
    rounds = consent.rounds_begun(seminar)
    round_ = _chosen(request, rounds)
    found = beside(seminar, round_, now)
    row = next((row for row in [*found.asked, *found.others] if row.party.pk == party_pk), None)
    if row is None:
        raise Http404
    shown = found.by_state
    registrations: list[Registration] = list(desk.of_delegation(seminar, party_pk)[:LISTED])
    return _page(
        request,
        "one",
        _("%(state)s: letters and registrations") % {"state": row.name},
        seminar,
        found,
        [
            Choice(consent_words.note_words(other), _address("admin:seminar_state", seminar.pk, party_pk, round=str(other.pk)), other == round_)
            for other in rounds
        ],
        row=row,
        board=Letters(row.letters, shown.zone, shown.city) if shown else None,
        registrations=registrations,
        more=row.total - len(registrations),
    )
