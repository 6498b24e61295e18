"""What the field screens read: the running presence, the next place, the usual choices."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.terrain.access import visible_consignes, visible_missions, visible_presences
from entredeux.terrain.models import Consigne, LectureConsigne, Mission, Passage, Presence


@dataclass(frozen=True)
class PresenceEnCours:
    """The running presence, its passages in order, where the team is and where it goes next."""

    presence: Presence
    passages: list[Passage]

    @property
    def a_visiter(self) -> list[Passage]:
        return [passage for passage in self.passages if not passage.est_visite]

    @property
    def visites(self) -> list[Passage]:
        return [passage for passage in self.passages if passage.est_visite]

    @property
    def actuel(self) -> Passage | None:
        """The first place still to be visited."""
        return next(iter(self.a_visiter), None)

    @property
    def suivants(self) -> list[Passage]:
        return self.a_visiter[1:]


def running_presence(by: Acteur) -> PresenceEnCours | None:
    """The presence this person is out on, if any."""
    places = Passage.objects.select_related("lieu").order_by("ordre", "cree_le")
    presence = (
        visible_presences(by)
        .filter(equipe=by.compte, fin_le__isnull=True)
        .select_related("mission", "structure")
        .prefetch_related("equipe", Prefetch("passages", queryset=places))
        .first()
    )
    return PresenceEnCours(presence, list(presence.passages.all())) if presence else None


def active_missions(by: Acteur) -> QuerySet[Mission]:
    return visible_missions(by).filter(est_active=True).prefetch_related("etapes__lieu")


def unread_consignes(by: Acteur) -> list[Consigne]:
    """Handover notes this person has not acknowledged, newest first. Their text is read one by one, journaled."""
    read = LectureConsigne.objects.filter(compte=by.compte).values("consigne")
    return list(visible_consignes(by).exclude(pk__in=read).select_related("mission", "cree_par"))
