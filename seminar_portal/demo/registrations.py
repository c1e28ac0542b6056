"""The demo's registrations, sent in and decided on by the services, each at the moment at which it would have been."""

import dataclasses
import datetime as dt

from django.db.models import Q

from agenda.models import Seminar
from directory import files
from directory.models import Party, StoredFile
from registration.content import Given
from registration.emails.base import about
from registration.enums import Source
from registration.models import Registration
from registration.services import desk, personal, submission

from . import documents
from .mails import mark_mails_as_sent
from .people import Person
from .seminars import Plan
from .staff import Officers

WORKING_DAY_STARTS = 7  # an hour of Beijing before which no demo form comes in


def load(seminar: Seminar, plan: Plan, officers: Officers) -> None:
    """Sends in every form that this installation has never had. What became of a registration since is nobody's business here."""
    parties = {party.code: party for party in Party.objects.all()}
    there = set(Registration.objects.filter(seminar=seminar).values_list("form_token", flat=True))
    for number, person in sorted(enumerate(plan.people, 1), key=lambda pair: (pair[1].day, pair[1].hour, pair[0])):
        token = f"demo-{plan.key}-{number:02d}"
        if token not in there:
            received_at = plan.opens_at + dt.timedelta(
                days=person.day, hours=WORKING_DAY_STARTS + person.hour, minutes=number * 7 % 60, seconds=number * 13 % 60
            )
            registration = _send_in(seminar, person, parties.get(person.nation), token, received_at, officers)
            _go_on(registration, person, officers)
            mark_mails_as_sent(Q(about=about(registration)))


def _send_in(seminar: Seminar, person: Person, party: Party | None, token: str, received_at: dt.datetime, officers: Officers) -> Registration:
    values = dict(person.data)
    language, zone = values.pop("language", "en"), values.pop("zone", "")
    data = Given(party=party, **values)
    if person.source == Source.WEB:
        return submission.submit_registration(seminar_id=seminar.pk, data=data, form_token=token, language=language, zone=zone, now=received_at)
    typed_at = received_at + dt.timedelta(hours=14)
    return submission.record_paper(
        seminar_id=seminar.pk,
        data=data,
        source=person.source,
        received_at=received_at,
        scan=_attachment(seminar, data, token, officers, typed_at) if person.source == Source.MAIL else None,
        form_token=token,
        language=language,
        by=officers.host,
        now=typed_at,
    )


def _attachment(seminar: Seminar, data: Given, token: str, officers: Officers, now: dt.datetime) -> StoredFile:
    """The filled Annex II that came with the mail."""
    answers = {
        "Family Name": data.family_name,
        "Middle Name": data.middle_name,
        "First Name": data.first_name,
        "Gender": "☐ Male  ☒ Female" if data.gender == "female" else "☐ Male  ☐ Female",
        "Nation": str(data.party or data.other_organisation),
        "Institution": data.institution,
        "Job Title": data.job_title,
        "Email": data.email,
        "Speech Topic": data.speech_topic,
    }
    content = documents.form(seminar, answers)
    return files.store_bytes(content=content, name="Annex II.docx", content_type=files.DOCX, owner=f"registration:{token}", by=officers.host, now=now)


def _go_on(registration: Registration, person: Person, officers: Officers) -> None:
    """What became of the form on the day after."""
    later = registration.recorded_at + dt.timedelta(hours=20)
    if person.then == "register":
        desk.register_officially(registration_id=registration.pk, by=officers.host, now=later)
    elif person.then == "decline":
        desk.decline(registration_id=registration.pk, by=officers.host, now=later, reason="The seminar is for experts in conservation; this form names none.")
    elif person.then == "withdraw":
        personal.withdraw_by_delegate(registration_id=registration.pk, now=later)
    elif person.then == "correct":
        corrected = dataclasses.replace(Given.of(registration), job_title="Deputy head of office", speech_topic="Dolphins of the upper Mekong")
        personal.correct_registration(registration_id=registration.pk, data=corrected, now=later)
