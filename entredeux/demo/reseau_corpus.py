"""A second region's fictional day, what comes back between the two, and a restitution that cites both.

Everything here is invented and says so in its title: the real programme of 2019-2024 never gets invented words.
"""

import datetime
import uuid
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.actions.corpus import create_point
from entredeux.reseau.enums import GenreEvenement, GenreRubrique, GenreSequence
from entredeux.reseau.models import Element, Evenement, Feuille, Point, Restitution, Rubrique, Sequence, Serie
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.territoires.models import Region

FICTIVE = "Journée fictive de démonstration : personnes, structures et propos sont inventés."
ATELIERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Halls et soirées": (
        ("constat", "Trois soirs calmes de suite dans un hall, et personne pour le noter.", "occupation-hall"),
        ("proposition", "Compter les passages calmes aussi, et les montrer au bailleur.", "bailleurs"),
        ("obstacle", "Le badge d'accès change sans que les équipes du soir le sachent.", "bailleurs"),
        ("debat", "Faut-il toujours passer à deux, même quand deux halls appellent ?", "posture"),
    ),
    "Droits et écrans": (
        (
            "constat",
            "On vient pour un formulaire, on repart avec une question de santé.",
            "acces-aux-droits",
        ),
        (
            "proposition",
            "Une demi-journée commune avec la conseillère numérique.",
            "conseiller-numerique",
        ),
        ("citation", "Devant l'écran, c'est d'une présence qu'on a besoin.", "aller-vers"),
    ),
}
# What comes back: (sentence, theme, the first words of the items behind it, in either day).
POINTS = (
    (
        "Un hall calme doit se compter comme un hall occupé",
        "occupation-hall",
        ("Un hall revu calme", "Trois soirs calmes", "Compter aussi les passages", "Compter les passages"),
    ),
    (
        "Les équipes du soir ignorent que les badges ont changé",
        "bailleurs",
        ("Les badges d'accès changent", "Le badge d'accès change"),
    ),
    (
        "Derrière un formulaire, une autre demande",
        "acces-aux-droits",
        ("On vient pour un formulaire",),
    ),
)


def build_corpus(alice: Acteur, today: datetime.date) -> str:
    """Last year, in another region; then the points and the restitution. After every other day's workshops."""
    _add_day(today - datetime.timedelta(days=400), alice)
    points = [_name_point(titre, theme, starts, alice) for titre, theme, starts in POINTS]
    _publish_restitution(points, alice)
    return f"Corpus : {len(points)} points récurrents et une restitution, fictifs."


def _add_day(jour: datetime.date, alice: Acteur) -> None:
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    serie = rubrique.add_child(
        instance=Serie(
            title="Journées fictives, autre région",
            slug="journees-fictives-autre-region",
            genre=GenreEvenement.JOURNEE_REGIONALE,
            organisateurs="Réseau fictif de démonstration",
            chapeau=FICTIVE,
        )
    )
    evenement = Evenement(
        title="Journée fictive : le soir, ailleurs",
        slug=f"{jour}-journee-fictive-ailleurs",
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=jour,
        lieu="Lyon",
        region=Region.objects.filter(code="84").first(),
        resume=FICTIVE,
    )
    evenement.sequences = [
        Sequence(sort_order=rank, genre=GenreSequence.ATELIER, titre=titre) for rank, titre in enumerate(ATELIERS)
    ]
    serie.add_child(instance=evenement)
    for sequence in Evenement.objects.get(pk=evenement.pk).ateliers:
        _publish_workshop(sequence, alice)


def _publish_workshop(sequence: Sequence, alice: Acteur) -> None:
    said = [SaisieElement(genre, texte, theme, id=uuid.uuid4()) for genre, texte, theme in ATELIERS[sequence.titre]]
    actions.record_feuille(sequence=sequence, elements=said, by=alice)
    feuille = Feuille.objects.get(sequence=sequence)
    actions.close_feuille(feuille=feuille, by=alice)
    actions.publish_feuille(feuille=feuille, by=alice)


def _name_point(titre: str, theme: str, starts: tuple[str, ...], alice: Acteur) -> Point:
    published = visible_elements(alice)
    found = [element for start in starts for element in published.filter(texte__startswith=start)]
    return create_point(titre=titre, theme=theme, elements=found, by=alice)


def _publish_restitution(points: list[Point], alice: Acteur) -> None:
    rubrique = Rubrique.objects.get(genre=GenreRubrique.RESTITUTIONS)
    page = rubrique.add_child(
        instance=Restitution(
            title="Restitution fictive : ce que deux régions retiennent du soir",
            slug="restitution-fictive",
            moment="Rencontre nationale fictive",
            chapeau="Une restitution inventée pour la démonstration : deux journées fictives, deux régions.",
            live=False,
        )
    )
    page.corps = page.corps.stream_block.to_python(list(_blocks(points)))
    page.save_revision(user=alice.compte).publish(user=alice.compte, skip_permission_checks=True)


def _blocks(points: list[Point]) -> Any:
    halls, badges, formulaire = points
    voix = Element.objects.get(texte__startswith="Devant l'écran")
    yield {"type": "titre", "value": "Le soir se voit mal"}
    yield _point(
        "Compter aussi ce qui va bien", halls, "<p>Les deux régions le demandent, <b>presque mot pour mot</b>.</p>"
    )
    yield _point("Dire aux équipes que les badges changent", badges, "<p>Un message du bailleur suffirait.</p>")
    yield {"type": "titre", "value": "Une présence devant l'écran"}
    yield _point("Écouter ce qui vient après le formulaire", formulaire, "")
    yield {"type": "citation_corpus", "value": [str(voix.pk)]}


def _point(titre: str, point: Point, texte: str) -> dict[str, Any]:
    value = {"titre": titre, "texte": texte, "points": [str(point.pk)], "elements": []}
    return {"type": "point", "value": value}
