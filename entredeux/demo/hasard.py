"""The dice of the demonstration: seasons, evenings, halls that come back, and what one may answer to a pack."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from entredeux.terrain.saisie import SaisiePublic
from entredeux.themes.queries import packs
from entredeux.themes.reponses import is_asked, options_on, questions_on
from entredeux.themes.schema import QuestionChoixMultiple, QuestionDate, QuestionDuree, QuestionEntier

T = TypeVar("T")

# Acts grow with the long evenings and shrink with the holidays of August and Christmas.
SAISON = (0.85, 0.9, 1.0, 1.1, 1.2, 1.3, 1.15, 0.7, 1.1, 1.05, 0.95, 0.75)
HEURES_SOIR = ((18, 2), (19, 3), (20, 5), (21, 6), (22, 4), (23, 1))


@dataclass(frozen=True)
class Genre:
    """A kind of act: what it is, for which theme, who is met, how it ends (with weights)."""

    motif: str
    registre: str
    domaine: str
    theme: str
    roles: tuple[tuple[str, int], ...]
    issues: tuple[tuple[str, int], ...]


CALME = (("apaisee_sur_place", 10), ("accord", 3), ("persistante", 3), ("refus_partie", 2), ("retrait_mediateur", 1))
AIDE = (("information_donnee", 6), ("demarche_faite", 5), ("reorientee", 4), ("sans_suite", 2), ("refus_partie", 1))
DIALOGUE = (("accord", 4), ("accord_partiel", 3), ("en_cours", 4), ("retrait_partie", 1), ("refus_partie", 2))

SOIR = (
    (Genre("regroupement", "conflits", "habitat", "hall", (("groupe_jeunes", 6), ("locataire", 2)), CALME), 10),
    (Genre("nuisance_sonore", "conflits", "habitat", "voisinage", (("locataire", 5), ("habitant", 2)), CALME), 5),
    (Genre("conflit_voisinage", "conflits", "habitat", "voisinage", (("locataire", 6),), DIALOGUE), 4),
    (Genre("incivilite", "presence_active", "espace_public", "", (("habitant", 3), ("groupe_jeunes", 2)), CALME), 4),
    (Genre("personne_isolee", "presence_active", "habitat", "", (("habitant", 4),), AIDE), 3),
    (Genre("conflit_usage", "conflits", "espace_public", "rue", (("habitant", 3), ("groupe_jeunes", 3)), DIALOGUE), 3),
    (Genre("alcool", "presence_active", "espace_public", "rue", (("habitant", 3),), CALME), 2),
    (Genre("initiative", "projets", "participation", "participation", (("habitant", 3),), AIDE), 1),
)
PERMANENCE = (
    (Genre("demarche", "mise_en_relation", "droits", "droits", (("habitant", 6), ("locataire", 2)), AIDE), 4),
    (Genre("demarche", "mise_en_relation", "numerique", "numerique", (("habitant", 5),), AIDE), 4),
    (Genre("incomprehension_institution", "incomprehensions", "droits", "droits", (("habitant", 5),), AIDE), 4),
    (Genre("non_recours", "mise_en_relation", "droits", "droits", (("habitant", 4),), AIDE), 3),
    (Genre("conflit_voisinage", "conflits", "habitat", "voisinage", (("locataire", 5),), DIALOGUE), 2),
)
ECOLE = (
    (Genre("microviolence", "conflits", "ecole", "", (("eleve", 6),), CALME), 5),
    (Genre("ecole_famille", "incomprehensions", "ecole", "", (("parent", 5), ("enseignant", 1)), DIALOGUE), 3),
    (Genre("absenteisme", "mise_en_relation", "ecole", "", (("parent", 2), ("eleve", 2)), AIDE), 2),
)
AGES = {
    "groupe_jeunes": ("douze_dix_huit", "dix_huit_vingt_quatre"),
    "eleve": ("moins_de_douze", "douze_dix_huit"),
}
ADULTES = ("vingt_cinq_trente_neuf", "quarante_cinquante_neuf", "soixante_soixante_neuf", "soixante_dix_plus")
NOTES = (
    "Échange calme, le groupe se déplace vers le square.",
    "Accord pour baisser le son après 22 h.",
    "Repasser en début de semaine prochaine.",
    "Demande d'explication sur un courrier, rendez-vous proposé.",
)


def draw(dice: random.Random, weighted: Sequence[tuple[T, int]]) -> T:
    return dice.choices([item for item, _ in weighted], [weight for _, weight in weighted])[0]


def draw_repeated(dice: random.Random, items: Sequence[T]) -> T:
    """A few places make most of the evenings, as in real logs."""
    return dice.choices(items, [1 / (rank + 1) for rank in range(len(items))])[0]


def draw_publics(dice: random.Random, genre: Genre) -> tuple[SaisiePublic, ...]:
    role = draw(dice, genre.roles)
    number = dice.randint(2, 7) if role in ("groupe_jeunes", "eleve") else dice.randint(1, 2)
    return (SaisiePublic(role, number, dice.choice(AGES.get(role, ADULTES)), dice.choice(("vu", "vu", "dit"))),)


def draw_reponses(dice: random.Random, theme: str, day: datetime.date) -> dict[str, Any]:
    """An answer the pack accepts to each question that it asks, a third of the optional ones left out."""
    pack = packs().get(theme)
    answers: dict[str, Any] = {}
    for question in questions_on(pack, day) if pack else ():
        if not is_asked(question, answers) or (not question.obligatoire and dice.random() < 0.33):
            continue
        answers[question.code] = _answer(dice, question, day)
    return answers


def _answer(dice: random.Random, question: Any, day: datetime.date) -> Any:
    if isinstance(question, QuestionEntier | QuestionDuree):
        return dice.randint(question.min, min(question.max, question.min + 20))
    if isinstance(question, QuestionDate):
        return day.isoformat()
    codes = [code for code, _ in options_on(question, day)]
    return [dice.choice(codes)] if isinstance(question, QuestionChoixMultiple) else dice.choice(codes)
