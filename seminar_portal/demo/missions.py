"""The demo's missions and focal points. Which mission answers for which state follows what is known of 2020; people and addresses are invented.

Bahrain and Cambodia have none: which of Ankara and Beijing answers for them is for staff to enter. Nobody is invited by mail here: the posts are written
with the moment at which they would have been given.
"""

import datetime as dt

from directory.models import FocalPoint, Mission, Party, User

from .staff import BEFORE_ALL, Login, Officers

_ASTANA = ("embassy", "Astana", "Asia/Almaty")

# code -> kind, city, zone; all others that are here have an embassy in Astana
_ELSEWHERE = {
    "BD": ("embassy", "Tashkent", "Asia/Tashkent"),
    "LK": ("embassy", "Moscow", "Europe/Moscow"),
    "KZ": ("mfa", "Astana", "Asia/Almaty"),
}
_IN_ASTANA = ("AF", "AZ", "CN", "EG", "IN", "IQ", "IR", "IL", "JO", "KG", "KR", "KW", "MN", "PK", "PS", "QA", "RU", "TJ", "TH", "TR", "AE", "UZ", "VN")
_SECOND = {"KZ": ("embassy", "Beijing", "Asia/Shanghai")}

HOW = "no password: ask for a code at /log-in/; it arrives as a file in var/mail/"

# address, name, language, codes of the states and cities of the missions served
_PEOPLE = (
    ("focal.bangladesh@example.org", "Farhana Rahman (demo)", "en", (("BD", "Tashkent"),)),
    ("focal.kazakhstan@example.org", "Dauren Seitkali (demo)", "ru", (("KZ", "Astana"), ("KZ", "Beijing"))),
)


def load(officers: Officers) -> list[Login]:
    """Creates what is missing: a state that has a mission keeps those it has, and an account or a post that is there, ended ones too, is left alone."""
    parties = {party.code: party for party in Party.objects.all()}
    with_mission = set(Mission.objects.values_list("party__code", flat=True))
    for code in (*_IN_ASTANA, *_ELSEWHERE):
        if code not in parties or code in with_mission:
            continue
        for kind, city, zone in filter(None, (_ELSEWHERE.get(code, _ASTANA), _SECOND.get(code))):
            mailbox = f"{code.lower()}.{city.lower()}@example.org"
            Mission.objects.create(party=parties[code], kind=kind, city=city, zone=zone, mailboxes=mailbox)
    return [_person(*person, officers=officers) for person in _PEOPLE]


def _person(email: str, name: str, language: str, served: tuple[tuple[str, str], ...], *, officers: Officers) -> Login:
    user = User.objects.filter(email__iexact=email).first()
    for code, city in served:
        mission = Mission.objects.filter(party__code=code, city=city).order_by("pk").first()
        if mission is None:
            continue
        if user is None:
            user = User.objects.create_user(email, None, name=name, language=language, zone=mission.zone, date_joined=BEFORE_ALL)
        if not FocalPoint.objects.filter(mission=mission, user=user).exists():
            FocalPoint.objects.create(mission=mission, user=user, since=BEFORE_ALL + dt.timedelta(days=7), invited_by=officers.secretariat)
    return Login(f"focal point ({served[0][0]})", email, how=HOW)
