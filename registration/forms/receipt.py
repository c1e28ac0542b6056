"""How and when something reached the desk: asked for every form on paper, and once for a list. Never filled in by itself: it decides about a deadline."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.moments import TypedDay, TypedHour
from directory.selectors import cities_today

from ..enums import PAPER_SOURCES
from .fields import FastSelect

CHOOSE_A_SOURCE = gettext_lazy("Choose how the form arrived")


class ReceiptForm(forms.Form):
    """Source, day, hour and clock of receipt, and the language of the letters that answer. ``seat_zone`` is the officer's own clock."""

    source = forms.ChoiceField(
        label=gettext_lazy("How it arrived"), widget=FastSelect, error_messages={"required": CHOOSE_A_SOURCE, "invalid_choice": CHOOSE_A_SOURCE}
    )
    received_on = TypedDay(label=gettext_lazy("Day of receipt"), error_messages={"required": gettext_lazy("Enter the day of receipt")})
    received_hour = TypedHour(label=gettext_lazy("Hour of receipt"), error_messages={"required": gettext_lazy("Enter the hour of receipt")})
    received_zone = forms.ChoiceField(label=gettext_lazy("On the clock of"), widget=FastSelect)
    letters = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=settings.LANGUAGES, initial="en", widget=FastSelect)

    def __init__(self, *args: Any, now: dt.datetime, seat_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["source"].choices = [("", _("Choose…")), *((source.value, source.label) for source in PAPER_SOURCES)]  # type: ignore[attr-defined]  # a ChoiceField
        zones = {city.zone: str(city) for city in cities_today(now)}
        zones.setdefault(seat_zone, seat_zone)
        self.fields["received_zone"].choices = list(zones.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["received_zone"].initial = seat_zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
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
