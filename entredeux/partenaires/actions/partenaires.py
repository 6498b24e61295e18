"""What happens to a partner of the structure: created, changed, put out of use."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.access import check_can_create_partenaire, check_can_update_partenaire
from entredeux.partenaires.courriel import check_courriel_service
from entredeux.partenaires.models import FicheAnnuaire, StructurePartenaire

CHAMPS = ("nom", "genre", "courriel", "perimetre", "est_actif", "profession")


@transaction.atomic
def create_partenaire(
    *,
    by: Acteur,
    nom: str,
    genre: str,
    courriel: str = "",
    perimetre: str = "",
    profession: str = "",
    fiche: FicheAnnuaire | None = None,
) -> StructurePartenaire:
    """A partner of the active structure. Raises ValidationError: shared name, wrong or personal address.

    `fiche`: the sheet of the open directories that it is; one partner per sheet, and the name, address and hours stay
    there, refreshed with it.
    """
    check_can_create_partenaire(by)
    partenaire = StructurePartenaire(
        structure=by.structure,
        cree_par=by.compte,
        nom=" ".join(nom.split()),
        genre=genre,
        courriel=courriel.strip(),
        perimetre=" ".join(perimetre.split()),
        profession=profession,
        fiche=fiche,
    )
    _check(partenaire)
    partenaire.save(force_insert=True)
    journal.record_write(by, "partenaires.structure.creee", partenaire)
    return partenaire


@transaction.atomic
def update_partenaire(
    *, partenaire: StructurePartenaire, by: Acteur, version: int | None = None, **champs: Any
) -> StructurePartenaire:
    """Changes fields named in CHAMPS (`est_actif=False` puts it out of use). Refuses a stale `version`."""
    check_can_update_partenaire(by, partenaire)
    stored = StructurePartenaire.objects.select_for_update().get(pk=partenaire.pk)
    if version is not None and version != stored.version:
        raise ValidationError(
            "Quelqu'un a modifié ce partenaire pendant votre saisie. Rouvrez-le dans un autre onglet, comparez, "
            "puis enregistrez."
        )
    changed = [name for name in CHAMPS if name in champs and champs[name] != getattr(stored, name)]
    for name in changed:
        setattr(stored, name, champs[name])
    _check(stored)
    stored.version += 1
    stored.save()
    journal.record_write(by, "partenaires.structure.modifiee", stored, champs=changed)
    return stored


def _check(partenaire: StructurePartenaire) -> None:
    partenaire.full_clean(exclude=["structure", "cree_par", "fiche"])
    same = StructurePartenaire.objects.filter(structure=partenaire.structure, nom__iexact=partenaire.nom)
    if same.exclude(pk=partenaire.pk).exists():
        raise ValidationError({"nom": "Un partenaire porte déjà ce nom. Modifiez-le, ou précisez celui-ci."})
    taken = StructurePartenaire.objects.filter(structure=partenaire.structure, fiche=partenaire.fiche_id)
    if partenaire.fiche_id and taken.exclude(pk=partenaire.pk).exists():
        raise ValidationError("Cette fiche est déjà un de vos partenaires.")
    if partenaire.courriel:
        try:
            check_courriel_service(partenaire.courriel)
        except ValidationError as error:
            raise ValidationError({"courriel": error})
