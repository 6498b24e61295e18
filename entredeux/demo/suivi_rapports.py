"""A report to the contract's pilots, written by Claire, reread and let out by Hélène."""

from collections.abc import Mapping

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.rapports import redaction, versions
from entredeux.observatoire.rapports.composition import quarters_named
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.periodes import GenreRapport

ESSENTIEL = (
    "L'équipe est sortie plus tôt le soir, à la demande des habitants. Le local du rez-de-chaussée a rouvert, et les "
    "permanences s'y tiennent de nouveau. (Texte fictif.)"
)
SUITE = "Ouvrir le local un samedi sur deux, avec le bailleur et le centre social. (Texte fictif.)"
NOTE = (
    "Le marché est revenu sur la place ; les groupes se déplacent vers l'aire de jeux après 20 heures. (Texte fictif.)"
)


def build_rapports(gens: Mapping[str, Acteur]) -> str:
    """Over the latest quarter that is out; nothing while none is."""
    claire, helene = gens["Claire"], gens["Hélène"]
    model = find_modele("contrat_de_ville")
    periods = [each for each in redaction.periods_of_modele(model, claire) if each.genre == GenreRapport.TRIMESTRE]
    if not periods or claire.structure is None:
        return "Rapports : aucun trimestre arrêté."
    period = periods[0]
    rapport = redaction.open_rapport(modele=model, periode=period.code, by=claire)
    for section, texte in (("l_essentiel", ESSENTIEL), ("suite", SUITE)):
        redaction.comment_section(rapport, section=section, texte=texte, lue=0, by=claire)
    quarter = next(iter(quarters_named(claire.structure)), "")
    if quarter:
        note = redaction.write_note(qpv=quarter, periode=period.code, texte=NOTE, lue=0, by=claire)
        redaction.reread_note(note, lue=1, by=helene)
    version = versions.ask_version(rapport, by=claire)
    versions.seal_version.func(str(version.pk))
    version.refresh_from_db()
    versions.release_version(version, by=helene)
    return f"Rapport au contrat de ville, {period.libelle} : diffusé."
