from modeltranslation.translator import TranslationOptions, register

from .models import Document, Seminar, SeminarContact, Session, Speech


@register(Seminar)
class SeminarTranslation(TranslationOptions):
    fields = ("title", "summary", "objectives", "invited", "venue", "host_name", "host_parent", "platform_name", "cancelled_reason", "postponed_reason")


@register(SeminarContact)
class SeminarContactTranslation(TranslationOptions):
    fields = ("role",)


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title",)


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "description", "speeches_heading")


@register(Speech)
class SpeechTranslation(TranslationOptions):
    fields = ("speaker", "affiliation", "topic")
