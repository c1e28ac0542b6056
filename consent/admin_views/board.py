"""The board, and what the host reads of it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.readers import zone_of
from seminar_portal import clock
from seminar_portal.templatetags.portal import own_name

from .. import documents, rules, selectors, words
from ..models import Round, SilenceProcedure
from .frame import page, user_of


def board(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """One round of a procedure: its last, or the one whose number stands in the address."""
    user = user_of(request)
    if not rules.may_see_board(user):
        raise PermissionDenied
    procedure = get_object_or_404(SilenceProcedure.objects.select_related("seminar", "proposer"), pk=procedure_id)
    rounds = list(Round.objects.filter(procedure=procedure).order_by("number"))
    number = request.GET.get("round", "")
    chosen = next((round_ for round_ in rounds if str(round_.number) == number), rounds[-1] if rounds else None)
    if chosen is None:
        raise Http404
    now = clock.now()
    shown = selectors.board(chosen.pk, now, zone_of(request))
    stand = shown.stand
    return page(
        request,
        "board",
        _("Silence procedure: %(seminar)s") % {"seminar": procedure.seminar},
        procedure=procedure,
        rounds=rounds,
        rules=words.rules_words(shown.round),
        round=shown.round,
        board=shown,
        labels=words.labelled(shown.labels, stand),
        paper_languages=[(code, own_name(code)) for code, _name in settings.LANGUAGES],
        notes_to_write=documents.outcomes_of(shown),
        can_compare_rounds=sum(round_.started_at is not None for round_ in rounds) > 1,
        buttons=selectors.buttons(shown.round, stand, user, now),
        may_conduct=rules.may_conduct(user),
    )


def outcome(request: HttpRequest, seminar_id: int) -> HttpResponse:
    """For the host: how the consent to a seminar stands or ended, in numbers. No letter, no name of a state. The Secretariat finds the board from here."""
    user = user_of(request)
    if not rules.may_see_outcome(user):
        raise PermissionDenied
    seminar = get_object_or_404(Seminar, pk=seminar_id)
    found = selectors.outcome_for(seminar, clock.now())
    last = SilenceProcedure.objects.filter(seminar=seminar).order_by("-pk").values_list("pk", flat=True).first()
    return page(
        request,
        "outcome",
        _("Consent of the member states"),
        seminar=seminar,
        outcome=found,
        colour=words.COLOURS[found.label] if found and found.label else "",
        counts=words.counts_sentence(found.counts) if found else "",
        procedure_id=last,
        may_see_board=rules.may_see_board(user),
    )
