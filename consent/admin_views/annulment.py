"""The undoing of a certification: one officer proposes it, another confirms it or drops it."""

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import positions, rules, selectors, services
from ..emails import Told
from ..enums import Purpose, RoundState
from ..forms import AnnulmentForm, NoWordsForm, objection_words
from ..models import Annulment
from .acting import Act, answer
from .frame import board_address, page, shown_or_404, to_board, to_board_with, user_of


def propose_annulment(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = user_of(request), clock.now()
    rules.require_certify(user)
    shown = shown_or_404(request, round_id, now)
    round_ = shown.round
    why_not = selectors.stopped(selectors.buttons(round_, shown.stand, user, now), "propose_annulment")
    if request.method != "POST" and why_not:
        if round_.state == RoundState.ADOPTED and not shown.proposed:
            why_not = _("A certification can be annulled only on the ground of a timely objection. Record the letter first.")
        return to_board_with(request, round_, why_not)
    standing = positions.standing_objections(round_.letters(), round_.asked()) if shown.stand else frozenset()
    names = selectors.names_of(round_)
    letters = [(row.letter.pk, objection_words(row.letter, names, shown.zone)) for row in shown.letters if row.letter.pk in standing]
    form = AnnulmentForm(request.POST if request.method == "POST" else None, now=now, letters=letters)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.propose_annulment(round_id=round_.pk, letter_id=int(data["letter"]), reason=data["reason"], by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The annulment is proposed. It changes nothing until a second officer confirms it."))
            return to_board(round_)
    return page(
        request,
        "form",
        _("Propose to annul the certification"),
        form=form,
        round=round_,
        button=_("Propose the annulment"),
        back=board_address(round_),
    )


def _proposal_or_404(annulment_id: int) -> Annulment:
    return get_object_or_404(Annulment.objects.select_related("letter", "proposed_by"), pk=annulment_id)


def _facts(proposal: Annulment, shown: selectors.Board) -> list[tuple[str, str]]:
    names = selectors.names_of(shown.round)
    return [
        (_("Proposed by"), str(proposal.proposed_by)),
        (_("The timely objection"), objection_words(proposal.letter, names, shown.zone)),
        (_("Reason"), proposal.reason),
    ]


def confirm_annulment(request: HttpRequest, annulment_id: int) -> HttpResponse:
    """The second officer's act, with the mails that tell the states."""
    user, now = user_of(request), clock.now()
    rules.require_certify(user)
    proposal = _proposal_or_404(annulment_id)
    shown = shown_or_404(request, proposal.round_id, now)

    def tells() -> tuple[Told, None]:
        again = copy.copy(shown.round)
        again.state = RoundState.OPEN
        return Told(again, Purpose.ANNULLED, proposal.letter, proposal.reason), None

    def do() -> str:
        services.confirm_annulment(annulment_id=proposal.pk, by=user, now=now)
        return _("The certification is annulled. The round is open again, the seminar is no longer confirmed, and the states are told.")

    act = Act(
        verb="annul",
        title=_("Annul the certification"),
        form=NoWordsForm(request.POST if request.method == "POST" else None, now=now),
        button=_("Annul the certification"),
        do=do,
        tells=tells,
        facts=_facts(proposal, shown),
        warning=_("The seminar will no longer be confirmed, joining pages close, and all states are told. Nothing is deleted."),
        possible=_why_not(proposal),
    )
    return answer(request, act, shown, user, now)


def _why_not(proposal: Annulment) -> str | None:
    answered = proposal.confirmed_at is not None or proposal.dropped_at is not None
    return _("This proposal has its answer already.") if answered else None


def drop_annulment(request: HttpRequest, annulment_id: int) -> HttpResponse:
    user, now = user_of(request), clock.now()
    rules.require_certify(user)
    proposal = _proposal_or_404(annulment_id)
    shown = shown_or_404(request, proposal.round_id, now)

    def do() -> str:
        services.drop_annulment(annulment_id=proposal.pk, by=user, now=now)
        return _("The proposal is dropped. The certification stands as it was.")

    act = Act(
        verb="drop_annulment",
        title=_("Drop the proposed annulment"),
        form=NoWordsForm(request.POST if request.method == "POST" else None, now=now),
        button=_("Drop the proposal"),
        do=do,
        tells=lambda: None,
        facts=_facts(proposal, shown),
        possible=_why_not(proposal),
    )
    return answer(request, act, shown, user, now)
