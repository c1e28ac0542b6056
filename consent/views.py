"""The doors of focal points: a round as their state sees it, its files, the answer, the receipt. What is of another state is not there (404)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory import files
from directory.models import FocalPoint
from directory.readers import Visit, for_focal_points, zone_of
from seminar_portal.answers import private
from seminar_portal.errors import BusinessError

from . import selectors, services, words
from .forms import mission as forms
from .models import Round
from .selectors import QuestionPage


@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: HttpRequest, mission_id: int, round_id: int) -> HttpResponse:
    """What is asked, until when, where the state stands, and the form of its answer. A form whose session has run out is shown again by :func:`_logged_out`."""
    if request.method == "POST" and not request.user.is_authenticated:
        return _logged_out(request)
    return _round_page(request, mission_id=mission_id, round_id=round_id)


def _refilled(request: HttpRequest, mission_id: int, round_id: int) -> HttpResponse:
    """The form again, filled, for a token or cookie that is missing or old: the person may have logged in anew in another window."""
    if not request.user.is_authenticated:
        return _logged_out(request)
    return _round_page(request, mission_id=mission_id, round_id=round_id, refill=True)


round_page.refill = _refilled  # type: ignore[attr-defined]  # a view carries what shows its form again


@for_focal_points
def _round_page(request: HttpRequest, visit: Visit, mission_id: int, round_id: int, refill: bool = False) -> HttpResponse:
    post, shown = _asked(visit, mission_id, round_id)
    question = shown.question
    if request.method != "POST":
        form = forms.AnswerForm(question=question, user=visit.user, now=visit.now)
        return _shown(request, visit, post, shown, form)
    form = forms.AnswerForm(request.POST, request.FILES, question=question, user=visit.user, now=visit.now)
    sound = form.is_valid()
    stored = form.store()  # before the transaction, and kept when something else is wrong
    if "keep" in request.POST or request.POST.get("act") == "change":  # the reader switched the language, or came back from the second step
        again = forms.AnswerForm(initial=form.as_typed(), question=question, user=visit.user, now=visit.now)
        return _shown(request, visit, post, shown, again)
    if refill:
        sentence = _("Please send it once more: this page had been open too long, or your browser did not keep its cookie. Everything you typed is still here.")
        form.add_error(None, sentence)
    if not sound or not form.is_valid():
        return _shown(request, visit, post, shown, form)
    kind, meant = form.letter_kind, request.POST.get("act") == "send"
    if kind in forms.SHOWN_ONCE_MORE and not meant and not (kind == forms.LetterKind.WITHDRAWAL and not question.may_withdraw):
        return _once_more(request, visit, post, shown, form, stored)
    try:
        recorded = services.send_from_mission(
            round_id=round_id,
            mission_id=post.mission_id,
            kind=kind,
            words=form.cleaned_data["words"],
            form_token=form.cleaned_data["form_token"],
            by=visit.user,
            now=visit.now,
            scan=stored,
            confirmed=meant,
        )
    except PermissionDenied as error:  # the post has ended a moment ago
        raise Http404 from error
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, visit, post, shown, form)
    return HttpResponseRedirect(reverse("consent:letter", args=[mission_id, round_id, recorded.letter.pk]))


@require_safe
@for_focal_points
def letter(request: HttpRequest, visit: Visit, mission_id: int, round_id: int, letter_id: int) -> HttpResponse:
    """The receipt of what the state has sent, to be printed. Sending twice leads here twice."""
    post, shown = _asked(visit, mission_id, round_id)
    row = shown.letter(letter_id)
    if row is None:
        raise Http404
    context = _context(request, visit, post, shown)
    zones = list(dict.fromkeys((post.mission.zone, selectors.BEIJING, shown.round.deadline_zone)))
    return render(request, "consent/letter.html", {**context, "row": row, "zones": zones, "note": words.note_words(shown.round)})


@require_safe
@for_focal_points
def file(request: HttpRequest, visit: Visit, mission_id: int, round_id: int, file_id: int) -> HttpResponseBase:
    """A file of the note exactly as issued."""
    _post, shown = _asked(visit, mission_id, round_id)
    found = shown.file(file_id)
    if found is None:
        raise Http404
    return files.response_for(found.file)


@require_safe
@for_focal_points
def letter_file(request: HttpRequest, visit: Visit, mission_id: int, round_id: int, letter_id: int) -> HttpResponseBase:
    """The file of a letter of the state's own, whoever recorded it."""
    _post, shown = _asked(visit, mission_id, round_id)
    row = shown.letter(letter_id)
    if row is None or not row.whole or row.letter.scan is None:
        raise Http404
    return files.response_for(row.letter.scan)


def _asked(visit: Visit, mission_id: int, round_id: int) -> tuple[FocalPoint, QuestionPage]:
    """The visitor's post at that mission, and the round as its state sees it. Raises Http404 where either is not."""
    post = visit.at(mission_id)
    try:
        return post, selectors.question_to(post.mission.party_id, round_id, visit.now)
    except Round.DoesNotExist as error:
        raise Http404 from error


def _context(request: HttpRequest, visit: Visit, post: FocalPoint, shown: QuestionPage) -> dict[str, Any]:
    mission = post.mission
    return {
        "shown": shown,
        "question": shown.question,
        "round": shown.round,
        "procedure": shown.round.procedure,
        "seminar": shown.round.procedure.seminar,
        "mission": mission,
        "beside_zone": mission.zone,
        "other_zones": shown.other_clocks(mission.zone, zone_of(request)),
        "here": reverse("consent:round", args=[mission.pk, shown.round.pk]),
        "now": visit.now,
    }


def _shown(request: HttpRequest, visit: Visit, post: FocalPoint, shown: QuestionPage, form: forms.AnswerForm) -> HttpResponse:
    offers = bool(forms.offered_kinds(shown.question)) or form.is_bound
    context = {
        **_context(request, visit, post, shown),
        "form": form if offers else None,
        "note": words.note_words(shown.round),
        "rules": words.rules_words(shown.round),
        "held": words.held(shown.outcome.counts.get("objections", 0), shown.round.objections_to_break) if shown.outcome else "",
        "mailbox": selectors.seat_mailbox(),
    }
    return render(request, "consent/round.html", context)


def _once_more(request: HttpRequest, visit: Visit, post: FocalPoint, shown: QuestionPage, form: forms.AnswerForm, stored: Any) -> HttpResponse:
    """The second step: exactly what will be sent, and what it does."""
    kind, question = form.letter_kind, shown.question
    context = {
        **_context(request, visit, post, shown),
        "kind": forms.kind_words(kind),
        "words": form.cleaned_data["words"],
        "stored": stored,
        "effect": forms.effect(kind, question),
        "others": forms.others(kind, question),
        "button": forms.send_words(kind),
        "typed": form.as_typed(),
        "note": words.note_words(shown.round),
    }
    return render(request, "consent/once_more.html", context)


def _logged_out(request: HttpRequest) -> HttpResponse:
    """What was typed, for somebody whose session has run out. It says nothing of the round, which this visitor may not know."""
    typed = {name: request.POST.get(name, "") for name in ("kind", "words", "kept_file", "form_token")}
    return private(render(request, "consent/logged_out.html", {"typed": typed, "had_file": bool(request.FILES)}, status=403))
