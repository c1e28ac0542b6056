"""Staff accounts, states and organisations, cities in Django's administration."""

import django.contrib.auth.admin  # noqa: F401 -- registers Group, which is taken away below
from django.contrib import admin
from django.contrib.auth.models import Group

from .accounts import AccountEventAdmin, StaffAdmin
from .cities import CityAdmin
from .parties import PartyAdmin

admin.site.unregister(Group)  # the rights of a role are in roles.py; a form for them would promise what the next migration takes back

__all__ = ["AccountEventAdmin", "CityAdmin", "PartyAdmin", "StaffAdmin"]
