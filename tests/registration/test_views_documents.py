"""Annex II to download: empty for everybody, filled for the delegate and the desk."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from directory.enums import Role
from registration.documents import grid
from tests.factories import agenda, desk, directory
from tests.factories import registration as make

pytestmark = pytest.mark.django_db
EMPTY = "/seminars/biodiversity/annex-ii.docx"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def _standing_clock() -> Any:
    with time_machine.travel(agenda.DURING, tick=False):
        yield


def table(response: Any) -> list[list[str]]:
    (found,) = grid.tables(Document(io.BytesIO(response.content)).element)
    return found


def test_the_empty_form_of_a_public_seminar() -> None:
    agenda.seminar()
    response = make.browser().get(EMPTY)
    assert (response.status_code, response["Content-Type"], response["X-Content-Type-Options"]) == (200, DOCX, "nosniff")
    assert (response["Content-Disposition"], response["Cache-Control"]) == ('attachment; filename="Annex II biodiversity.docx"', "no-cache")
    assert [row[1::2] for row in table(response)] == [["", ""], ["", "☐ Male   ☐ Female"], ["", ""], ["", ""], ["", ""], [""], [""]]
    assert make.browser().post(EMPTY).status_code == 405


def test_a_seminar_that_is_not_public_has_none() -> None:
    agenda.seminar(published_at=None)
    agenda.seminar(slug="soon", reference_prefix="SOO", published_at=agenda.DURING + dt.timedelta(seconds=1))
    assert [make.browser().get(address).status_code for address in (EMPTY, "/seminars/soon/annex-ii.docx", "/seminars/none/annex-ii.docx")] == [404, 404, 404]


def test_the_pages_lead_to_the_empty_form_in_their_language() -> None:
    agenda.seminar()
    for prefix in ("", "/ru", "/zh-hans"):
        for page in ("/seminars/biodiversity/", "/seminars/biodiversity/register/"):
            assert f'href="{prefix}{EMPTY}"' in make.browser().get(prefix + page).content.decode()
        assert make.browser().get(prefix + EMPTY).status_code == 200


def test_the_nation_of_her_form_is_in_the_language_of_the_page() -> None:
    directory.party("KZ", name_ru="Казахстан", name_zh_hans="哈萨克斯坦")
    row = make.submitted(agenda.seminar(), gender="female")
    page, address = make.url_of(row), make.url_of(row, "own-form")
    assert f'href="{address}"' in make.browser().get(page).content.decode()
    for prefix, nation in (("", "Kazakhstan"), ("/ru", "Казахстан"), ("/zh-hans", "哈萨克斯坦")):
        response = make.browser().get(prefix + address)
        cells = table(response)
        assert (cells[0][1], cells[1][1], cells[2][1]) == ("SADYKOVA", "Aigerim", nation)


def test_her_form_is_private() -> None:
    row = make.submitted(agenda.seminar())
    response = make.browser().get(make.url_of(row, "own-form"))
    assert response["Content-Disposition"] == 'attachment; filename="Annex II BIO-2027-0001.docx"'
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert make.browser().get(make.url_of(row, "own-form").replace("annex", "x/annex")).status_code == 404


def test_v28_a_wrong_link_gives_the_one_page() -> None:
    row = make.submitted(agenda.seminar())
    wrong = make.url_of(row, "own-form").replace("/registrations/", "/registrations/x")
    answer, page = make.browser().get(wrong), make.browser().get("/registrations/nobody/")
    assert (answer.status_code, make.words(answer.content.decode())) == (404, make.words(page.content.decode()))


def test_the_desk_and_readers_get_it_from_the_registrations_page() -> None:
    row = desk.registration(agenda.seminar(), family_name="=1+1")
    page, address = (reverse(f"admin:registration_registration_{name}", args=[row.pk]) for name in ("change", "document"))
    client = make.browser()
    client.force_login(directory.staff(Role.READER))
    assert f'href="{address}"' in client.get(page).content.decode()
    response = client.get(address)
    assert (response["Content-Disposition"], table(response)[0][1]) == ('attachment; filename="Annex II BIO-2027-0001.docx"', "=1+1")
    client.force_login(directory.staff(Role.ADMINISTRATOR))
    assert client.get(address).status_code == 403
