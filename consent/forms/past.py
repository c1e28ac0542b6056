"""A moment of the past that is asked about."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..enums import Reading
from ..models import Round
from .base import StaffForm, day_field, hour_field, zone_field, zones_to_choose


class AsOfForm(StaffForm):
    """ "Who had agreed by …?": day, hour and clock, and which of the two readings."""

    by_day = day_field(pgettext_lazy("a moment that is asked about", "By"), error_messages={"required": gettext_lazy("Enter the day that is asked about.")})
    by_hour = hour_field(
        gettext_lazy("at"),
        help_text=gettext_lazy("The hour itself belongs to it: what was received at 12:00:00 was there by 12:00."),
        error_messages={"required": gettext_lazy("Enter the hour that is asked about.")},
    )
    by_zone = zone_field(gettext_lazy("on the clock of"))
    reading = forms.ChoiceField(
        label=gettext_lazy("Reading"),
        choices=Reading.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A fax that arrived in the evening and was entered the next morning was received by then, and not yet known."),
    )
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ((gettext_lazy("Who had agreed by …?"), ("by_day", "by_hour", "by_zone", "reading")),)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        zones: Any = self.fields["by_zone"]
        zones.choices = zones_to_choose(self.now, round_.deadline_zone)

    @classmethod
    def prefilled(cls, round_: Round, now: dt.datetime) -> dict[str, str]:
        """The last minute of the period, or the present one while it runs."""
        assert round_.deadline is not None  # asked of rounds that have begun
        moment = min(now, round_.deadline).astimezone(ZoneInfo(round_.deadline_zone))
        return {"by_day": f"{moment:%Y-%m-%d}", "by_hour": f"{moment:%H:%M}", "by_zone": round_.deadline_zone, "reading": Reading.RECEIVED.value}

    def clean(self) -> dict[str, Any]:
        self.read_instant("by", "moment")
        moment = self.cleaned_data["moment"]
        if moment is not None and moment > self.now:
            self.add_error("by_day", _("This moment is still to come."))
        elif moment is not None and self.round.started_at is not None and moment < self.round.started_at:
            self.add_error("by_day", _("The note had not gone out yet: nobody could have agreed by then."))
        return self.cleaned_data
