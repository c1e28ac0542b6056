"""What is asked once for a whole list of new registrations: the file, how and when it arrived, the nation where its lines name none."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.models import Party

from .annex import offered_parties
from .fields import FastSelect
from .receipt import ReceiptForm


class ImportForm(ReceiptForm):
    """``kept_file`` is the signed key of a file that an earlier showing has kept, so that a slip elsewhere does not ask for it again."""

    use_required_attribute = False

    list = forms.Field(label=gettext_lazy("List of delegates (XLSX or CSV)"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}))
    kept_file = forms.CharField(widget=forms.HiddenInput, required=False)
    party = forms.ChoiceField(
        label=gettext_lazy("Nation of the whole list"),
        required=False,
        widget=FastSelect,
        help_text=gettext_lazy("For lines that name none, such as the list of one delegation"),
    )

    def __init__(self, *args: Any, seminar: Seminar, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        choices, self.parties = offered_parties(now.astimezone(ZoneInfo(seminar.zone)).date())
        self.fields["party"].choices = [("", _("As each line says")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["letters"].help_text = _("For lines that name none")
        for field in self.fields.values():
            field.optional_mark = False  # type: ignore[attr-defined]  # the form pack reads it

    @property
    def nation(self) -> Party | None:
        return self.parties.get(self.cleaned_data.get("party", ""))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # the page's own form carries the token
        helper.layout = Layout(
            "kept_file",
            Field("list", wrapper_class="across"),
            Div("source", "received_on", "received_hour", "received_zone", css_class="import-receipt"),
            "party",
            "letters",
        )
        return helper
