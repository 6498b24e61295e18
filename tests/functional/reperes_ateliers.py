"""Where the workshops of the demonstration are: run in the process that prepares the base (distribution.py)."""


def find_workshops() -> dict[str, str]:
    """The fictional day of the demonstration: a sheet being reread, its links, its synthesis; and the real workshop
    of Liévin, whose page is public."""
    from entredeux.reseau.courriels_ateliers import RAPPORTEUR, usage_relecture
    from entredeux.reseau.enums import StatutAmendement
    from entredeux.reseau.liens import sign_lien
    from entredeux.reseau.models import Amendement, Element, Rapporteur, Sequence

    amendement = Amendement.objects.get(statut=StatutAmendement.PROPOSE)
    feuille = amendement.feuille
    rapporteur = Rapporteur.objects.get(sequence=feuille.sequence)
    evenement = feuille.sequence.evenement
    phrase = evenement.synthese.passages.filter(genre="phrase").first()
    by_name = {
        "cle_feuille": sign_lien(RAPPORTEUR, rapporteur.pk),
        "dit_id": amendement.element_id,
        "engagement.element_id": Element.objects.filter(genre="engagement", etat="en_cours").first().pk,
        "element_retirer.element_id": Element.objects.filter(statut="valide").first().pk,
        "amendement_id": amendement.pk,
        "feuille_id": feuille.pk,
        "lien_relecture": sign_lien(usage_relecture(feuille), amendement.inscription_id),
        "rapporteur_id": rapporteur.pk,
        "sequence_uid": Sequence.objects.get(titre__startswith="L'intégration de la médiation sociale").uid,
        "passage_synthese_id": phrase.pk,
    }
    own = ("feuilles", "synthese", "synthese_pdf", "synthese_composer", "synthese_publier")
    return {name: str(value) for name, value in by_name.items()} | {f"{name}.slug": evenement.slug for name in own}
