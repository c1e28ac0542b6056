from modeltranslation.translator import TranslationOptions, register

from .models import City, Party


@register(Party)
class PartyTranslation(TranslationOptions):
    fields = ("name", "formal_name", "sort_key")


@register(City)
class CityTranslation(TranslationOptions):
    fields = ("name",)
