"""A phone of the pair, and two entries that its notebook sent: one the server could not take, one in two versions."""

import base64
import datetime
import uuid
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion
from entredeux.carnet import actions
from entredeux.carnet.actions.reception import EntreeRecue
from entredeux.carnet.scelle import Etiquette, hash_of_jeton, seal_entree
from entredeux.terrain.actions import correct_intervention
from entredeux.terrain.models import Intervention

ACTE = {"registre": "conflits", "domaine": "habitat", "motif": "nuisance_sonore", "issue": "apaisee_sur_place"}


def build(samira: Acteur) -> None:
    assert samira.structure is not None
    cle = actions.ensure_key(samira.structure)
    jeton = hash_of_jeton(actions.enrol_compte(nom="Téléphone du binôme 1", by=samira).jeton)

    def seal(contenu: dict[str, Any], fiche: uuid.UUID, geste: str = "creer", base: int = 0) -> EntreeRecue:
        entree = uuid.uuid4()
        written = timezone.now() - datetime.timedelta(minutes=20)
        said = {"geste": geste, "fiche": str(fiche), "base": base, "apres": None, "ecrite_le": written.isoformat()}
        label = Etiquette(samira.chaine, cle.pk, entree, "intervention", jeton)
        sealed = seal_entree(said | {"contenu": contenu}, label, cle.publique)
        return EntreeRecue(entree, "intervention", cle.pk, jeton, base64.b64encode(sealed).decode())

    fiche = uuid.uuid4()
    actions.receive_entrees([seal(ACTE | {"issue": "renvoi_oral"}, uuid.uuid4()), seal(ACTE, fiche)])
    actions.apply_all(samira.structure)
    coordination = Adhesion.objects.filter(structure=samira.structure, role=Role.COORDINATION).order_by("pk").first()
    desk = Acteur.of(coordination) if coordination else samira
    correct_intervention(Intervention.objects.get(pk=fiche), {"issue": "accord"}, version=1, by=desk)
    actions.receive_entrees([seal({"issue": "information_donnee"}, fiche, "corriger", 1)])
    actions.apply_all(samira.structure)
