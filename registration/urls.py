from django.urls import path

from .views import documents, personal, public

app_name = "registration"
urlpatterns = [
    path("seminars/<slug:slug>/register/", public.register, name="register"),
    path("seminars/<slug:slug>/annex-ii.docx", documents.empty_form, name="empty-form"),
    path("seminars/<slug:slug>/my-link/", public.my_link, name="link"),
    path("registrations/<str:token>/", personal.page, name="personal"),
    path("registrations/<str:token>/received/", personal.received, name="received"),
    path("registrations/<str:token>/annex-ii.docx", documents.own_form, name="own-form"),
    path("registrations/<str:token>/correct/", personal.correct, name="correct"),
    path("registrations/<str:token>/withdraw/", personal.withdraw, name="withdraw"),
    path("registrations/<str:token>/new-link/", personal.new_link, name="new-link"),
]
