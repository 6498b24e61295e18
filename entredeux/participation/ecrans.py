"""The screens of participation that uphold a principle of the deontology."""

from entredeux.cadre.permissions import Permission as P
from entredeux.themes.principes import Ecran, register_ecran


def register_ecrans() -> None:
    for ecran in (
        Ecran(
            "libre_consentement",
            "Une parole notée avec son accord",
            "participation:parole_nouvelle",
            "Le texte est lu d'abord, dans la langue de la personne ; le numéro qu'elle garde retire sa parole.",
            ("participation:parole_nouvelle", "participation:parole"),
            P.NOTER_PAROLE,
        ),
        Ecran(
            "confidentialite",
            "Une parole ne part jamais seule",
            "participation:groupes",
            "Sans nom, avec au moins quatre autres, recomptées à chaque fois qu'un service les lit.",
            ("participation:regrouper", "participation:groupe", "participation:groupe_envoyer"),
            P.VOIR_PARTICIPATION,
        ),
        Ecran(
            "autonomie",
            "Ce que deviennent les propositions",
            "participation:demarches",
            "D'informer à l'initiative des habitants : la démarche dit qui décide, et ce qui en est sorti.",
            ("participation:demarche", "participation:demarches"),
            P.VOIR_PARTICIPATION,
        ),
    ):
        register_ecran(ecran)
