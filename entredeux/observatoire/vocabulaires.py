"""The values an axis may take, in order."""

from entredeux.observatoire.enums import Axe

PROVISOIRE = {
    Axe.REGISTRE: "presence_active conflits incomprehensions mise_en_relation concertation veille_sociale projets "
    "sensibilisation",
    Axe.DOMAINE: "habitat espace_public transports ecole droits numerique sante participation emploi environnement "
    "chantier autre",
}


def slugs_of(axe: Axe) -> list[str]:
    return PROVISOIRE[axe].split()
