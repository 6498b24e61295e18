"""What referrals and incoming requests hold about one person."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import index_of_recu
from entredeux.cadre.droits import ENSEMBLE, SAUVEGARDES, Complement, Effet, Gisement, Rubrique
from entredeux.cadre.models import Consentement, Structure
from entredeux.cadre.textes import read_texte, read_textes
from entredeux.orientations.access import can_lead_orientation, can_treat_demande
from entredeux.orientations.actions.demandes import index_of
from entredeux.orientations.actions.orientations import lock_envoi
from entredeux.orientations.actions.reponses import VIVANTS, end_for_withdrawal
from entredeux.orientations.models import DemandeEntrante, Envoi, Orientation
from entredeux.orientations.retention import OUBLIE, forget_demandes, forget_these
from entredeux.situations.models import Partie

COMPTE = "Le besoin, le service et le résultat, au mois et sans personne, parce qu'ils servent à compter."
CHEZ_LE_SERVICE = "Ce qu'un service a déjà reçu reste chez lui : il répond de ses propres données."


def _texts(by: Acteur, orientations: list[Orientation]) -> list[Rubrique]:
    precisions = read_textes(orientations, "precisions", by=by)
    contacts = read_textes(orientations, "contact", by=by)
    sent = list(Envoi.objects.filter(orientation__in=orientations).select_related("partenaire").order_by("cree_le"))
    replies = {name: read_textes(sent, name, by=by) for name in ("reponse", "complement", "parole")}
    found = []
    for each in orientations:
        lines = [precisions[each.pk], f"Comment vous joindre : {contacts[each.pk]}" if contacts[each.pk] else ""]
        for envoi in (envoi for envoi in sent if envoi.orientation_id == each.pk):
            lines.append(
                f"À {envoi.partenaire}, {envoi.get_degre_display().lower()} : {envoi.get_etat_display().lower()}."
            )
            lines += [replies[name][envoi.pk] for name in ("reponse", "complement", "parole")]
        found.append(Rubrique(f"Orientation : {each.get_besoin_display().lower()}", [line for line in lines if line]))
    return found


def _end_links(orientations: list[Orientation]) -> None:
    for envoi in Envoi.objects.filter(orientation__in=orientations, etat__in=VIVANTS):
        end_for_withdrawal(lock_envoi(envoi))


# --- a referral without a situation, found by the receipt of the agreement given for it


def _find_orientation(structure: Structure, pk: UUID) -> Orientation | None:
    rows = Orientation.objects.filter(structure=structure, situation__isnull=True, nature="orientation")
    return rows.select_related("structure").filter(pk=pk).first()


def _orientations_by_recu(structure: Structure, numero: str) -> list[UUID]:
    try:
        index = index_of_recu(numero)
    except ValidationError:
        return []
    given = Consentement.objects.filter(structure=structure, recu_index=index)
    rows = Orientation.objects.filter(structure=structure, situation__isnull=True, pk__in=given.values("sujet"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _erase_orientation(by: Acteur, orientation: Orientation, etendue: str) -> None:
    _end_links([orientation])
    forget_these([orientation])
    journal.record_write(by, "orientations.orientation.effacee_sur_demande", orientation)


ORIENTATION = Gisement(
    code="orientation",
    libelle="Une orientation vers un service",
    trouve=_find_orientation,
    par_recu=_orientations_by_recu,
    nomme=lambda row: f"orientation du {row.cree_le:%d/%m/%Y}",
    adresse=lambda row: reverse("orientations:detail", args=[row.pk]),
    peut_lire=can_lead_orientation,
    copie=lambda by, row: _texts(by, [row]),
    etendues=lambda row: [(ENSEMBLE, "Toute l'orientation : ses textes, ses réponses et de quoi joindre la personne")],
    prevoit=lambda row, etendue: Effet(
        ["Les textes de l'orientation, les réponses des services et de quoi joindre la personne.", SAUVEGARDES],
        [COMPTE, CHEZ_LE_SERVICE],
    ),
    efface=_erase_orientation,
)


# --- a request that came in, found by its own receipt


def _find_demande(structure: Structure, pk: UUID) -> DemandeEntrante | None:
    rows = DemandeEntrante.objects.filter(structure=structure).exclude(recu_index__startswith=OUBLIE)
    return rows.select_related("structure").filter(pk=pk).first()


def _demandes_by_recu(structure: Structure, numero: str) -> list[UUID]:
    rows = DemandeEntrante.objects.filter(structure=structure, recu_index=index_of(numero))
    return list(rows.values_list("pk", flat=True))


def _copy_demande(by: Acteur, demande: DemandeEntrante) -> list[Rubrique]:
    texts = {name: read_texte(demande, name, by=by) for name in ("texte", "contact", "reponse")}
    return [
        Rubrique(
            "Votre demande",
            [
                f"Reçue le {demande.cree_le:%d/%m/%Y} : {demande.get_besoin_display().lower()}.",
                texts["texte"],
                f"Comment vous joindre : {texts['contact']}" if texts["contact"] else "",
                f"Réponse : {texts['reponse']}" if texts["reponse"] else "",
            ],
        )
    ]


def _foresee_demande(demande: DemandeEntrante, etendue: str) -> Effet:
    kept = [COMPTE]
    if demande.situation_id:
        kept.append("La situation ouverte d'après elle : elle se demande à part, avec le reçu de son accord.")
    return Effet(["Le texte de la demande, sa réponse et de quoi joindre la personne.", SAUVEGARDES], kept)


def _erase_demande(by: Acteur, demande: DemandeEntrante, etendue: str) -> None:
    forget_demandes([demande])
    journal.record_write(by, "orientations.demande.effacee_sur_demande", demande)


DEMANDE = Gisement(
    code="demande",
    libelle="Une demande envoyée à l'équipe",
    trouve=_find_demande,
    par_recu=_demandes_by_recu,
    nomme=str,
    adresse=lambda row: reverse("orientations:demande", args=[row.pk]),
    peut_lire=can_treat_demande,
    copie=_copy_demande,
    etendues=lambda row: [(ENSEMBLE, "Toute la demande : son texte, sa réponse et de quoi joindre la personne")],
    prevoit=_foresee_demande,
    efface=_erase_demande,
)


# --- what hangs on a party to a situation


def _of_partie(partie: Partie) -> list[Orientation]:
    return list(Orientation.objects.filter(partie=partie).order_by("cree_le"))


def _foresee_partie(partie: Partie, etendue: str) -> Effet:
    count = Orientation.objects.filter(**_scope(partie, etendue)).count()
    if not count:
        return Effet()
    return Effet([f"Les textes de ses orientations ({count})."], [CHEZ_LE_SERVICE])


def _scope(partie: Partie, etendue: str) -> dict[str, Any]:
    return {"situation": partie.situation_id} if etendue == ENSEMBLE else {"partie": partie}


def _erase_partie(by: Acteur, partie: Partie, etendue: str) -> None:
    """Their links die first; under the situation's own key, whose fate the situation decides."""
    rows = list(Orientation.objects.filter(**_scope(partie, etendue)))
    _end_links(rows)
    forget_these(rows, avec_cle=False)


PARTIE = Complement("partie", lambda by, partie: _texts(by, _of_partie(partie)), _foresee_partie, _erase_partie)
