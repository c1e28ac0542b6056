"""Telling member states: the circulation, a receipt, that silence is broken, that an objection was withdrawn, the outcome, a reminder."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from directory.words import separated
from seminar_portal import clock

from .. import emails, lifecycle, positions, selectors, services, words
from ..emails import Told
from ..enums import Purpose, RoundState
from ..forms import NoWordsForm, ReminderForm, WordsForm
from ..models import Notice
from .acting import Act, answer, named_words
from .frame import conducting, letter_or_404, shown_or_404


def _data(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def circulate(request: HttpRequest, round_id: int) -> HttpResponse:
    """The news of a round that runs, with the way to its page, to all its missions."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)

    def do() -> str:
        services.circulate(round_id=round_id, by=user, now=now)
        return _("The missions are told by mail. The note itself goes out by the ways that you named.")

    act = Act(
        verb="circulate",
        title=_("Tell the missions by mail"),
        form=NoWordsForm(_data(request), now=now),
        button=_("Tell the missions"),
        do=do,
        tells=lambda: (Told(shown.round, Purpose.CIRCULATION), None),
    )
    return answer(request, act, shown, user, now)


def receipt(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A receipt to the state or states of a letter."""
    user, now = conducting(request), clock.now()
    letter = letter_or_404(letter_id)
    shown = shown_or_404(request, letter.round_id, now)
    possible = ""
    if lifecycle.target("acknowledge", shown.round.state) is None or shown.stand is None:
        possible = _("The note has not gone out yet: a receipt can be sent once it has.")
    elif letter.struck_at is not None:
        possible = _("This entry was struck; there is nothing to acknowledge.")
    elif Notice.objects.filter(letter=letter, purpose=Purpose.RECEIPT).exists():
        possible = _("The receipt has been sent already.")

    def do() -> str:
        services.acknowledge(letter_id=letter.pk, by=user, now=now)
        return _("The receipt is on its way.")

    act = Act(
        verb="acknowledge",
        title=_("Send a receipt"),
        form=NoWordsForm(_data(request), now=now),
        button=_("Send the receipt"),
        do=do,
        tells=lambda: (Told(shown.round, Purpose.RECEIPT, letter), [party.pk for party in letter.states.all()]),
        possible=possible,
    )
    return answer(request, act, shown, user, now)


def broken(request: HttpRequest, round_id: int) -> HttpResponse:
    """To all states of the round: its silence is broken. Whether a name appears is a rule of the round."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_, stand = shown.round, shown.stand
    form = WordsForm(_data(request), now=now)
    objecting = tuple(positions.named_objecting(stand, round_.others_learn)) if stand else ()
    names = selectors.names_of(round_)

    def do() -> str:
        services.tell_broken(round_id=round_.pk, words=form.cleaned_data["words"], by=user, now=now)
        return _("The member states are told that silence is broken.")

    standing = [names[key] for key in (positions.objecting(stand) if stand else [])]
    act = Act(
        verb="tell_broken",
        title=_("Tell member states that silence is broken"),
        form=form,
        button=_("Tell the member states"),
        do=do,
        tells=lambda: (Told(round_, Purpose.BROKEN, None, form.cleaned_data["words"].strip(), objecting), None),
        facts=[(_("Objections on file"), separated(standing)), named_words(round_, [names[key] for key in objecting])],
    )
    return answer(request, act, shown, user, now)


def withdrawal(request: HttpRequest, letter_id: int) -> HttpResponse:
    """To all states of the round: an objection of which they were told is withdrawn."""
    user, now = conducting(request), clock.now()
    letter = letter_or_404(letter_id)
    shown = shown_or_404(request, letter.round_id, now)
    round_ = shown.round
    form = WordsForm(_data(request), now=now)
    objecting = tuple(positions.named_withdrawing(letter.as_letter(), round_.asked(), round_.others_learn)) if shown.stand else ()
    names = selectors.names_of(round_)

    def do() -> str:
        services.tell_withdrawal(letter_id=letter.pk, words=form.cleaned_data["words"], by=user, now=now)
        return _("The member states are told that the objection was withdrawn.")

    act = Act(
        verb="tell_withdrawal",
        title=_("Tell member states that an objection was withdrawn"),
        form=form,
        button=_("Tell the member states"),
        do=do,
        tells=lambda: (Told(round_, Purpose.WITHDRAWAL, letter, form.cleaned_data["words"].strip(), objecting), None),
        facts=[
            (_("Withdrawn by"), separated(names.get(party.pk, str(party)) for party in letter.states.all())),
            named_words(round_, [names[key] for key in objecting]),
        ],
    )
    return answer(request, act, shown, user, now)


def outcome_told(request: HttpRequest, round_id: int) -> HttpResponse:
    """To all states of the round: adopted, or closed without adoption."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_ = shown.round
    form = WordsForm(_data(request), now=now)
    purpose = Purpose.ADOPTED if round_.state == RoundState.ADOPTED else Purpose.CLOSED

    def do() -> str:
        services.tell_outcome(round_id=round_.pk, words=form.cleaned_data["words"], by=user, now=now)
        return _("The member states are told the outcome.")

    act = Act(
        verb="tell_outcome",
        title=_("Tell member states the outcome"),
        form=form,
        button=_("Tell the member states"),
        do=do,
        tells=lambda: (Told(round_, purpose, None, form.cleaned_data["words"].strip(), (), emails.outcome_detail(round_)), None),
        facts=[(_("Outcome"), str(purpose.label))],
        warning=_("A letter that was received in time and entered or decided after the certification speaks against it.") if shown.objects_after_all else "",
    )
    return answer(request, act, shown, user, now)


def remind(request: HttpRequest, round_id: int) -> HttpResponse:
    """A reminder to states that the officer ticks; none is ticked by itself."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_, stand = shown.round, shown.stand
    found = stand.positions if stand else {}
    names = {key: words.beside(name, str(found[key].label)) for key, name in selectors.names_of(round_).items() if found[key] in positions.COUNTED_AS_CONSENT}
    form = ReminderForm(_data(request), now=now, names=names)

    def do() -> str:
        services.remind(round_id=round_.pk, states=chosen(), words=form.cleaned_data["words"], by=user, now=now)
        return _("The states that you ticked are reminded.")

    def chosen() -> list[int]:
        return [party.pk for party in form.cleaned_data["states"]]

    act = Act(
        verb="remind",
        title=_("Remind chosen states"),
        form=form,
        button=_("Remind these states"),
        do=do,
        tells=lambda: (Told(round_, Purpose.REMINDER, None, form.cleaned_data["words"].strip()), chosen()),
        warning=_("Silence is consent. A reminder adds nothing to it, and it invites objections: remind only where there is a reason."),
    )
    return answer(request, act, shown, user, now)
