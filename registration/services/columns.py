"""What somebody of staff wants to see: the columns of the list and of exports, kept for each person."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directory.models import User

from .. import rules
from ..enums import ListPurpose
from ..models import SavedColumns


@transaction.atomic(durable=True)
def save_columns(*, purpose: str, columns: Sequence[str], by: User) -> None:
    """Keeps the choice of ``by`` for ``purpose``, in this order; without columns the portal's own choice holds again. The last of two tabs wins.

    Who may: for the list whoever reads it, for exports whoever may export (PermissionDenied).
    """
    if not (rules.may_read(by) if purpose == ListPurpose.LIST else rules.may_export(by)):
        raise PermissionDenied
    if columns:
        SavedColumns.objects.update_or_create(user=by, purpose=ListPurpose(purpose), defaults={"columns": list(dict.fromkeys(columns))})
    else:
        SavedColumns.objects.filter(user=by, purpose=purpose).delete()
