"""The desk's forms: a form that came on paper, and a correction on behalf of the delegate. Both are Annex II with what the desk adds."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar

from . import content
from .content import Given
from .documents.words import GRID
from .enums import PAPER_SOURCES, Gender
from .forms import AnnexIIForm, RegistrationForm
from .forms.annex import OTHER, More
from .forms.fields import Chosen, FastSelect
from .forms.receipt import ReceiptForm
from .models import Registration

KEPT_FOR_THE_NEXT = ("seminar_slug", "source", "received_on", "received_hour", "received_zone", "letters", "party", "other_organisation", "register_now")


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PaperForm(ReceiptForm, RegistrationForm):
    """A form on paper, by fax or by mail. The moment of receipt is asked for and never filled in by itself: it decides about the deadline.

    Gender and source are selects here: a letter of the keyboard chooses, where radio buttons want arrows or a mouse.
    """

    gender = Chosen(label=gettext_lazy("Gender"), required=False, choices=Gender)  # type: ignore[assignment]  # a select in the place of radio buttons
    seminar_slug = forms.ChoiceField(label=gettext_lazy("Seminar"), widget=FastSelect)
    scan = forms.Field(label=gettext_lazy("Scan of the form"), required=False, widget=ManyFiles)
    kept_scan = forms.CharField(widget=forms.HiddenInput, required=False)
    register_now = forms.BooleanField(label=gettext_lazy("Register officially now"), required=False)
    same_scan = forms.BooleanField(label=gettext_lazy("The next form is on the same scan"), required=False)

    def __init__(self, *args: Any, seminar: Seminar, seminars: list[Seminar], now: dt.datetime, seat_zone: str, may_register: bool, **kwargs: Any) -> None:
        today = now.astimezone(ZoneInfo(seminar.zone)).date()
        super().__init__(*args, now=now, seat_zone=seat_zone, seminar=seminar, today=today, required=(), **kwargs)
        self.fields["seminar_slug"].choices = [(one.slug, f"{one.title} ({one.starts_on:%Y})") for one in seminars]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["seminar_slug"].initial = seminar.slug
        if not may_register:
            del self.fields["register_now"]
        _say_to_officers(self)
        for field in self.fields.values():
            field.optional_mark = False  # type: ignore[attr-defined]  # on paper nearly everything is: one sentence above says so

    @property
    def typed_values(self) -> dict[str, Any]:
        """What was sent, by field, to be shown again in a form that is not judged yet."""
        return {name: self.fields[name].widget.value_from_datadict(self.data, self.files, name) for name in self.fields if name != "scan"}

    @property
    def kept(self) -> dict[str, Any]:
        """What the next form most probably shares with this one: how and when it came, its nation, the letters; nothing about the person."""
        values = {name: self.cleaned_data.get(name, "") for name in KEPT_FOR_THE_NEXT if name in self.fields}
        hour = values["received_hour"]
        return {**values, "received_on": f"{values['received_on']:%Y-%m-%d}", "received_hour": f"{hour:%H:%M:%S}" if hour.second else f"{hour:%H:%M}"}

    @property
    def helper(self) -> FormHelper:
        """Annex II's own grid, two pairs a row; what is kept stands above it, what an officer decides below."""
        helper = super().helper
        receipt = ["seminar_slug", "source", "received_on", "received_hour", "received_zone", "letters", "kept_scan", "form_token"]
        annex: list[Any] = []
        for names in GRID:
            annex += [Field(name, wrapper_class="across" if len(names) == 1 else "") for name in names]
            if "party" in names:
                annex.append(Field("other_organisation", wrapper_class="across"))
        helper.layout = Layout(
            HTML('{% include "admin/registration/heading_receipt.html" %}'),
            Div(*receipt, css_class="paper-receipt"),
            HTML('{% include "admin/registration/paper_receipt.html" %}'),
            HTML('{% include "admin/registration/heading_annex.html" %}'),
            HTML('{% include "admin/registration/paper_read.html" %}'),
            *annex,
            More(*self._more()),
            Div(*[name for name in ("register_now", "same_scan") if name in self.fields], css_class="paper-ticks"),
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
            self.fields["party"].choices.append((party.code, str(party)))  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("version", *helper.layout.fields, Field("letters", wrapper_class="w-short"))
        return helper
