from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartyKind(models.TextChoices):
    STATE = "state", pgettext_lazy("kind of party", "state")
    ORGANISATION = "organisation", _("organisation")


class StandingKind(models.TextChoices):
    MEMBER = "member", _("member state")
    OBSERVER_STATE = "observer state", _("observer state")
    OBSERVER_ORGANISATION = "observer organisation", _("observer organisation")
    PARTNER = "partner", _("partner organisation")
    SECRETARIAT = "secretariat", _("Secretariat")


class WeeklyRest(models.TextChoices):
    FRIDAY = "fri", pgettext_lazy("weekly rest", "Friday")
    FRIDAY_SATURDAY = "fri-sat", _("Friday and Saturday")
    SATURDAY_SUNDAY = "sat-sun", _("Saturday and Sunday")


class Role(models.TextChoices):
    """The groups of staff. Their rights are in directory/roles.py."""

    ADMINISTRATOR = "administrator", _("administrator")
    HOST = "host staff", _("host staff")
    SECRETARIAT = "secretariat", _("secretariat")
    READER = "reader", _("reader")


class AccountEventKind(models.TextChoices):
    """What was done with an account of staff, or of a focal point."""

    INVITED = "invited", _("Invited")
    LINK_SENT = "link sent", _("Link to set a password sent")
    LINK_ASKED = "link asked for", _("Link to set a password asked for on the log-in page")
    PASSWORD_SET = "password set", _("Password set over the mailed link")
    CHANGED = "changed", _("Changed")
    CHANGED_OWN = "changed by its owner", _("Changed by its owner")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")
    POST_GIVEN = "post given", _("Made focal point")
    POST_TOLD = "post told", _("Invitation sent again")
    POST_HANDED_OVER = "post handed over", _("Handed over to a successor")
    POST_TAKEN_BACK = "post taken back", _("Hand-over taken back")
    POST_ENDED = "post ended", _("Focal point no longer")


class PartyEventKind(models.TextChoices):
    """What was done with a state or an organisation by an act of its own."""

    ADDED = "added", _("Added to the list")
    RENAMED = "renamed", _("Renamed")
    STANDING = "standing", _("Standing changed")
    MERGED = "merged", _("Another entry merged into this one")
    MERGED_AWAY = "merged away", _("Merged into another entry")
