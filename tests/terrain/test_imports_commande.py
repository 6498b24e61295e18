"""`entredeux import interventions`: what it answers, what it writes, what it refuses."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from entredeux.cadre.models import EntreeJournal
from entredeux.terrain.models import ImportJournal, Intervention
from tests.terrain.fichiers import ENTETE, LIGNES, write_text, write_xlsx

CLES = ["lues", "acceptees", "rejetees", "doublons", "encodage", "separateur", "ligne_entete", "mapping"]


@pytest.fixture
def importer(structure, capsys):
    def run(path: Path, *options: str) -> dict:
        """The JSON answer, with `code` and `erreurs` beside it."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_interventions", str(path), "--json", *options, stdout=out, stderr=err)
        except SystemExit as stop:
            code = stop.code
        answer = json.loads(out.getvalue())
        assert list(answer) == CLES
        assert answer["lues"] == answer["acceptees"] + answer["doublons"] + len(answer["rejetees"]) or code == 2
        return answer | {"code": code, "erreurs": err.getvalue()}

    return run


def counts(answer: dict) -> tuple[int, int, int, int]:
    return answer["lues"], answer["acceptees"], answer["doublons"], len(answer["rejetees"])


def test_a_clear_file_is_imported_without_a_mapping(tmp_path, importer):
    answer = importer(write_text(tmp_path / "journal.csv", [ENTETE, *LIGNES], "cp1252"))

    assert (answer["code"], counts(answer)) == (0, (3, 3, 0, 0))
    assert (answer["encodage"], answer["separateur"], answer["ligne_entete"]) == ("cp1252", ";", 1)
    acts = Intervention.objects.order_by("date_service")
    assert [(a.date_service, a.motif, a.issue, a.duree_minutes, a.origine) for a in acts] == [
        (date(2024, 3, 5), "nuisance_sonore", "apaisee_sur_place", 15, "import"),
        (date(2024, 3, 6), "regroupement", "", 90, "import"),
        (date(2024, 3, 25), "nuisance_sonore", "accord", 45, "import"),
    ]


def test_a_trial_writes_nothing(tmp_path, importer):
    answer = importer(write_text(tmp_path / "journal.csv", [ENTETE, *LIGNES]), "--dry-run")
    assert counts(answer) == (3, 3, 0, 0)
    assert (Intervention.objects.count(), ImportJournal.objects.count(), EntreeJournal.objects.count()) == (0, 0, 0)


def test_an_uncertain_field_writes_nothing_and_exits_2(tmp_path, importer):
    rows = [["date", "type", "téléphone"], ["05/03/2024", "Tapage", "06 12 34 56 78"]]
    answer = importer(write_text(tmp_path / "journal.csv", rows))

    assert (answer["code"], counts(answer)) == (2, (1, 0, 0, 0))
    assert Intervention.objects.count() == 0
    assert answer["mapping"]["champs"]["motif"]["confiance"] == "incertain"
    assert answer["mapping"]["champs"]["motif"]["valeurs"] == {"Tapage": ""}
    assert "motif : colonne « type » ?" in answer["erreurs"]
    assert "registre : aucune colonne ne le dit" in answer["erreurs"]
    assert "« téléphone » : contient des données personnelles" in answer["erreurs"]


def test_the_answer_completed_is_the_mapping(tmp_path, importer):
    """What the command proposes, a person completes and gives back as it is."""
    path = write_text(tmp_path / "journal.csv", [["date", "type"], ["05/03/2024", "Tapage"], ["06/03/2024", "Cri"]])
    proposed = importer(path)
    fields = proposed["mapping"]["champs"]
    fields["motif"]["valeurs"] = {"Tapage": "nuisance_sonore"}
    fields["motif"]["sinon"] = "autre"
    fields["registre"]["constante"] = "conflits"
    fields["domaine"]["constante"] = "Espace public"
    mapping = tmp_path / "correspondance.json"
    mapping.write_text(json.dumps({key: proposed[key] for key in CLES}), encoding="utf-8")

    assert counts(importer(path, "--mapping", str(mapping))) == (2, 2, 0, 0)
    acts = Intervention.objects.order_by("date_service").values_list("registre", "domaine", "motif")
    assert list(acts) == [("conflits", "espace_public", "nuisance_sonore"), ("conflits", "espace_public", "autre")]


