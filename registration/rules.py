"""Who may do what with registrations. The state of a registration is lifecycle's matter, the deadline agenda.rules'."""

from directory.models import User


def may_read(user: User) -> bool:
    return user.is_active and user.has_perm("registration.view_registration")


def may_review(user: User) -> bool:
    """Register officially, decline, return to review, withdraw on request."""
    return user.is_active and user.has_perm("registration.review_registration")


def may_enter_paper(user: User) -> bool:
    return user.is_active and user.has_perm("registration.enter_paper")


def may_export(user: User) -> bool:
    return user.is_active and user.has_perm("registration.export_registration")


def may_admit_late(user: User) -> bool:
    return user.is_active and user.has_perm("registration.admit_late")
