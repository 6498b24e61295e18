"""Three questions that tell three trades apart: a pure table, so that the reason can be read and argued with."""

from dataclasses import dataclass

from entredeux.orientations.enums import Profession


@dataclass(frozen=True)
class Question:
    code: str
    texte: str
    aide: str


QUESTIONS = (
    Question(
        "humaine",
        "La personne a-t-elle besoin d'être aidée par quelqu'un, au-delà d'un écran ?",
        "Un conflit, une peur, une langue, un interlocuteur à retrouver.",
    ),
    Question(
        "outil",
        "Lui manque-t-il un savoir-faire sur l'ordinateur ou le téléphone ?",
        "Une adresse électronique, un mot de passe à créer, une pièce à joindre, un site à comprendre.",
    ),
    Question(
        "droit",
        "Un droit est-il en jeu ?",
        "Une allocation, un titre de séjour, un logement, une date limite.",
    ),
)


@dataclass(frozen=True)
class Conseil:
    metier: str
    profession: str
    pourquoi: str
    suite: str


SOCIAL = "Médiatrice ou médiateur social"
NUMERIQUE = "Médiatrice ou médiateur numérique"
CONSEILLER = "Conseillère ou conseiller numérique"

# humaine, outil, droit
TABLE: dict[tuple[bool, bool, bool], Conseil] = {
    (False, False, False): Conseil(
        SOCIAL, "", "Rien n'appelle un autre métier : une information suffit.", "Répondez-lui, et notez l'acte."
    ),
    (False, False, True): Conseil(
        SOCIAL,
        Profession.SOCIAL,
        "La personne sait faire et n'a pas besoin d'être accompagnée, mais un droit se perd : il faut qui l'instruit.",
        "Orientez vers le service du droit en jeu (CCAS, France services, assistante sociale).",
    ),
    (False, True, False): Conseil(
        CONSEILLER,
        Profession.NUMERIQUE,
        "Il manque un savoir-faire, rien ne presse : c'est un apprentissage, en atelier ou en séance.",
        "Orientez vers un conseiller numérique.",
    ),
    (False, True, True): Conseil(
        NUMERIQUE,
        Profession.NUMERIQUE,
        "Une démarche en ligne bloque un droit : elle se fait avec la personne, sous mandat s'il le faut.",
        "Orientez vers la médiation numérique (Aidants Connect, France services).",
    ),
    (True, False, False): Conseil(
        SOCIAL,
        "",
        "Le besoin est une relation : être écouté, être mis en lien. C'est le cœur de la médiation sociale.",
        "Ouvrez une situation, ou notez l'acte.",
    ),
    (True, False, True): Conseil(
        SOCIAL,
        Profession.SOCIAL,
        "Un droit est en jeu et il faut quelqu'un pour franchir la porte : la médiation accompagne, le service décide.",
        "Accompagnez, et orientez vers le service du droit en jeu.",
    ),
    (True, True, False): Conseil(
        SOCIAL,
        Profession.NUMERIQUE,
        "Les deux : la confiance d'abord, l'apprentissage ensuite. Le premier rendez-vous se fait à deux.",
        "Accompagnez au premier rendez-vous avec le conseiller numérique.",
    ),
    (True, True, True): Conseil(
        NUMERIQUE,
        Profession.NUMERIQUE,
        "Un droit en jeu, un écran qui bloque, une personne seule : la démarche se fait avec elle, et à deux.",
        "Accompagnez vers la médiation numérique, et reprenez contact après.",
    ),
}


def read_answers(reponses: dict[str, str]) -> tuple[bool, bool, bool] | None:
    """None until the three are answered by « oui » or « non »."""
    said = [reponses.get(question.code, "") for question in QUESTIONS]
    if not set(said) <= {"oui", "non"}:
        return None
    humaine, outil, droit = (answer == "oui" for answer in said)
    return humaine, outil, droit


def find_conseil(reponses: dict[str, str]) -> Conseil | None:
    answers = read_answers(reponses)
    return None if answers is None else TABLE[answers]
