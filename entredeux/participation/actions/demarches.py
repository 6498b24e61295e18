"""A démarche is opened, met, proposed in, and each proposal is told what became of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.textes import seal_texte
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.access import check_can_lead_demarche, check_can_open_demarche
from entredeux.participation.enums import Axe, Niveau, Suite, TypeDemarche
from entredeux.participation.garde import check_text
from entredeux.participation.models import ComptageRencontre, Demarche, PropositionDemarche, RencontreDemarche
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import check_term

TITRE_MAX, PROPOSITION_MAX, REPONSE_MAX = 120, 600, 1000
VOCABULAIRES = {Axe.AGE: "ages", Axe.GENRE: "genres"}


@dataclass(frozen=True)
class Comptage:
    """How many of one age band, or of one gender, came; how many of them for the first time."""

    axe: str
    code: str
    nombre: int
    premiere_fois: int = 0


@transaction.atomic
def open_demarche(
    *,
    by: Acteur,
    genre: str,
    niveau: str,
    titre: str,
    domaine: str,
    qpv: str = "",
    institution: StructurePartenaire | None = None,
    ouverte_le: date | None = None,
    id: uuid.UUID | None = None,
) -> Demarche:
    """Raises ValidationError. The same client-made id sent twice opens one."""
    structure = check_can_open_demarche(by)
    already = Demarche.objects.filter(pk=id, structure=structure).first() if id else None
    if already:
        return already
    if genre not in TypeDemarche.values or niveau not in Niveau.values:
        raise ValidationError("Choisissez la démarche et son niveau dans les listes proposées.")
    if institution and institution.structure_id != structure.pk:
        raise ValidationError({"institution": "Ce service n'est pas de votre annuaire."})
    demarche = Demarche(
        id=id or uuid.uuid4(),
        structure=structure,
        cree_par=by.compte,
        genre=genre,
        niveau=niveau,
        titre=check_text(titre, "titre", longueur=TITRE_MAX, obligatoire="Dites en une ligne ce dont il s'agit."),
        domaine=check_term("domaines", domaine, timezone.localdate()),
        qpv=qpv,
        institution=institution,
        ouverte_le=ouverte_le or timezone.localdate(),
    )
    demarche.save(force_insert=True)
    journal.record_write(by, "participation.demarche.ouverte", demarche)
    return demarche


@transaction.atomic
def close_demarche(*, demarche: Demarche, by: Acteur, le: date | None = None) -> Demarche:
    check_can_lead_demarche(by, demarche)
    demarche = Demarche.objects.select_for_update().get(pk=demarche.pk)
    day = le or timezone.localdate()
    if demarche.close_le:
        raise ValidationError("Cette démarche est déjà close : rien n'a été changé.")
    if day < demarche.ouverte_le or day > timezone.localdate():
        raise ValidationError({"le": "La fin vient après le début, et n'est pas à venir."})
    demarche.close_le, demarche.version = day, demarche.version + 1
    demarche.save(update_fields=["close_le", "version"])
    journal.record_write(by, "participation.demarche.close", demarche)
    return demarche


@transaction.atomic
def record_rencontre(
    *,
    demarche: Demarche,
    by: Acteur,
    presents: int,
    premiere_fois: int = 0,
    comptages: Sequence[Comptage] = (),
    jour: date | None = None,
    lieu: Lieu | None = None,
    id: uuid.UUID | None = None,
) -> RencontreDemarche:
    """How many came, by age band and by gender, each apart. Raises ValidationError when the counts do not agree."""
    check_can_lead_demarche(by, demarche)
    already = RencontreDemarche.objects.filter(pk=id, demarche=demarche).first() if id else None
    if already:
        return already
    _check_open(demarche)
    day = jour or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"jour": "Cette date n'est pas encore passée : comptez après la rencontre."})
    if lieu and lieu.structure_id != demarche.structure_id:
        raise ValidationError({"lieu": "Ce lieu n'est pas de votre structure."})
    check_counts(presents, premiere_fois, comptages)
    rencontre = RencontreDemarche(
        id=id or uuid.uuid4(),
        structure=demarche.structure,
        unite=demarche.unite,
        cree_par=by.compte,
        demarche=demarche,
        jour=day,
        lieu=lieu,
        presents=presents,
        premiere_fois=premiere_fois,
    )
    rencontre.save(force_insert=True)
    ComptageRencontre.objects.bulk_create(
        ComptageRencontre(
            rencontre=rencontre,
            axe=each.axe,
            code=check_term(VOCABULAIRES[Axe(each.axe)], each.code, day),
            nombre=each.nombre,
            premiere_fois=each.premiere_fois,
        )
        for each in comptages
        if each.nombre
    )
    journal.record_write(by, "participation.rencontre.notee", rencontre)
    return rencontre


@transaction.atomic
def withdraw_rencontre(*, rencontre: RencontreDemarche, by: Acteur) -> None:
    """Miscounted: the row goes, and is counted again; the journal alone remembers it."""
    check_can_lead_demarche(by, rencontre.demarche)
    journal.record_write(by, "participation.rencontre.retiree", rencontre)
    rencontre.delete()


def check_counts(presents: int, premiere_fois: int, comptages: Sequence[Comptage]) -> None:
    """No more along an axis than came, nor more first times than people."""
    if presents < 0 or premiere_fois < 0 or premiere_fois > presents:
        raise ValidationError({"premiere_fois": "Il ne peut y avoir plus de premières fois que de présents."})
    for each in comptages:
        if each.axe not in Axe.values or not 0 <= each.premiere_fois <= each.nombre:
            raise ValidationError("Dans chaque tranche, les premières fois comptent parmi les présents.")
    for axe in Axe:
        counted = sum(each.nombre for each in comptages if each.axe == axe)
        first = sum(each.premiere_fois for each in comptages if each.axe == axe)
        if counted > presents or first > premiere_fois:
            raise ValidationError(
                f"{axe.label} : {counted} personnes comptées, dont {first} pour la première fois, "
                f"pour {presents} présents, dont {premiere_fois}. Corrigez l'un ou l'autre."
            )


@transaction.atomic
def record_proposition(
    *, demarche: Demarche, texte: str, by: Acteur, faite_le: date | None = None, id: uuid.UUID | None = None
) -> PropositionDemarche:
    """Without an author: a name beside it is refused."""
    check_can_lead_demarche(by, demarche)
    already = PropositionDemarche.objects.filter(pk=id, demarche=demarche).first() if id else None
    if already:
        return already
    _check_open(demarche)
    day = faite_le or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"faite_le": "Cette date n'est pas encore passée."})
    proposition = PropositionDemarche(
        id=id or uuid.uuid4(),
        structure=demarche.structure,
        cree_par=by.compte,
        demarche=demarche,
        faite_le=day,
    )
    vide = "Écrivez la proposition, sans dire de qui elle vient."
    seal_texte(proposition, "texte", check_text(texte, "texte", longueur=PROPOSITION_MAX, obligatoire=vide))
    proposition.save(force_insert=True)
    journal.record_write(by, "participation.proposition.notee", proposition)
    return proposition


@transaction.atomic
def record_suite(
    *, proposition: PropositionDemarche, suite: str, by: Acteur, reponse: str = "", le: date | None = None
) -> PropositionDemarche:
    """What the institution answered, and what became of the proposal. May be said again as things move on."""
    check_can_lead_demarche(by, proposition.demarche)
    proposition = PropositionDemarche.objects.select_for_update().get(pk=proposition.pk)
    if suite not in Suite.values or suite == Suite.ATTENDUE:
        raise ValidationError({"suite": "Dites ce que la proposition devient."})
    day = le or timezone.localdate()
    if not proposition.faite_le <= day <= timezone.localdate():
        raise ValidationError({"le": "La réponse vient après la proposition, et n'est pas à venir."})
    if text := check_text(reponse, "reponse", longueur=REPONSE_MAX):
        seal_texte(proposition, "reponse", text)
    proposition.suite, proposition.version = suite, proposition.version + 1
    proposition.repondu_le = proposition.repondu_le or day
    proposition.save()
    journal.record_write(by, "participation.proposition.suite", proposition)
    return proposition


@transaction.atomic
def withdraw_proposition(*, proposition: PropositionDemarche, by: Acteur) -> None:
    """Noted by mistake, or taken back by those who made it: the row and its key go."""
    check_can_lead_demarche(by, proposition.demarche)
    erase_unite(proposition.unite)
    journal.record_write(by, "participation.proposition.retiree", proposition)
    proposition.delete()


def _check_open(demarche: Demarche) -> None:
    if demarche.close_le:
        raise ValidationError("Cette démarche est close : ouvrez-en une autre pour reprendre.")