COURTE = """
date: Quand
registre: {constante: conflits}
domaine: {constante: habitat}
motif: {colonne: Quoi, valeurs: {Tapage: nuisance_sonore}}
"""


@pytest.fixture
def courte(tmp_path) -> str:
    path = tmp_path / "courte.yaml"
    path.write_text(COURTE, encoding="utf-8")
    return str(path)


def test_every_rejected_row_keeps_its_line_and_reason(tmp_path, importer, courte):
    rows = [
        ["Quand", "Quoi"],
        ["05/03/2024", "tapage"],
        ["hier", "Tapage"],
        ["", ""],
        ["05/03/2024", "Inconnu"],
        ["", ""],
        ["05/03/2094", "Tapage"],
        ["hier", "Inconnu"],
    ]
    rejets = tmp_path / "rejets.csv"
    answer = importer(write_text(tmp_path / "j.csv", rows), "--mapping", courte, "--rejets", str(rejets))

    assert counts(answer) == (5, 1, 0, 4)
    unknown = "motif inconnu : « Inconnu » ; donnez sa traduction dans la correspondance"
    assert answer["rejetees"] == [
        {"ligne": 3, "raison": "date illisible : « hier »"},
        {"ligne": 5, "raison": unknown},
        {"ligne": 7, "raison": "Le jour de service est dans le futur ; vérifiez la date."},
        {"ligne": 8, "raison": f"date illisible : « hier » ; {unknown}"},
    ]
    assert rejets.read_text(encoding="utf-8-sig").splitlines()[:2] == [
        "Quand;Quoi;ligne;raison",
        "hier;Tapage;3;date illisible : « hier »",
    ]


def test_rejects_corrected_in_their_own_file_come_in(tmp_path, importer, courte):
    path = write_text(tmp_path / "j.csv", [["Quand", "Quoi"], ["05/03/2024", "Tapage"], ["hier", "Tapage"]])
    rejets = tmp_path / "rejets.csv"
    importer(path, "--mapping", courte, "--rejets", str(rejets))
    rejets.write_text(rejets.read_text(encoding="utf-8-sig").replace("hier;", "04/03/2024;"), encoding="utf-8")
    assert counts(importer(rejets, "--mapping", courte)) == (1, 1, 0, 0)


def test_the_same_file_again_changes_nothing(tmp_path, importer):
    path = write_text(tmp_path / "journal.csv", [ENTETE, *LIGNES])
    importer(path)
    again = importer(path)
    assert counts(again) == (3, 0, 3, 0)
    assert "déjà été importé" in again["erreurs"]
    assert Intervention.objects.count() == 3


def test_the_same_rows_from_another_program_are_known(tmp_path, importer):
    """Same content in another order of columns, encoding, separator and writing of dates: nothing is added."""
    importer(write_text(tmp_path / "journal.csv", [ENTETE, *LIGNES], "cp1252"))
    turned = [row[::-1] for row in [ENTETE, *LIGNES]]
    turned[1][-1] = "2024-03-05"
    assert counts(importer(write_text(tmp_path / "b.tsv", turned, "utf-16", "\t"))) == (3, 0, 3, 0)
    typed = [ENTETE, [date(2024, 3, 5), *LIGNES[0][1:5], 15], *LIGNES[1:]]
    assert counts(importer(write_xlsx(tmp_path / "c.xlsx", {"Journal": typed}))) == (3, 0, 3, 0)


def test_a_later_file_adds_only_what_goes_beyond(tmp_path, importer):
    """Two equal rows are two acts: the k-th of the file is the k-th stored."""
    first, second, third = LIGNES
    importer(write_text(tmp_path / "mars.csv", [ENTETE, first, first, second]))
    answer = importer(write_text(tmp_path / "avril.csv", [ENTETE, first, first, first, second, third]))
    assert counts(answer) == (5, 2, 3, 0)
    assert Intervention.objects.count() == 5


