"""Two groups of one landlord's residences, composed before the year's first figures are taken."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.groupes import compose_groupe
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.pliage import fold
from entredeux.territoires.models import Lieu

HALLS_PAR_QUARTIER = 5


def build_groupes(gens: Mapping[str, Acteur], halls: Sequence[Lieu]) -> str:
    """Every other quarter in each group: none tells of a quarter, and every residence is in one of them."""
    claire = gens["Claire"]
    bailleur = StructurePartenaire.objects.get(structure=claire.structure, nom="Bailleur du Bassin (fictif)")
    annee = timezone.localdate().year
    for rank, nom in enumerate(("Groupe Est", "Groupe Ouest")):
        some = [hall for number, hall in enumerate(halls) if number // HALLS_PAR_QUARTIER % 2 == rank]
        residences = [fold(hall.residence) for hall in some]
        compose_groupe(bailleur=bailleur, annee=annee, nom=nom, residences=residences, by=claire)
    return f"Groupes de résidences : deux pour {annee}."
