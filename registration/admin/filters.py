"""The filters of the desk's list. Each has a short word in the address, so that other pages can link to a filtered list.

They are shown as one form (filter_form.py): a select for each and two days, which works without scripts and stays short with sixty delegations.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from agenda.models import Seminar
from directory.models import User
from directory.words import parted
from notifications.selectors import refused_abouts
from seminar_portal import clock

from .. import desk_selectors, desk_words, lifecycle
from ..emails.base import PREFIX
from ..enums import Category, Source, State
from ..models import Registration

Lookups = list[tuple[str, Any]]


class SeminarFilter(admin.SimpleListFilter):
    title = gettext_lazy("seminar")
    parameter_name = "seminar"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        self.seminars = list(Seminar.objects.all())
        return [(seminar.slug, f"{seminar.title} ({seminar.starts_on:%Y})") for seminar in self.seminars]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if not self.value():
            return queryset
        # by its key and not by its address: so the index over seminar and moment of arrival serves filter and order at once
        return queryset.filter(seminar__in=[seminar.pk for seminar in self.seminars if seminar.slug == self.value()])


class ConditionFilter(admin.SimpleListFilter):
    """A filter whose choices are conditions on the row itself. Django would count each choice by a list of keys: slow for a crowd, where this is one pass."""

    def condition_of(self, value: str) -> Q:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        value = self.value()
        return queryset.filter(self.condition_of(value)) if value else queryset

    def get_facet_counts(self, pk_attname: str, filtered_qs: QuerySet[Any]) -> dict[str, Any]:
        return {f"{place}__c": Count(pk_attname, filter=self.condition_of(str(value))) for place, (value, _label) in enumerate(self.lookup_choices)}


class StateFilter(ConditionFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [*State.choices, (desk_selectors.LIVE, _("received or officially registered"))]

    def condition_of(self, value: str) -> Q:
        return Q(state__in=lifecycle.LIVE) if value == desk_selectors.LIVE else Q(state=value)


class FieldFilter(ConditionFilter):
    """One of the values of a field that has choices."""

    def condition_of(self, value: str) -> Q:
        return Q(**{str(self.parameter_name): value})


class SourceFilter(FieldFilter):
    title = gettext_lazy("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(Source.choices)


class LanguageFilter(FieldFilter):
    title = gettext_lazy("language of letters")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(settings.LANGUAGES)


class CategoryFilter(FieldFilter):
    title = gettext_lazy("category")
    parameter_name = "category"
    NONE = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [*((category, desk_words.short_category(category)) for category in Category.values), (self.NONE, _("not given"))]

    def condition_of(self, value: str) -> Q:
        return Q(category="") if value == self.NONE else super().condition_of(value)


class DelegationFilter(ConditionFilter):
    """States and organisations that have registrations, by group; a whole group; or organisations written by hand."""

    title = gettext_lazy("state / organisation")
    parameter_name = "delegation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        self.groups = desk_selectors.delegations_by_group(clock.now())
        flat: Lookups = []
        for group in self.groups:
            flat.append((group.key, group.everyone))
            flat += [(party.code, str(party)) for party in group.parties]
        return flat

    def condition_of(self, value: str) -> Q:
        for group in self.groups:
            if group.key == value:
                return Q(party__isnull=True) if group.key == desk_selectors.BY_HAND else Q(party__in=group.parties)
        known = [party.pk for group in self.groups for party in group.parties if party.code == value]
        return Q(party__in=known) if known else Q(party__code=value)

    @property
    def grouped(self) -> list[tuple[str, list[str]]]:
        """The choices by group, for a select: whole groups first, then the delegations of each under its title."""
        whole = [group.key for group in self.groups]
        return [("", whole), *((group.title, [party.code for party in group.parties]) for group in self.groups if group.parties)]


class YesNoFilter(ConditionFilter):
    """A question answered by yes or no; ``condition`` is the yes."""

    condition: Q
    yes: Any = gettext_lazy("yes")
    no: Any = gettext_lazy("no")

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("yes", self.yes), ("no", self.no)]

    def condition_of(self, value: str) -> Q:
        return self.condition if value == "yes" else ~self.condition


class EmailFilter(YesNoFilter):
    title = gettext_lazy("e-mail")
    parameter_name = "email"
    condition = ~Q(email="")
    yes, no = gettext_lazy("has an e-mail address"), gettext_lazy("no e-mail address")


class TopicFilter(YesNoFilter):
    title = gettext_lazy("speech topic")
    parameter_name = "topic"
    condition = ~Q(speech_topic="")
    yes, no = gettext_lazy("has a topic"), gettext_lazy("no topic")


class CorrectedFilter(YesNoFilter):
    title = gettext_lazy("corrections")
    parameter_name = "corrected"
    condition = Q(corrected_at__isnull=False)
    yes, no = gettext_lazy("corrected, to be looked at"), gettext_lazy("nothing to be looked at")


class PlatformFilter(YesNoFilter):
    title = gettext_lazy("host's platform")
    parameter_name = "platform"
    condition = Q(on_platform=True)
    yes, no = gettext_lazy("registered there"), gettext_lazy("not registered there")


class RefusedFilter(YesNoFilter):
    """Registrations about which a message has failed and was not sent since."""

    title = gettext_lazy("messages")
    parameter_name = "refused"
    yes, no = gettext_lazy("a message was refused"), gettext_lazy("none was refused")
    get_facet_counts = admin.SimpleListFilter.get_facet_counts  # the key of its messages is no field of the row

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() not in ("yes", "no"):
            return queryset
        keyed = queryset.alias(mail_key=Concat(Value(f"{PREFIX}:"), Cast("pk", CharField()), output_field=CharField()))
        refused = Q(mail_key__in=refused_abouts(PREFIX))
        return keyed.filter(refused if self.value() == "yes" else ~refused)


class ReceivedFilter(admin.ListFilter):
    """Received from a day until a day, both included, on the clock of the officer's seat: ``since=2027-11-01&until=2027-11-05``, or one of them."""

    title = gettext_lazy("received")
    SINCE, UNTIL = "since", "until"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        assert isinstance(request.user, User)
        self.zone = request.user.zone
        for name in (self.SINCE, self.UNTIL):
            if name in params:
                text = params.pop(name)[-1].strip()
                if text:
                    self.used_parameters[name] = text

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [self.SINCE, self.UNTIL]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        return iter(())

    def value(self, name: str) -> str:
        return str(self.used_parameters.get(name, ""))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        try:
            if self.value(self.SINCE):
                queryset = queryset.filter(received_at__gte=clock.start_of_day(dt.date.fromisoformat(self.value(self.SINCE)), self.zone))
            if self.value(self.UNTIL):
                queryset = queryset.filter(clock.in_time_q("received_at", clock.end_of_day(dt.date.fromisoformat(self.value(self.UNTIL)), self.zone)))
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        return queryset

    @property
    def words(self) -> str:
        """What is chosen, "" where nothing is."""
        since, until = self.value(self.SINCE), self.value(self.UNTIL)
        if since and until:
            return _("from %(since)s to %(until)s") % {"since": since, "until": until}
        if since:
            return _("since %(day)s") % {"day": since}
        return _("until %(day)s") % {"day": until} if until else ""


def words_of(spec: Any) -> str:
    """What is chosen in a filter as a person reads it, "" where nothing is."""
    if isinstance(spec, ReceivedFilter):
        return spec.words
    return next((str(label) for value, label in spec.lookup_choices if str(value) == spec.value()), "")


def in_words(changelist: ChangeList) -> str:
    """The filter of a list as a person reads it: "state: received; search: ospanova"; what an export says."""
    parts = [
        pgettext("filter", "%(title)s: %(words)s") % {"title": spec.title, "words": words} for spec in changelist.filter_specs if (words := words_of(spec))
    ]
    if changelist.query:
        parts.append(_("search: %(words)s") % {"words": changelist.query})
    return parted(parts) or _("none, the whole list")
