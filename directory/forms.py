"""The forms of staff accounts and missions in the administration."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seminar_portal import clock

from . import selectors
from .enums import Role
from .models import Mission, User
from .roles import NAMED_OFFICER_RIGHTS


class RoleField(forms.ModelMultipleChoiceField):
    """Roles as ticks, each in the reader's language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(Role(obj.name).label) if obj.name in Role.values else str(obj.name)


class StaffForm(forms.ModelForm):
    """Who somebody of staff is and what they may do. ``acting`` is set by the admin: who fills the form in."""

    acting: User
    groups = RoleField(Group.objects.filter(name__in=Role.values).order_by("pk"), label=gettext_lazy("Roles"), required=False)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights of a named officer"),
        choices=list(NAMED_OFFICER_RIGHTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Given to single people, beside their role."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "zone" in self.fields:
            self.fields["zone"] = ZoneField(label=self.fields["zone"].label, current=self.instance.zone)
        if self.instance.pk:
            held = self.instance.user_permissions.values_list("content_type__app_label", "codename")
            self.initial["rights"] = [f"{app}.{name}" for app, name in held]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and self.instance.pk == self.acting.pk:
            if not cleaned.get("is_active"):
                self.add_error("is_active", _("You cannot close your own account. Ask another administrator."))
            was_administrator = self.instance.groups.filter(name=Role.ADMINISTRATOR).exists()
            if was_administrator and Role.ADMINISTRATOR not in {group.name for group in cleaned.get("groups", [])}:
                self.add_error("groups", _("You cannot give up the role of administrator yourself. Ask another administrator."))
        return cleaned


class AddStaffForm(StaffForm, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "zone")


class ChangeStaffForm(StaffForm, UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "language", "zone", "is_active")


class ZoneField(forms.ChoiceField):
    """The zone of a seat, chosen by its city; other zones stand below the cities."""

    def __init__(self, *, current: str, **kwargs: Any) -> None:
        cities = [(city.zone, str(city)) for city in selectors.cities_today(clock.now())]
        named = {zone for zone, _city in cities}
        others = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones() | {current}) if "/" in zone and zone not in named]
        super().__init__(choices=[(_("Cities"), cities), (_("Other time zones"), others)], **kwargs)


class MissionForm(forms.ModelForm):
    class Meta:
        model = Mission
        fields = ("kind", "city", "zone", "mailboxes", "valid_from", "valid_to")
        widgets = {"mailboxes": forms.Textarea(attrs={"rows": 2, "cols": 30})}

    def clean_mailboxes(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["mailboxes"].splitlines() if line.strip()]
        for line in lines:
            try:
                validate_email(line)
            except ValidationError:
                raise ValidationError(_("“%(line)s” is not an e-mail address. Enter one address a line.") % {"line": line}) from None
        return "\n".join(lines)
