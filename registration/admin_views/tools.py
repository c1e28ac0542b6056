"""The buttons that this app hangs on a seminar's page, and on the list of states and organisations."""

from django.utils.translation import gettext_lazy as _

from agenda import rules as agenda_rules
from agenda.models import Seminar
from agenda.registry import Tool, register_tool
from agenda.selectors import is_over
from directory import registry as party_tools
from directory import rules as directory_rules
from directory.models import User
from seminar_portal import clock

from .. import rules


def _goes_on(seminar: Seminar) -> bool:
    """Public, not cancelled, not over."""
    return seminar.published_at is not None and not seminar.is_cancelled and not is_over(seminar, clock.now())


def _may_send_joining_details(user: User, seminar: Seminar) -> bool:
    return _goes_on(seminar) and rules.may_send_joining_details(user)


TOOLS = (
    Tool(_("Extend registration…"), "admin:registration_announcement_extend", lambda user, row: _goes_on(row) and agenda_rules.may_extend_registration(user)),
    Tool(_("Send joining details…"), "admin:registration_registration_joining", _may_send_joining_details),
    Tool(_("Import registrations…"), "admin:registration_registration_import", lambda user, row: _goes_on(row) and rules.may_enter_paper(user)),
    Tool(_("Message to everybody…"), "admin:registration_announcement_message", lambda user, row: row.published_at is not None and rules.may_announce(user)),
    Tool(_("Postpone…"), "admin:registration_announcement_postpone", lambda user, row: _goes_on(row) and agenda_rules.may_call_off(user)),
    Tool(_("Cancel…"), "admin:registration_announcement_cancel", lambda user, row: _goes_on(row) and agenda_rules.may_call_off(user)),
    Tool(
        _("Take the cancellation back…"),
        "admin:registration_announcement_reinstate",
        lambda user, row: row.is_cancelled and not is_over(row, clock.now()) and agenda_rules.may_call_off(user),
    ),
)


def hang_up() -> None:
    for tool in TOOLS:
        register_tool(tool)
    party_tools.register_tool(
        party_tools.Tool(
            _("Merge into another organisation…"),
            "admin:registration_organisation_merge",
            lambda user, party: directory_rules.may_be_merged(party) and directory_rules.may_change_parties(user),
        )
    )
    party_tools.register_list_tool(party_tools.ListTool(_("Organisations written by hand"), "admin:registration_organisations", rules.may_review))