def test_an_identifier_column_is_the_identity(tmp_path, importer):
    rows = [["id", *ENTETE], ["A7", *LIGNES[0]], ["A9", *LIGNES[0]]]
    assert counts(importer(write_text(tmp_path / "a.csv", rows))) == (2, 2, 0, 0)
    rows = [["id", *ENTETE], ["A9", *LIGNES[1]], ["A12", *LIGNES[0]]]
    answer = importer(write_text(tmp_path / "b.csv", rows))
    assert counts(answer) == (2, 1, 1, 0)
    assert "1 lignes : identifiant déjà importé avec un autre contenu" in answer["erreurs"]
    assert sorted(Intervention.objects.values_list("identifiant_externe", flat=True)) == ["A12", "A7", "A9"]


def test_one_identifier_for_two_contents_in_a_file_is_refused(tmp_path, importer):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("id: id\ndate: date\nregistre: registre\ndomaine: domaine\nmotif: motif\n", encoding="utf-8")
    rows = [["id", *ENTETE], ["A7", *LIGNES[0]], ["A7", *LIGNES[0]], ["A7", *LIGNES[1]]]
    answer = importer(write_text(tmp_path / "a.csv", rows), "--mapping", str(mapping))
    assert counts(answer) == (3, 1, 1, 1)


def test_a_row_number_is_no_identity(tmp_path, importer):
    """Two monthly files both count from 1: their rows must not pass for the same."""
    mars = [["n°", *ENTETE], ["1", *LIGNES[0]], ["2", *LIGNES[1]]]
    avril = [["n°", *ENTETE], ["1", *LIGNES[2]], ["2", *LIGNES[0]]]
    assert counts(importer(write_text(tmp_path / "mars.csv", mars))) == (2, 2, 0, 0)
    assert counts(importer(write_text(tmp_path / "avril.csv", avril))) == (2, 2, 0, 0)


def test_a_date_known_to_the_month_keeps_that_precision(tmp_path, importer):
    rows = [ENTETE, *[[f"2024-0{month}-01", *LIGNES[0][1:]] for month in range(1, 5)]]
    answer = importer(write_text(tmp_path / "mois.csv", rows))
    assert answer["mapping"]["precision_date"] == "mois"
    assert set(Intervention.objects.values_list("date_precision", "creneau")) == {("mois", "")}


def test_a_worded_month_is_a_month_among_days(tmp_path, importer):
    rows = [ENTETE, LIGNES[0], ["mars 2024", *LIGNES[1][1:]]]
    importer(write_text(tmp_path / "j.csv", rows))
    acts = Intervention.objects.order_by("date_service").values_list("date_service", "date_precision")
    assert list(acts) == [(date(2024, 3, 1), "mois"), (date(2024, 3, 5), "jour")]


def test_the_end_of_the_night_belongs_to_the_day_before(tmp_path, importer):
    rows = [ENTETE, ["06/03/2024 01:40", *LIGNES[0][1:]], ["06/03/2024 22:10", *LIGNES[1][1:]]]
    importer(write_text(tmp_path / "j.csv", rows))
    acts = Intervention.objects.order_by("date_service").values_list("date_service", "creneau")
    assert list(acts) == [(date(2024, 3, 5), "01:30"), (date(2024, 3, 6), "22:00")]


def test_a_point_gives_the_quarter_and_goes(tmp_path, importer):
    """Grande Reyssouze, Bourg-en-Bresse; swapped names, decimal commas."""
    header = [*ENTETE, "Coord. X", "Coord. Y"]
    rows = [header, [*LIGNES[0], "46,2122", "5,229"], [*LIGNES[1], "46,30", "5,229"], [*LIGNES[2], "", ""]]
    answer = importer(write_text(tmp_path / "j.csv", rows))
    assert answer["mapping"]["coordonnees_inversees"] is True
    acts = Intervention.objects.order_by("date_service").values_list("qpv", "commune")
    assert list(acts) == [("QN00101M", "01053"), ("", ""), ("", "")]


