"""The one way in which an act that speaks to states is done: asked, shown with its mails, and carried out by the button below what was shown."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import User
from directory.words import separated
from seminar_portal.errors import BusinessError

from .. import emails, selectors, words
from ..emails import Preview, Told
from ..forms import StaffForm
from ..models import Round
from .frame import board_address, page, since, to_board, to_board_with


@dataclasses.dataclass(frozen=True)
class Act:
    """``tells`` gives what would be told and to whom (None: all that were asked), or None where nobody is; it is asked once the form is right.

    ``do`` carries it out and returns the sentence of success. ``facts`` and ``warning`` are shown on form and preview, ``cautions`` on the preview.
    """

    verb: str
    title: str
    form: StaffForm
    button: str
    do: Callable[[], str]
    tells: Callable[[], tuple[Told, Collection[int] | None] | None]
    facts: Sequence[tuple[str, str]] = ()
    warning: str = ""
    cautions: Callable[[], list[str]] = list
    template: str = "act_form"
    look: str = ""
    after: Callable[[], Round] | None = None  # the round as it would be, for the preview of its deadline
    more: dict[str, Any] = dataclasses.field(default_factory=dict)
    possible: str | None = None  # why not, where no button of the board says so

    @property
    def asks(self) -> bool:
        return bool(self.form.visible_fields())


def answer(request: HttpRequest, act: Act, shown: selectors.Board, user: User, now: dt.datetime) -> HttpResponse:
    """The form; or, where it is right, the preview; or, by the button of the preview, the act. What changed since the preview is shown first.

    A page for an act that is not possible (any more) leads back to the board with the reason; a form that was sent is shown again with it.
    """
    why_not = act.possible
    if why_not is None:
        why_not = selectors.stopped(selectors.buttons(shown.round, shown.stand, user, now), act.verb, request.path)
    if request.method != "POST":
        if why_not:
            return to_board_with(request, shown.round, why_not)
        return _form(request, act, shown) if act.asks else _preview(request, act, shown, now)
    if request.POST.get("act") == "change" or not act.form.is_valid():
        return _form(request, act, shown)
    if why_not:
        act.form.add_error(None, why_not)
        return _form(request, act, shown)
    if request.POST.get("act") == "do" and not since(request, shown.round):
        try:
            said = act.do()
        except BusinessError as refusal:
            act.form.add_error(None, str(refusal))
            return _form(request, act, shown)
        messages.success(request, said)
        return to_board(shown.round)
    return _preview(request, act, shown, now)


def _form(request: HttpRequest, act: Act, shown: selectors.Board) -> HttpResponse:
    return page(
        request,
        act.template,
        act.title,
        form=act.form,
        round=shown.round,
        board=shown,
        facts=act.facts,
        warning=act.warning,
        button=act.look or _("Look at it before it goes out"),
        back=board_address(shown.round),
        **act.more,
    )


def _preview(request: HttpRequest, act: Act, shown: selectors.Board, now: dt.datetime) -> HttpResponse:
    told = act.tells()
    chosen = request.POST.get("show", "")
    mails = emails.preview(told[0], told[1], now, [int(chosen)] if chosen.isdecimal() else []) if told else None
    changed = request.POST.get("act") == "do" and bool(since(request, shown.round))
    return page(
        request,
        "act",
        act.title,
        round=shown.round,
        after=act.after() if act.after else None,
        board=shown,
        facts=act.facts,
        warning=act.warning,
        cautions=act.cautions(),
        preview=mails,
        chosen=int(chosen) if chosen.isdecimal() else None,
        typed=act.form.typed() if act.form.is_bound else [],
        refused=_("Something has happened since this page was shown. Look at it again before you go on.") if changed else "",
        button=act.button if mails is None else words.beside(act.button, mails_words(mails)),
        asks=act.asks,
        back=board_address(shown.round),
        **act.more,
    )


def mails_words(preview: Preview) -> str:
    number = len(preview.readers)
    return ngettext("%(count)s mail", "%(count)s mails", number) % {"count": number}


def named_words(round_: Round, names: Collection[str]) -> tuple[str, str]:
    """Whether a name appears in the mails, and the rule by which it does or does not."""
    rule = _("rule of this round: the other states learn %(what)s") % {"what": round_.get_others_learn_display()}
    if names:
        return _("Names in the mails"), words.beside(separated(names), rule)
    return _("Names in the mails"), words.beside(_("no name appears"), rule)
