"""Counts as people read them: in the one way of the active language, wherever they stand in a sentence."""

from django.http import HttpRequest
from django.utils.formats import number_format


class Number(int):
    """A count that chooses the plural and is written with its thousands apart: "2,310", "2 310", "2310". In a text it stands as ``%(count)s``."""

    def __str__(self) -> str:
        return str(number_format(int(self), force_grouping=True))


class Counted:
    """Before Django's ChangeList: what its own templates say of a long list ("20,000 results", "Select all …") is written that way too."""

    result_count: int

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)  # type: ignore[misc]  # the list's
        self.result_count = Number(self.result_count)