def test_lambert93_is_converted(tmp_path, importer):
    header = [*ENTETE, "x", "y"]
    rows = [header, [*LIGNES[0], "872018,6", "6570024,4"], [*LIGNES[1], "872018,6", "6570024,4"]]
    answer = importer(write_text(tmp_path / "j.csv", rows), "--dry-run")
    assert (answer["mapping"]["coordonnees"], counts(answer)) == ("lambert93", (2, 2, 0, 0))


def test_places_are_said_by_codes_or_refused(tmp_path, importer):
    header = [*ENTETE, "code insee", "commune", "qpv"]
    rows = [
        header,
        [*LIGNES[0], "1053", "", ""],
        [*LIGNES[0], "", "Saint-Denis", ""],
        [*LIGNES[0], "", "Lens", ""],
        [*LIGNES[0], "", "", "QN00101M"],
        [*LIGNES[0], "", "", "QP001001"],
        [*LIGNES[0], "", "", "QN"],
    ]
    answer = importer(write_text(tmp_path / "j.csv", rows))
    assert [rejet["ligne"] for rejet in answer["rejetees"]] == [3, 7]
    assert "désigne plusieurs communes" in answer["rejetees"][0]["raison"]
    assert sorted(Intervention.objects.values_list("commune", "qpv")) == [
        ("", ""),
        ("01053", ""),
        ("01053", "QN00101M"),
        ("62498", ""),
    ]
    assert "1 lignes : quartier de la génération 2015" in answer["erreurs"]


def test_known_places_are_linked_and_unknown_ones_left(tmp_path, importer, hall):
    rows = [[*ENTETE, "lieu"], [*LIGNES[0], "HALL B, rue Racine"], [*LIGNES[1], "Chez Mme Dupont"]]
    answer = importer(write_text(tmp_path / "j.csv", rows))
    assert list(Intervention.objects.order_by("date_service").values_list("lieu", "type_lieu")) == [
        (hall.pk, "hall"),
        (None, ""),
    ]
    assert "1 lignes : lieu inconnu de la structure : laissé vide" in answer["erreurs"]


def test_publics_are_counted_never_named(tmp_path, importer):
    header = [*ENTETE, "Nom", "Nombre de personnes", "Tranche d'âge"]
    rows = [header, [*LIGNES[0], "Mme Dupont", "4", "douze_dix_huit"], [*LIGNES[1], "M. Martin", "0", ""]]
    answer = importer(write_text(tmp_path / "j.csv", rows))
    acts = list(Intervention.objects.order_by("date_service"))
    assert [[(p.role, p.age, p.nombre) for p in act.publics.all()] for act in acts] == [
        [("habitant", "douze_dix_huit", 4)],
        [],
    ]
    assert answer["mapping"]["non_importees"] == {"Nom": "contient des noms de personnes : jamais importée"}


def test_in_whose_name(tmp_path, importer, claire, samira, nadia):
    path = write_text(tmp_path / "j.csv", [ENTETE, *LIGNES])
    lens = "--structure=Passerelle Lens-Liévin"
    assert importer(path, lens, "--par", samira.compte.email)["code"] == 2
    assert importer(path, lens, "--par", "personne@exemple.fr")["code"] == 2
    assert importer(path, "--structure", "Ailleurs")["code"] == 2
    assert importer(path, lens, "--par", claire.compte.email)["code"] == 0
    assert set(Intervention.objects.values_list("structure", "cree_par")) == {(claire.structure.pk, claire.compte.pk)}


