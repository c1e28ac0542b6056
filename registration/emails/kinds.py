"""What the desk calls the messages about a registration and about exports."""

from django.utils.translation import gettext_lazy as _

MAIL_KINDS = {
    "registration/received": _("registration received"),
    "registration/registered": _("officially registered"),
    "registration/declined": _("registration declined"),
    "registration/returned": _("returned to review"),
    "registration/late": _("came after the deadline"),
    "registration/admitted": _("admitted after the deadline"),
    "registration/corrected": _("correction by the delegate"),
    "registration/corrected_by_desk": _("corrected by the desk"),
    "registration/withdrawn": _("withdrawn by the delegate"),
    "registration/withdrawn_on_request": _("withdrawn on request"),
    "registration/link": _("personal link"),
    "registration/joined": _("joined with another registration"),
    "registration/parted": _("stands by itself again"),
    "registration/joining": _("joining details"),
    "registration/unconfirmed": _("joining details taken back"),
    "registration/announcement": _("message to everybody"),
    "registration/extended": _("registration extended"),
    "registration/cancelled": _("seminar cancelled"),
    "registration/reinstated": _("seminar takes place after all"),
    "registration/postponed": _("seminar postponed"),
    "registration/export_ready": _("list ready"),
    "registration/export_failed": _("list could not be written"),
}
