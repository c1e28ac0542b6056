"""What the Secretariat reads from a board and takes away: the past, the differences, the print, the workbook, the certificate, the note about the outcome.

All of it reads. A paper comes in one of three languages, chosen in its address, whatever language the officer works in.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import files
from directory.readers import zone_of
from seminar_portal import clock
from seminar_portal.templatetags.portal import own_name

from .. import documents, exports, rules, selectors, words
from .. import round_file as files_of_round
from ..enums import Position, Reading
from ..forms import AsOfForm
from ..models import Round, SilenceProcedure, TextFile
from .frame import page, user_of


def _reader(request: HttpRequest) -> None:
    if not rules.may_see_board(user_of(request)):
        raise PermissionDenied


@contextmanager
def _in_language_of(request: HttpRequest) -> Iterator[str]:
    """The language that the address names, else the officer's own."""
    wanted = request.GET.get("language", "")
    code = wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or "en"
    with translation.override(code):
        yield code


def _languages(request: HttpRequest, current: str) -> list[tuple[str, str, str, bool]]:
    """The same paper in each language: (code, its own name for itself, address, whether it is this one)."""
    found = []
    for code, _name in settings.LANGUAGES:
        query = request.GET.copy()
        query["language"] = code
        found.append((code, own_name(code), f"?{query.urlencode()}", code == current))
    return found


def _paper(request: HttpRequest, template: str, language: str, round_: Round, officers: str, **context: Any) -> HttpResponse:
    """A page that is a paper, rendered while its language holds. ``officers`` is the language of the links back."""
    with translation.override(officers):
        back = f"{reverse('admin:consent_silenceprocedure_change', args=[round_.procedure_id])}?round={round_.number}"
    response = TemplateResponse(
        request,
        f"admin/consent/{template}.html",
        {"language": language, "languages": _languages(request, language), "round": round_, "back": back, "others": [], "kinds": [], "zone": "", **context},
    )
    response.render()
    return response


def _began(round_id: int) -> Round:
    """A round that was asked about; a draft has nothing to show."""
    return get_object_or_404(Round.objects.select_related("procedure__seminar"), pk=round_id, started_at__isnull=False)


# --- the board on paper and as a workbook ------------------------------------------------------------------------------------------------


@require_safe
def board_print(request: HttpRequest, round_id: int) -> HttpResponse:
    _reader(request)
    now, officers = clock.now(), translation.get_language() or "en"
    _began(round_id)
    with _in_language_of(request) as language:
        shown = selectors.board(round_id, now, zone_of(request))
        return _paper(
            request,
            "board_print",
            language,
            shown.round,
            officers,
            board=shown,
            procedure=shown.round.procedure,
            rules=words.rules_words(shown.round),
            labels=words.labelled(shown.labels, shown.stand),
            counts=words.counts_sentence(shown.stand.counts) if shown.stand else "",
            now=now,
            title=_("Silence procedure: %(seminar)s") % {"seminar": shown.round.procedure.seminar},
        )


