"""The desk's forms: a form that came on paper, and a correction on behalf of the delegate. Both are Annex II with what the desk adds."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.selectors import cities_today

from . import content
from .content import Given
from .enums import PAPER_SOURCES
from .forms import AnnexIIForm, RegistrationForm
from .forms.annex import OTHER
from .forms.fields import FastSelect
from .models import Registration

HOURS = ["%H:%M", "%H:%M:%S"]


class PaperForm(RegistrationForm):
    """A form on paper, by fax or by mail. The moment of receipt is asked for and never filled in: it decides about the deadline."""

    seminar_slug = forms.ChoiceField(label=gettext_lazy("Seminar"), widget=FastSelect)
    source = forms.ChoiceField(
        label=gettext_lazy("How it arrived"),
        choices=[(source.value, source.label) for source in PAPER_SOURCES],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the form arrived"), "invalid_choice": gettext_lazy("Choose how the form arrived")},
    )
    received_on = forms.DateField(
        label=gettext_lazy("Day of receipt"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("When it reached the desk, not when you type it: the stamp of receipt, the fax's own line, the head of the mail"),
        error_messages={
            "required": gettext_lazy("Enter the day of receipt"),
            "invalid": gettext_lazy("Enter the day of receipt as year-month-day, such as 2027-11-05"),
        },
    )
    received_hour = forms.TimeField(
        label=gettext_lazy("Hour of receipt"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S"),
        input_formats=HOURS,
        error_messages={"required": gettext_lazy("Enter the hour of receipt"), "invalid": gettext_lazy("Enter the hour of receipt, such as 16:30")},
    )
    received_zone = forms.ChoiceField(label=gettext_lazy("On the clock of"), widget=FastSelect)
    letters = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=settings.LANGUAGES, initial="en", widget=FastSelect)
    scan = forms.FileField(label=gettext_lazy("Scan of the form"), required=False, help_text=gettext_lazy("PDF, PNG, JPEG, TIFF or DOCX"))
    kept_scan = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seminar: Seminar, seminars: list[Seminar], now: dt.datetime, seat_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, seminar=seminar, today=now.astimezone(ZoneInfo(seminar.zone)).date(), required=(), **kwargs)
        self.now = now
        self.fields["seminar_slug"].choices = [(one.slug, f"{one.title} ({one.starts_on:%Y})") for one in seminars]  # type: ignore[attr-defined]
        self.fields["seminar_slug"].initial = seminar.slug
        zones = {city.zone: str(city) for city in cities_today(now)}
        zones.setdefault(seat_zone, seat_zone)
        self.fields["received_zone"].choices = list(zones.items())  # type: ignore[attr-defined]
        self.fields["received_zone"].initial = seat_zone
        _say_to_officers(self)
        self.fields["family_name"].help_text = _("One name alone is enough, here or as the first name.")
        self.fields["email"].help_text = _("Without an address letters go another way.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.received_at is not None and self.received_at > self.now:
            self.add_error("received_hour", ValidationError(_("The form cannot have arrived later than now. Check day, hour and clock.")))
        return data

    @property
    def received_at(self) -> dt.datetime | None:
        """The moment of receipt as an instant; None where one of its three parts is missing."""
        day, hour, zone = (self.cleaned_data.get(name) for name in ("received_on", "received_hour", "received_zone"))
        if day is None or hour is None or not zone:
            return None
        try:
            return dt.datetime.combine(day, hour, ZoneInfo(zone)).astimezone(dt.UTC)
        except OverflowError:
            return None

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        # the browser cannot show a chosen file again; the view keeps it, and the page says so
        scan = HTML('{% include "admin/registration/kept_scan.html" %}')
        receipt = ["seminar_slug", "source", "received_on", "received_hour", "received_zone", "kept_scan", scan, "scan"]
        annex = list(helper.layout.fields)
        helper.layout = Layout(
            HTML('{% include "admin/registration/heading_receipt.html" %}'),
            *receipt,
            HTML('{% include "admin/registration/heading_annex.html" %}'),
            *annex,
            Field("letters", wrapper_class="w-short"),
        )
        return helper


def _say_to_officers(form: AnnexIIForm) -> None:
    """Takes away the hints that speak to the delegate; what is left is for who copies a form."""
    for name in content.FIELDS:
        form.fields[name].help_text = ""
    form.fields["party"].error_messages["required"] = _("Choose the state or organisation, or “Another organisation”")
    form.fields["other_organisation"].help_text = _("Only where “Another organisation” is chosen under Nation")
    form.fields["printed_name"].help_text = _("Left empty, first and family name are printed as typed")
    form.fields["on_platform"].label = _("Registered on the host’s platform too")
    form.fields["may_print_email"].label = _("The e-mail address may be printed in the List of Participants")
    form.fields["may_print_phone"].label = _("The phone numbers may be printed in the List of Participants")


class DeskCorrectionForm(AnnexIIForm):
    """A registration as it stands, to be put right by the desk: the nation too, since paper is misread. ``version`` is the one that was shown."""

    letters = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=settings.LANGUAGES, widget=FastSelect)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, registration: Registration, today: dt.date, **kwargs: Any) -> None:
        self.registration = registration
        stored = Given.of(registration)
        initial = {name: getattr(stored, name) for name in content.FIELDS}
        initial |= {"party": registration.party.code if registration.party else OTHER, "letters": registration.language, "version": registration.version}
        required = content.REQUIRED_ON_THE_WEB if registration.source not in PAPER_SOURCES else ()
        super().__init__(*args, initial=initial, seminar=registration.seminar, today=today, required=required, **kwargs)
        _say_to_officers(self)

    def _offer_parties(self, today: dt.date) -> None:
        super()._offer_parties(today)
        party = self.registration.party
        if party is not None and party.code not in self.parties:
            # a party without a standing of today can still stand in a registration
            self.parties[party.code] = party
            self.fields["party"].choices.append((party.code, str(party)))  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("version", *helper.layout.fields, Field("letters", wrapper_class="w-short"))
        return helper
