from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    STATE = "state", _("state")
    ORGANISATION = "organisation", _("organisation")


class StandingKind(models.TextChoices):
    MEMBER = "member", _("member state")
    OBSERVER_STATE = "observer state", _("observer state")
    OBSERVER_ORGANISATION = "observer organisation", _("observer organisation")
    PARTNER = "partner", _("partner organisation")
    SECRETARIAT = "secretariat", _("Secretariat")


class WeeklyRest(models.TextChoices):
    FRIDAY = "fri", _("Friday")
    FRIDAY_SATURDAY = "fri-sat", _("Friday and Saturday")
    SATURDAY_SUNDAY = "sat-sun", _("Saturday and Sunday")


class Role(models.TextChoices):
    """The groups of staff. Their rights are in directory/roles.py."""

    ADMINISTRATOR = "administrator", _("administrator")
    HOST = "host staff", _("host staff")
    SECRETARIAT = "secretariat", _("secretariat")
    READER = "reader", _("reader")
