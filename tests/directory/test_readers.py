"""The clock beside every deadline: chosen, of the seat, or the Secretariat's."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from directory import readers
from directory.enums import Role
from tests.factories.agenda import seminar
from tests.factories.directory import staff, tables

pytestmark = pytest.mark.django_db


def request_of(user, **cookies):
    request = RequestFactory().get("/")
    request.user = user
    request.COOKIES.update(cookies)
    return request


def test_nobody_has_the_clock_of_the_secretariat_beside_a_deadline():
    tables()
    assert (readers.zone_of(request_of(AnonymousUser())), readers.beside_zone_of(request_of(AnonymousUser()))) == ("", "Asia/Almaty")


def test_the_chosen_city_goes_before_the_seat():
    officer = staff(Role.HOST, zone="Asia/Shanghai")
    assert readers.beside_zone_of(request_of(officer)) == "Asia/Shanghai"
    assert readers.beside_zone_of(request_of(officer, clock="Asia/Kabul")) == "Asia/Kabul"
    assert readers.beside_zone_of(request_of(officer, clock="Nowhere/Atlantis")) == "Asia/Shanghai"


def test_a_seminar_tells_its_deadline_in_two_clocks_to_who_chose_none():
    tables()
    row = seminar()
    with time_machine.travel(dt.datetime(2027, 10, 10, tzinfo=dt.UTC), tick=False):
        html = Client().get(row.get_absolute_url()).content.decode()
    assert "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)" in html
    assert "Friday, 5 November, 20:59 in Astana (UTC+5)" in html
