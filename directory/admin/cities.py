from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from ..models import City


@admin.register(City)
class CityAdmin(TranslationAdmin[City]):
    """Which city names the clock of a zone, and for which days."""

    list_display = ("name", "zone", "valid_from", "valid_to")
    search_fields = ("name_en", "name_ru", "name_zh_hans", "zone")
    list_per_page = 100

    def has_delete_permission(self, request: HttpRequest, obj: City | None = None) -> bool:
        """A name ends on a day: deadlines that were printed in it go on being printed so."""
        return False
