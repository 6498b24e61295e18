"""A pack author's mistakes come back with file, line and reason; the other packs stay in use."""

from pathlib import Path

import pytest
from django.core.management import call_command

from entredeux.themes.fichiers import emergency_numbers, known_codes, read_pack, read_packs
from entredeux.themes.lecture import FichierInvalide

LIVRES = sorted(
    ["droits", "ecole", "emploi", "environnement", "hall", "numerique", "participation", "rue", "sante", "voisinage"]
)
ENTETE = """\
code: jardin
titre: Jardin partagé
version: 1
description: Un thème d'essai.
est_sensible: false
domaines: [habitat]
registres: [conflits]
motifs: [conflit_usage]
"""  # eight lines: what follows starts at line 9


def problems(tmp_path: Path, text: str, name: str = "jardin.yaml") -> list[str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    try:
        read_pack(path, known_codes())
    except FichierInvalide as error:
        return [f"{erreur.ligne}: {erreur.raison}" for erreur in error.erreurs]
    return []


def test_a_smallest_pack_is_enough(tmp_path):
    assert problems(tmp_path, ENTETE) == []


@pytest.mark.parametrize(
    ("suite", "attendu"),
    [
        ("couleur: bleu\n", ["9: « couleur » n'est pas une clé connue ici"]),
        ("titre: Encore\n", ["9: la clé « titre » est donnée deux fois"]),
        (
            "partenaires:\n  - bailleur\n  - baileur\n",
            ["11: « baileur » n'est pas un code du vocabulaire « partenaires »"],
        ),
        ("partenaires:\n  - bailleur\n  - bailleur\n", ["11: « bailleur » est donné deux fois"]),
        ("numeros: [17]\n", ["9: « numeros n° 1 » attend un texte (mettez-le entre guillemets)"]),
        ("numeros: ['22']\n", ["9: « 22 » n'est pas un code du vocabulaire « numeros »"]),
        (
            "encadres:\n  - titre: Un\n    article: L.1\n    texte: Dit.\n",
            ["10: « source » manque"],
        ),
        (
            "questions:\n  - {code: a, libelle: A, genre: texte}\n",
            ["10: genre « texte » inconnu ; attendu : 'choix', 'choix_multiple', 'entier', 'duree', 'oui_non', 'date'"],
        ),
        ("questions:\n  - {code: a, libelle: A}\n", ["10: « genre » manque"]),
        ("questions:\n  - {code: a, libelle: A, genre: entier}\n", ["10: « max » manque"]),
        (
            "questions:\n  - {code: a, libelle: A, genre: entier, min: 5, max: 2}\n",
            ["10: la question « a » : « max » est plus petit que « min »"],
        ),
        (
            "questions:\n  - {code: a, libelle: A, genre: choix}\n",
            ["10: la question « a » attend « options » ou « vocabulaire », l'un des deux"],
        ),
        (
            "questions:\n  - code: a\n    libelle: A\n    genre: choix\n    vocabulaire: couleurs\n",
            ["13: le vocabulaire « couleurs » n'existe pas"],
        ),
        (
            "questions:\n  - code: a\n    libelle: A\n    genre: choix\n    vocabulaire: contacts\n"
            "    codes: [echange, rien]\n",
            ["14: « rien » n'est pas un code du vocabulaire « contacts »"],
        ),
        (
            "questions:\n  - code: a\n    libelle: A\n    genre: oui_non\n  - code: a\n    libelle: B\n"
            "    genre: oui_non\n",
            ["13: « a » est donné deux fois"],
        ),
        (
            "questions:\n  - code: a\n    libelle: A\n    genre: oui_non\n"
            "    quand: {question: b, parmi: [oui]}\n  - {code: b, libelle: B, genre: oui_non}\n",
            ["13: « b » n'est pas une question placée avant « a »"],
        ),
        (
            "questions:\n  - {code: b, libelle: B, genre: oui_non}\n  - code: a\n    libelle: A\n"
            "    genre: oui_non\n    quand: {question: b, parmi: [oui, bof]}\n",
            ["14: « b » ne propose pas la réponse « bof »"],
        ),
        (
            "questions:\n  - {code: b, libelle: B, genre: duree}\n  - code: a\n    libelle: A\n"
            "    genre: oui_non\n    quand: {question: b, parmi: [oui]}\n",
            ["14: « b » n'a pas de liste de réponses : aucune question ne peut en dépendre"],
        ),
        ("reperes: &a []\nressources: *a\n", ["9: les alias YAML (&, *) ne sont pas admis : recopiez la valeur"]),
    ],
)
def test_each_mistake_has_its_line_and_reason(tmp_path, suite, attendu):
    assert problems(tmp_path, ENTETE + suite) == attendu


def test_several_mistakes_come_back_together(tmp_path):
    text = ENTETE.replace("version: 1", "version: un") + "couleur: bleu\n"
    assert problems(tmp_path, text) == [
        "3: « version » attend un nombre entier",
        "9: « couleur » n'est pas une clé connue ici",
    ]


def test_files_that_are_not_packs(tmp_path):
    assert problems(tmp_path, "") == ["1: le fichier est vide"]
    assert problems(tmp_path, "- un\n- deux\n") == ["1: « le fichier » attend un bloc de clés"]
    assert problems(tmp_path, "code: jardin\ntitre: [\n")[0].startswith("3: YAML illisible (")
    assert problems(tmp_path, ENTETE, "potager.yaml") == [
        "1: le fichier s'appelle « potager.yaml », son code doit être « potager »"
    ]
    (tmp_path / "jardin.yaml").write_bytes("titre: Jardin partagé".encode("latin-1"))
    with pytest.raises(FichierInvalide) as refus:
        read_pack(tmp_path / "jardin.yaml", known_codes())
    assert [erreur.raison for erreur in refus.value.erreurs] == [
        "le fichier n'est pas en UTF-8 : enregistrez-le en UTF-8"
    ]


def test_a_broken_pack_leaves_the_others_in_use(dossier):
    (dossier / "jardin.yaml").write_text(ENTETE + "couleur: bleu\n", encoding="utf-8")
    packs, errors = read_packs()
    assert sorted(packs) == LIVRES
    assert [str(error) for error in errors] == [
        f"{dossier / 'jardin.yaml'}:9: « couleur » n'est pas une clé connue ici"
    ]


def test_the_shipped_packs_are_in_order():
    packs, errors = read_packs()
    assert errors == []
    assert sorted(packs) == LIVRES


def test_the_command_prints_mistakes_and_fails(dossier, capsys):
    (dossier / "hall.yaml").write_text(ENTETE, encoding="utf-8")
    with pytest.raises(SystemExit) as sortie:
        call_command("themes_check", str(dossier))
    assert sortie.value.code == 1
    assert capsys.readouterr().out == (
        f"{dossier / 'hall.yaml'}:1: le fichier s'appelle « hall.yaml », son code doit être « hall »\n"
    )


def test_the_command_is_content_with_ours(capsys):
    call_command("themes_check")
    assert capsys.readouterr().out.startswith("10 thèmes lus sans erreur : ")


def test_emergency_numbers_are_sourced():
    assert [numero.numero for numero in emergency_numbers()] == ["17", "15", "18", "112", "119", "3018", "115"]
    assert all(numero.source for numero in emergency_numbers())


ENQUETE = """\
enquete:
  titre: Avis
  version: 1
  presentation: Des phrases.
  source: essai
  publics: [{code: eleves, libelle: Élèves}, {code: parents, libelle: Parents}]
  reponses: [{code: oui, libelle: Oui}, {code: non, libelle: Non}]
  favorables: [oui]
  affirmations:
    - {code: bien, textes: {eleves: Je vais bien., parents: Il va bien.}}
"""  # from line 9 to line 18


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("", "", []),
        ("favorables: [oui]", "favorables: [peut_etre]", ["16: « peut_etre » n'est pas une réponse de l'enquête"]),
        (
            "parents: Il va bien.",
            "adultes: Il va bien.",
            ["« adultes » n'est pas un public", "aucune affirmation pour"],
        ),
        ("code: non,", "code: oui,", ["« oui » est donné deux fois"]),
        ("version: 1\n  presentation", "presentation", ["« version » manque"]),
    ],
)
def test_a_survey_that_does_not_hold_together_is_said(tmp_path, avant, apres, attendu):
    found = problems(tmp_path, ENTETE + ENQUETE.replace(avant, apres, 1) if avant else ENTETE + ENQUETE)
    assert len(found) == len(attendu)
    assert [said for said in attendu if not any(said in one for one in found)] == []
