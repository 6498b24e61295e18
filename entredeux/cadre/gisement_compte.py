"""What an account holds about the person who signs in with it."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.droits import ENSEMBLE, Effet, Gisement, Rubrique
from entredeux.cadre.models import Compte, Structure
from entredeux.cadre.oubli_comptes import forget_compte, is_forgotten

ENCORE_OUVERT = (
    "Ce compte sert encore : fermez d'abord ses accès (page Comptes), puis revenez à la demande. Si le contrat "
    "continue, refusez-la avec cette raison."
)


def _find(structure: Structure, pk: UUID) -> Compte | None:
    """Of this structure, past or present."""
    found = Compte.objects.filter(pk=pk, adhesions__structure=structure).distinct().first()
    return None if found is None or is_forgotten(found) else found


def copy_of_compte(by: Acteur, compte: Compte) -> list[Rubrique]:
    last = f"Dernière connexion : {timezone.localtime(compte.last_login):%d/%m/%Y}." if compte.last_login else ""
    factors = Authenticator.objects.filter(user_id=compte.pk).count()
    return [
        Rubrique(
            "Votre compte",
            [
                f"Nom affiché : {compte.nom}.",
                f"Adresse électronique : {compte.email}.",
                f"Ouvert le {timezone.localtime(compte.cree_le):%d/%m/%Y}.",
                last,
                f"Seconds facteurs enregistrés : {factors}." if factors else "",
                "Votre mot de passe n'est gardé que sous une forme qui ne permet pas de le retrouver.",
            ],
        ),
        Rubrique(
            "Vos accès", [_access(row) for row in compte.adhesions.select_related("structure").order_by("depuis")]
        ),
        Rubrique(
            "Le journal",
            ["Ce que vous avez écrit ou lu d'un champ secret y est noté, sous une empreinte et non sous votre nom."],
        ),
    ]


def _access(row: Any) -> str:
    end = f" au {row.jusqua:%d/%m/%Y}" if row.jusqua else ""
    return f"{row}, du {row.depuis:%d/%m/%Y}{end}."


def _foresee(compte: Compte, etendue: str) -> Effet:
    return Effet(
        ["Le nom, l'adresse électronique, le mot de passe et les moyens de connexion.", "Les sessions ouvertes."],
        [
            "Les rôles tenus et leurs dates, sans nom, parce que le journal doit rester lisible.",
            "Les lignes d'écriture du journal, qui ne portent qu'une empreinte, parce qu'elles prouvent ce qui a "
            "été fait ; une ligne de lecture est vidée après douze mois.",
        ],
    )


def _erase(by: Acteur, compte: Compte, etendue: str) -> None:
    if current_adhesions(compte).exists():
        raise ValidationError(ENCORE_OUVERT)
    forget_compte(compte, by)


COMPTE = Gisement(
    code="compte",
    libelle="Un compte",
    trouve=_find,
    par_recu=lambda structure, numero: [],
    nomme=lambda compte: f"compte de {compte.nom}",
    adresse=lambda compte: reverse("cadre:comptes"),
    peut_lire=lambda by, compte: True,
    copie=copy_of_compte,
    etendues=lambda compte: [(ENSEMBLE, "Le compte : son nom, son adresse, ses moyens de connexion")],
    prevoit=_foresee,
    efface=_erase,
)
