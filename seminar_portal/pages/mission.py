"""The home of a focal point: the missions served, what is asked of their states, who else serves them, hand-over, and the own account."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent.selectors import BEIJING, Question, questions_to
from directory import selectors
from directory.forms import OwnPageForm, PersonForm
from directory.models import FocalPoint, Mission
from directory.readers import Visit, for_focal_points
from directory.services import accounts, focal_points
from seminar_portal.errors import BusinessError


@dataclasses.dataclass(frozen=True)
class Served:
    """One mission of the page. ``state`` is its name of today; ``others`` are the other focal points of the mission; ``questions`` were put to its state."""

    post: FocalPoint
    state: str
    others: list[FocalPoint]
    questions: list[Question]

    @property
    def mission(self) -> Mission:
        return self.post.mission

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.is_open]

    @property
    def past_questions(self) -> list[Question]:
        return [question for question in self.questions if not question.is_open]


@require_safe
@for_focal_points
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A number of queries that depends neither on missions nor on what is asked of their states."""
    missions = [post.mission for post in visit.posts]
    names = selectors.printed_names((mission.party for mission in missions), visit.now.date())
    people = [post for post in selectors.focal_points_of(missions, visit.now) if post.user_id != visit.user.pk]
    asked = questions_to({mission.party_id for mission in missions}, visit.now)
    served = [
        Served(
            post=post,
            state=names[post.mission.party_id],
            others=[other for other in people if other.mission_id == post.mission_id],
            questions=asked[post.mission.party_id],
        )
        for post in visit.posts
    ]
    return render(request, "mission/home.html", {"served": served, "person": visit.user, "now": visit.now, "beijing": BEIJING})


@require_http_methods(["GET", "HEAD", "POST"])
@for_focal_points
def hand_over(request: HttpRequest, visit: Visit, post_id: int) -> HttpResponse:
    """To a successor at the same mission. The own post stays until the successor has come in."""
    post = _own(visit, post_id)
    form = PersonForm(request.POST if request.method == "POST" else None, initial={"language": visit.user.language})
    if request.method == "POST" and form.is_valid():
        try:
            successor = focal_points.hand_over(post_id=post.pk, **form.cleaned_data, by=visit.user, now=visit.now)
        except BusinessError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(name)s is invited: the message is on its way to %(address)s.") % _said(successor))
            return _home()
    context = {"form": form, "post": post, "state": selectors.printed_name(post.mission.party, visit.now.date()), "last": len(visit.posts) == 1}
    return render(request, "mission/hand_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_focal_points
def take_back(request: HttpRequest, visit: Visit, post_id: int) -> HttpResponse:
    """A hand-over, before the successor has come in. Who comes back here from the log-in finds the button again."""
    post = _own(visit, post_id)
    if request.method != "POST":
        return _home()
    try:
        focal_points.take_back(post_id=post.pk, by=visit.user, now=visit.now)
    except BusinessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The hand-over is taken back."))
    return _home()


@require_http_methods(["GET", "HEAD", "POST"])
@for_focal_points
def account(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Name and language of the person; the page goes on in the language chosen."""
    user = visit.user
    form = OwnPageForm(request.POST if request.method == "POST" else None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_own(**form.cleaned_data, zone=user.zone, by=user, now=visit.now)
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your account is changed."))
            return HttpResponseRedirect(translate_url(reverse("mission"), form.cleaned_data["language"]))
    return render(request, "mission/account.html", {"form": form, "person": user})


def _own(visit: Visit, post_id: int) -> FocalPoint:
    """The visitor's own post; another one's is 404."""
    found = next((post for post in visit.posts if post.pk == post_id), None)
    if found is None:
        raise Http404
    return found


def _said(post: FocalPoint) -> dict[str, Any]:
    return {"name": str(post.user), "address": post.user.email}


def _home() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("mission"))
