"""What a situation holds about one of its parties: the readable copy, and the erasure, with what stays and why.

The copy gives a party its own words and what others released for it; never what another party kept to itself.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import find_open
from entredeux.cadre.actions.consentements import index_of_recu
from entredeux.cadre.chiffrement import renew_unite
from entredeux.cadre.droits import ENSEMBLE, SA_PART, SAUVEGARDES, Effet, Gisement, Rubrique
from entredeux.cadre.models import Consentement, Structure
from entredeux.cadre.textes import read_textes
from entredeux.situations.access import can_follow_situation
from entredeux.situations.actions.parties import end_participation
from entredeux.situations.enums import FinSansAccord
from entredeux.situations.models import EngagementPartie, Partie, Propos
from entredeux.situations.queries.propos import propos_shown_to
from entredeux.situations.retention import forget_situation
from entredeux.themes.queries import labels, packs

LIGNE = "Le thème, les étapes et les issues, au mois et sans personne, parce qu'ils servent à compter."
DES_AUTRES = "Ce que les autres parties ont dit et convenu, parce que c'est à elles d'en décider."
DE_L_EQUIPE = "Ce que l'équipe a noté de la situation dans son ensemble, jusqu'à sa date d'effacement."


def _find(structure: Structure, pk: UUID) -> Partie | None:
    rows = Partie.objects.filter(structure=structure, situation__est_oubliee=False)
    return rows.select_related("situation", "structure").filter(pk=pk).first()


def _by_recu(structure: Structure, numero: str) -> list[UUID]:
    try:
        index = index_of_recu(numero)
    except ValidationError:
        return []
    given = Consentement.objects.filter(structure=structure, recu_index=index)
    parties = Partie.objects.filter(structure=structure, pk__in=given.values("sujet"))
    return list(parties.order_by("pk").values_list("pk", flat=True))


def _may_read(by: Acteur, partie: Partie) -> bool:
    """Who follows the situation; or whoever opened it exceptionally, to answer this very request."""
    if can_follow_situation(by, partie.situation):
        return True
    return by.compte is not None and find_open(sorte="situation", fiche=partie.situation_id, by=by) is not None


def _copy(by: Acteur, partie: Partie) -> list[Rubrique]:
    situation, steps = partie.situation, labels("etapes")
    words, promises = list(partie.propos.order_by("dit_le", "cree_le")), list(partie.engagements.all())
    heard = propos_shown_to(partie)
    said, told = read_textes(words, "texte", by=by), read_textes(heard, "texte", by=by)
    undertaken = read_textes(promises, "quoi", by=by)
    name = read_textes([partie], "appellation", by=by)[partie.pk]
    contact = read_textes([partie], "contact", by=by)[partie.pk]
    theme = packs().get(situation.theme)
    return [
        Rubrique(
            "La situation",
            [
                f"Thème : {theme.titre if theme else situation.theme}, ouverte le {situation.ouverte_le:%d/%m/%Y}.",
                *(
                    f"Le {step.le:%d/%m/%Y} : {steps.get(step.code, step.code)}."
                    for step in situation.etapes.order_by("rang")
                ),
            ],
        ),
        Rubrique(
            "Ce qui est noté de vous",
            [
                f"Votre rôle : {partie.get_role_display().lower()}.",
                f"Comment l'équipe vous désigne : {name}." if name else "",
                f"Comment vous joindre : {contact}." if contact else "",
            ],
        ),
        Rubrique("Ce que vous avez dit", [f"Le {each.dit_le:%d/%m/%Y} : {said[each.pk]}" for each in words]),
        Rubrique(
            "Ce que vous avez convenu", [f"Le {each.pris_le:%d/%m/%Y} : {undertaken[each.pk]}" for each in promises]
        ),
        Rubrique("Ce que les autres ont accepté de vous dire", [told[each.pk] for each in heard]),
        Rubrique(
            "Vos accords",
            [_agreement(row) for row in Consentement.objects.filter(sujet=partie.pk).order_by("donne_le")],
        ),
    ]


def _agreement(row: Consentement) -> str:
    end = f"retiré le {row.retire_le:%d/%m/%Y}" if row.retire_le else f"valable jusqu'au {row.jusqua:%d/%m/%Y}"
    return f"{row.get_portee_display()}, donné le {row.donne_le:%d/%m/%Y}, {end}."


def _extents(partie: Partie) -> list[tuple[str, str]]:
    whole = (ENSEMBLE, "Toute la situation : ses textes, ses contacts et ses accords")
    if not partie.situation.parties.exclude(pk=partie.pk).exists():
        return [whole]
    return [(SA_PART, "Ce qui vient de cette personne : les autres parties gardent le leur"), whole]


def _foresee(partie: Partie, etendue: str) -> Effet:
    if etendue == ENSEMBLE:
        efface = [
            "Tous les textes et contacts de la situation, les accords et leurs reçus, les lieux et qui la suivait."
        ]
        return Effet([*efface, SAUVEGARDES], [LIGNE])
    efface = [
        "Ce que la personne a dit, comment l'équipe la désignait et comment la joindre.",
        "Ce qu'elle avait convenu, ses accords et leurs reçus.",
    ]
    return Effet([*efface, SAUVEGARDES], [DES_AUTRES, DE_L_EQUIPE, LIGNE])


def _erase(by: Acteur, partie: Partie, etendue: str) -> None:
    situation = partie.situation
    if etendue == ENSEMBLE:
        forget_situation(situation, timezone.localdate())
        journal.record_write(by, "situations.situation.effacee_sur_demande", situation)
        return
    if partie.retiree_le is None:
        end_participation(partie, motif=FinSansAccord.RETRAIT_PARTIE, le=timezone.localdate(), by=by)
    Propos.objects.filter(partie=partie).delete()
    Consentement.objects.filter(sujet=partie.pk).delete()
    EngagementPartie.objects.filter(partie=partie).update(quoi=b"")
    Partie.objects.filter(pk=partie.pk).update(appellation=b"", contact=b"")
    renew_unite(situation.structure_id, situation.unite)
    journal.record_write(by, "situations.partie.effacee_sur_demande", partie)


def _name(partie: Any) -> str:
    return f"{partie} d'une situation ouverte le {partie.situation.ouverte_le:%d/%m/%Y}"


PARTIE = Gisement(
    code="partie",
    libelle="Une partie à une situation",
    trouve=_find,
    par_recu=_by_recu,
    nomme=_name,
    adresse=lambda partie: reverse("situations:situation", args=[partie.situation_id]),
    peut_lire=_may_read,
    copie=_copy,
    etendues=_extents,
    prevoit=_foresee,
    efface=_erase,
)
