"""Staff accounts, focal points, states and organisations, cities in Django's administration."""

import allauth.account.admin  # noqa: F401 -- registers EmailAddress, which is taken away below
import django.contrib.auth.admin  # noqa: F401 -- registers Group, which is taken away below
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from .accounts import AccountEventAdmin, StaffAdmin
from .cities import CityAdmin
from .focal_points import FocalPointAdmin
from .parties import PartyAdmin

admin.site.unregister(Group)  # the rights of a role are in roles.py; a form for them would promise what the next migration takes back
admin.site.unregister(EmailAddress)  # stays empty: an account has one address, its own

__all__ = ["AccountEventAdmin", "CityAdmin", "FocalPointAdmin", "PartyAdmin", "StaffAdmin"]
