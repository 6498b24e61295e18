"""The commune of today behind what a row of a directory says: a code, even former, else a name with its postal code."""

from entredeux.partenaires.annuaire.conversion import Situation, Situer
from entredeux.socle.pliage import fold
from entredeux.territoires.models import Commune, CommuneAncienne


def make_situer() -> Situer:
    """Two queries, then memory: a file has thousands of rows. Answers None rather than pick among namesakes."""
    by_code: dict[str, Situation] = {}
    by_name: dict[tuple[str, str], list[Situation]] = {}
    names = Commune.objects.values_list("code", "nom", "codes_postaux", "lat", "lon")
    for code, nom, postal_codes, lat, lon in names.iterator():
        found = Situation(code, nom, (lat, lon) if lat is not None and lon is not None else None)
        by_code[code] = found
        for postal in postal_codes.replace("|", " ").split():
            by_name.setdefault((fold(nom), postal), []).append(found)
    former = dict(CommuneAncienne.objects.values_list("code", "commune"))

    def situer(code: str, nom: str, postal: str) -> Situation | None:
        if found := by_code.get(former.get(code, code)):
            return found
        same = by_name.get((fold(nom), postal), [])
        return same[0] if len(same) == 1 else None

    return situer
