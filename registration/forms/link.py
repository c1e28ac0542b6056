from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from .. import content
from .fields import Mailbox


class LinkForm(forms.Form):
    """Asks for the address to which the personal link is sent once more."""

    use_required_attribute = False

    email = Mailbox(label=_("Email"), help_text=_("The address that you gave when you registered"), error_messages={"required": content.NEEDS_AN_EMAIL})

    @property
    def helper(self) -> Any:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(Field("email", wrapper_class="w-medium"))
        return helper