def test_the_direction_may_import_although_it_records_no_act(tmp_path, importer, helene):
    path = write_text(tmp_path / "j.csv", [ENTETE, *LIGNES])
    assert counts(importer(path, "--par", helene.compte.email)) == (3, 3, 0, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "vide"),
        ("date: [", "illisible"),
        ("date: Absente\nregistre: Quoi\n", "la colonne « Absente », absente du fichier"),
        ("jour: Quand\n", "Champ inconnu dans la correspondance : « jour »"),
        ("date: Quand\n", "La correspondance ne dit pas : registre (registre), domaine (domaine), motif (motif)"),
        (COURTE.replace("habitat", "maison"), "« maison » n'est pas une valeur de domaine"),
        (COURTE + "precision_date: semaine\n", "Correspondance refusée à « precision_date »"),
    ],
)
def test_a_wrong_mapping_is_told_and_nothing_written(tmp_path, importer, text, sentence):
    mapping = tmp_path / "m.yaml"
    mapping.write_text(text, encoding="utf-8")
    path = write_text(tmp_path / "j.csv", [["Quand", "Quoi"], ["05/03/2024", "Tapage"]])
    answer = importer(path, "--mapping", str(mapping))
    assert answer["code"] == 2
    assert sentence in answer["erreurs"]
    assert Intervention.objects.count() == 0


def test_what_cannot_be_read_changes_nothing(tmp_path, importer):
    path = tmp_path / "journal.csv"
    path.write_bytes(b"%PDF-1.7")
    answer = importer(path)
    assert (answer["code"], answer["lues"], answer["rejetees"]) == (2, 0, [])
    assert "document PDF" in answer["erreurs"]
    assert importer(tmp_path / "absent.csv")["code"] == 2
    assert importer(path, "--mapping", "Médios 2023")["code"] == 2


def test_an_identifier_repeated_here_and_there_is_still_one(tmp_path, importer):
    rows = [["id", *ENTETE], ["A7", *LIGNES[0]], ["A8", *LIGNES[0]], ["A8", *LIGNES[0]], ["A8", *LIGNES[2]]]
    answer = importer(write_text(tmp_path / "a.csv", rows))
    assert answer["mapping"]["champs"]["identifiant"]["raisons"] == ["2 valeurs répétées"]
    assert counts(answer) == (4, 2, 1, 1)


def test_a_column_called_commune_may_hold_codes(tmp_path, importer):
    rows = [[*ENTETE, "commune"], [*LIGNES[0], "62498"], [*LIGNES[1], "62510"]]
    answer = importer(write_text(tmp_path / "a.csv", rows))
    assert answer["mapping"]["champs"]["commune_code"]["colonne"] == "commune"
    assert list(Intervention.objects.order_by("date_service").values_list("commune", flat=True)) == ["62498", "62510"]


def test_a_column_half_of_words_is_no_count_of_people(tmp_path, importer):
    rows = [[*ENTETE, "Publics"], [*LIGNES[0], "3"], [*LIGNES[1], "groupe de jeunes"]]
    answer = importer(write_text(tmp_path / "a.csv", rows))
    assert (counts(answer), "Publics" in answer["mapping"]["non_importees"]) == ((2, 2, 0, 0), True)


def test_the_day_a_row_was_changed_is_not_the_day_of_the_act(tmp_path, importer):
    rows = [["date de maj", *ENTETE[1:]], *LIGNES]
    answer = importer(write_text(tmp_path / "a.csv", rows))
    assert (answer["code"], answer["mapping"]["champs"]["date"].get("colonne")) == (2, None)


def test_a_file_too_long_is_refused_before_its_first_row(tmp_path, importer, courte, monkeypatch):
    from entredeux.socle.lecture import limites

    monkeypatch.setattr(limites, "LIGNES", 2)
    path = write_text(tmp_path / "j.csv", [["Quand", "Quoi"], *[["05/03/2024", "Tapage"]] * 3])
    answer = importer(path, "--mapping", courte)
    assert (answer["code"], Intervention.objects.count(), ImportJournal.objects.count()) == (2, 0, 0)


def test_rejects_need_a_place_to_go(tmp_path, importer):
    path = write_text(tmp_path / "j.csv", [ENTETE, *LIGNES])
    answer = importer(path, "--rejets", str(tmp_path / "absent" / "rejets.csv"))
    assert (answer["code"], Intervention.objects.count()) == (2, 0)
