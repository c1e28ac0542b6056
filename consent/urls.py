from django.urls import path

from . import views

app_name = "consent"
_round = "missions/<int:mission_id>/rounds/<int:round_id>/"
urlpatterns = [
    path(_round, views.round_page, name="round"),
    path(f"{_round}files/<int:file_id>/", views.file, name="file"),
    path(f"{_round}letters/<int:letter_id>/", views.letter, name="letter"),
    path(f"{_round}letters/<int:letter_id>/file/", views.letter_file, name="letter-file"),
]
