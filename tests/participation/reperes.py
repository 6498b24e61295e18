"""A real row for each name that this app's addresses use."""

from entredeux.participation import actions
from entredeux.participation.models import RetourParole
from tests.participation.fabrique import make_answered, make_demarche


def make_participation(samira, claire):
    """Id by name: ours first, then nobody's."""
    groupe, demarche = make_answered(samira, claire), make_demarche(samira)
    rows = {
        "parole_id": groupe.paroles.first(),
        "groupe_id": groupe,
        "retour_id": RetourParole.objects.first(),
        "demarche_id": demarche,
        "rencontre_comptee_id": actions.record_rencontre(demarche=demarche, presents=4, by=samira),
        "proposition_id": actions.record_proposition(demarche=demarche, texte="Un banc de plus.", by=samira),
    }
    return {name: [row.pk, "00000000-0000-4000-8000-000000000000"] for name, row in rows.items()}