@require_safe
def board_xlsx(request: HttpRequest, round_id: int) -> HttpResponse:
    _reader(request)
    now = clock.now()
    _began(round_id)
    with _in_language_of(request) as language:
        shown = selectors.board(round_id, now, zone_of(request))
        content = io.BytesIO()
        exports.write(content, shown, now=now)
    response = HttpResponse(content.getvalue(), content_type=exports.CONTENT_TYPE)
    name = f"consent-board-{shown.round.procedure_id}-{shown.round.number}-{language[:2]}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def round_file(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """All that is kept of a round as one ZIP, from a file on the disk."""
    _reader(request)
    round_, now = _began(round_id), clock.now()
    with _in_language_of(request):
        file = files_of_round.written(round_.pk, now)
    response = FileResponse(file, as_attachment=True, filename=files_of_round.name_of(round_), content_type=files_of_round.CONTENT_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- the past and the differences -------------------------------------------------------------------------------------------------------------


@require_safe
def as_of(request: HttpRequest, round_id: int) -> HttpResponse:
    """ "Who had agreed by …?" The question stands in the address, so that an answer can be looked up again."""
    _reader(request)
    now = clock.now()
    round_ = _began(round_id)
    asked = any(name in request.GET for name in AsOfForm.base_fields)
    form = AsOfForm(request.GET if asked else None, now=now, round_=round_, initial=AsOfForm.prefilled(round_, now))
    shown = selectors.as_of(round_.pk, form.cleaned_data["moment"], Reading(form.cleaned_data["reading"])) if asked and form.is_valid() else None
    return page(
        request,
        "as_of",
        _("Who had agreed by …?"),
        form=form,
        round=round_,
        shown=shown,
        groups=[(position.label, [cell.name for cell in shown.cells if cell.position == position]) for position in Position] if shown else [],
        labels=words.labelled(shown.stand.labels, shown.stand) if shown else [],
        over=shown is not None and not clock.in_time(shown.moment, shown.deadline),
    )


@require_safe
def rounds_difference(request: HttpRequest, procedure_id: int) -> HttpResponse:
    _reader(request)
    procedure = get_object_or_404(SilenceProcedure.objects.select_related("seminar"), pk=procedure_id)
    rounds = selectors.rounds_asked(procedure.pk)
    before, after = _two(request, rounds)
    return page(
        request,
        "rounds_difference",
        _("Difference between two rounds"),
        procedure=procedure,
        choices=rounds,
        before=before,
        after=after,
        compared=selectors.compare_rounds(before, after, clock.now()) if before and after else None,
        round=rounds[-1] if rounds else None,
    )


@require_safe
def texts_difference(request: HttpRequest, procedure_id: int) -> HttpResponse:
    _reader(request)
    procedure = get_object_or_404(SilenceProcedure.objects.select_related("seminar"), pk=procedure_id)
    texts = selectors.texts_of(procedure.pk)
    before, after = _two(request, texts)
    return page(
        request,
        "texts_difference",
        _("Difference between two versions of the text"),
        procedure=procedure,
        choices=texts,
        before=before,
        after=after,
        compared=selectors.compare_texts(before, after) if before and after else None,
        round=Round.objects.filter(procedure=procedure).select_related("procedure__seminar").order_by("-number").first(),
        zone=selectors.seat_zone(),
    )


def _two(request: HttpRequest, choices: list[Any]) -> tuple[Any, Any]:
    """The two of ``choices`` whose numbers the address names, else the last two; None where there are not two."""
    if len(choices) < 2:
        return None, None
    by_number = {str(choice.number): choice for choice in choices}
    return by_number.get(request.GET.get("from", ""), choices[-2]), by_number.get(request.GET.get("to", ""), choices[-1])


# --- papers --------------------------------------------------------------------------------------------------------------------------------------


@require_safe
def certificate(request: HttpRequest, round_id: int) -> HttpResponse:
    return _certificate(request, round_id, as_file=False)


@require_safe
def certificate_docx(request: HttpRequest, round_id: int) -> HttpResponse:
    return _certificate(request, round_id, as_file=True)


def _certificate(request: HttpRequest, round_id: int, *, as_file: bool) -> HttpResponse:
    """The last certification of the round, or the one whose number in the record the address names; there is none of a round that was never certified."""
    _reader(request)
    now, officers = clock.now(), translation.get_language() or "en"
    with _in_language_of(request) as language:
        try:
            round_, given = selectors.certificates_of(round_id)
        except Round.DoesNotExist as error:
            raise Http404 from error
        wanted = request.GET.get("number", "")
        certified = next((row for row in given if str(row.event.number) == wanted), given[-1] if given else None)
        if certified is None:
            raise Http404(_("This round was not adopted: there is no certificate."))
        paper = documents.certificate(round_, certified)
        if as_file:
            return documents.response(paper, now=now)
        return _paper(
            request,
            "paper",
            language,
            round_,
            officers,
            paper=paper,
            title=paper.title,
            word=_word_address("admin:consent_certificate_docx", round_, request, language),
            others=[(row.event.number, row.at) for row in given if row is not certified],
            zone=selectors.seat_zone(),
        )


@require_safe
def outcome_note(request: HttpRequest, round_id: int) -> HttpResponse:
    return _outcome_note(request, round_id, as_file=False)


@require_safe
def outcome_note_docx(request: HttpRequest, round_id: int) -> HttpResponse:
    return _outcome_note(request, round_id, as_file=True)


def _outcome_note(request: HttpRequest, round_id: int, *, as_file: bool) -> HttpResponse:
    """The note about what has come of the round; there is none while nothing has, nor about what the rules keep from the other states."""
    _reader(request)
    now, officers = clock.now(), translation.get_language() or "en"
    _began(round_id)
    with _in_language_of(request) as language:
        shown = selectors.board(round_id, now)
        kinds = documents.outcomes_of(shown)
        wanted = request.GET.get("about", "")
        kind = next((kind for kind in kinds if kind.value == wanted), kinds[0] if kinds and not wanted else None)
        if kind is None:
            raise Http404(_("There is no such outcome to tell of this round."))
        paper = documents.outcome_note(shown, kind, now)
        if as_file:
            return documents.response(paper, now=now)
        return _paper(
            request,
            "paper",
            language,
            shown.round,
            officers,
            paper=paper,
            title=paper.title,
            word=_word_address("admin:consent_outcome_note_docx", shown.round, request, language),
            kinds=[(other.value, other.label) for other in kinds if other != kind],
        )


def _word_address(name: str, round_: Round, request: HttpRequest, language: str) -> str:
    query = request.GET.copy()
    query["language"] = language
    return f"{reverse(name, args=[round_.pk])}?{query.urlencode()}"


@require_safe
def text_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """An enclosure exactly as issued. For who may not see the board there is none."""
    if not rules.may_see_board(user_of(request)):
        raise Http404
    response: FileResponse = files.response_for(get_object_or_404(TextFile.objects.select_related("file"), pk=file_id).file, inline=True)
    return response
