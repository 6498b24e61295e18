"""Run by pretalx's own Python (bench/programme.py): the same conference as ours, through pretalx's own models."""

import datetime as dt
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
django.setup()

from django_scopes import scope, scopes_disabled  # noqa: E402
from pretalx.event.models import Event  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.schedule.models import Room  # noqa: E402
from pretalx.submission.models import Submission  # noqa: E402

DEBUT = dt.date(2027, 6, 1)


def main(seances: int, jours: int, salles: int) -> None:
    owner = User.objects.create_user(name="Organisation", email="organisation@exemple.org")
    organiser, team = create_organiser_with_team(name="Réseau", slug="reseau", users=[owner])
    with scopes_disabled():
        event = Event.objects.create(
            name="Conférence fictive",
            slug="conference",
            organiser=organiser,
            is_public=True,
            date_from=DEBUT,
            date_to=DEBUT + dt.timedelta(days=jours - 1),
            timezone="Europe/Paris",
            email="organisation@exemple.org",
            locale_array="fr",
            locale="fr",
        )
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        rooms = [Room.objects.create(event=event, name=f"Salle {rank + 1}", position=rank) for rank in range(salles)]
        for rank in range(seances):
            add_session(event, rooms, rank, seances, jours)
        event.release_schedule("1.0")
        event.save()


def add_session(event: Event, rooms: list[Room], rank: int, seances: int, jours: int) -> None:
    day, place = divmod(rank, -(-seances // jours))
    hour, room = divmod(place, len(rooms))
    person = User.objects.create_user(name=f"Personne fictive {rank}", email=f"personne-{rank}@exemple.org")
    SpeakerProfile.objects.create(user=person, event=event, biography="Médiatrice sociale, Structure fictive.")
    session = Submission.objects.create(
        event=event,
        title=f"Séance {rank + 1} : un sujet de travail et ce qu'il demande aux équipes",
        submission_type=event.cfp.default_type,
        abstract="Une question posée à la salle, une pratique racontée, un temps d'échange entre équipes.",
        content_locale="fr",
    )
    session.speakers.add(person)
    session.accept()
    session.confirm()
    slot = session.slots.first()
    start = dt.datetime.combine(DEBUT + dt.timedelta(days=day), dt.time(9 + hour), event.tz)
    slot.room, slot.start, slot.end = rooms[room], start, start + dt.timedelta(minutes=50)
    slot.save()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
