"""For which seminars the states are asked, or have consented, so that no second procedure is drawn up."""

from django.db.models import Q, QuerySet

from ..enums import RoundState
from ..models import Round


def in_the_way() -> QuerySet[Round]:
    """Rounds that stand in the way of a new procedure for their seminar: drafts, live ones, and adopted ones while the seminar is confirmed.

    Where the seminar was moved to days that the consent does not cover, it is no longer confirmed, and the states can be asked anew.
    """
    asked = Q(state__in=[RoundState.DRAFT, RoundState.OPEN])
    return Round.objects.filter(asked | Q(state=RoundState.ADOPTED, procedure__seminar__confirmed_at__isnull=False)).order_by("pk")
