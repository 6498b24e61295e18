"""Importing from the page: read, reread, try, confirm, report; and who may not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.models import CleEffacee, EntreeJournal
from entredeux.terrain.imports import actions
from entredeux.terrain.imports.oubli import forget_imports
from entredeux.terrain.models import CorrespondanceImport, ImportJournal, Intervention, LotRejete, MorceauImport
from tests.terrain.fichiers import ENTETE, LIGNES, text_of

JOURNAL = [ENTETE, *LIGNES, ["hier", *LIGNES[0][1:]]]
ANCIEN = [
    ["Quand", "Type", "Nom"],
    ["05/03/2024", "Tapage", "Mme Dupont"],
    ["06/03/2024", "Cage d'escalier", "M. Petit"],
]


@pytest.fixture
def browser_of():
    def sign_in(acteur) -> Client:
        client = Client()
        client.force_login(acteur.compte)
        return client

    return sign_in


def upload(browser: Client, rows: list[list[str]] | bytes, name: str = "Journal de Mme Dupont.csv"):
    content = rows if isinstance(rows, bytes) else text_of(rows).encode()
    return browser.post(reverse("terrain:imports"), {"fichier": SimpleUploadedFile(name, content)})


def page_of(record: ImportJournal) -> str:
    return reverse("terrain:import", args=[record.pk])


def posted(form) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    return {
        field.html_name: "" if field.value() is None or field.value() is False else str(field.value()) for field in form
    }


def test_a_clear_journal_goes_through_in_three_steps(browser_of, claire):
    office = browser_of(claire)

    upload(office, JOURNAL)
    record = ImportJournal.objects.get()
    page = office.get(page_of(record))
    office.post(page_of(record), posted(page.context["form"]) | {"geste": "essayer"})
    record.refresh_from_db()
    assert (record.etat, record.lues, record.acceptees, record.rejetees) == ("essaye", 4, 3, 1)
    assert not Intervention.objects.exists()
    trial = office.get(page_of(record)).content.decode()
    assert "Les premières fiches, telles qu'elles seraient enregistrées" in trial
    assert [act["motif"] for act in record.apercu] == ["nuisance_sonore", "regroupement", "nuisance_sonore"]

    office.post(reverse("terrain:import_lancer", args=[record.pk]))
    record.refresh_from_db()
    assert (record.etat, record.acceptees, record.doublons, record.rejetees) == ("termine", 3, 0, 1)
    assert set(Intervention.objects.values_list("cree_par", "origine")) == {(claire.compte.pk, "import")}
    assert not MorceauImport.objects.exists()

    report = office.get(page_of(record)).content.decode()
    assert "3 interventions enregistrées" in report
    assert "date illisible : « hier »" in report
    rejected = office.get(reverse("terrain:import_rejets", args=[record.pk])).getvalue().decode("utf-8-sig")
    assert rejected.splitlines()[0] == ";".join([*ENTETE, "ligne", "raison"])
    assert rejected.splitlines()[1].startswith("hier;conflits;habitat;")
    assert EntreeJournal.objects.filter(evenement="terrain.import.rejets_lus", genre="lecture").exists()


def test_the_same_file_again_is_said_and_changes_nothing(browser_of, claire):
    office = browser_of(claire)
    for _ in range(2):
        upload(office, JOURNAL)
        record = ImportJournal.objects.first()
        page = office.get(page_of(record))
        office.post(page_of(record), posted(page.context["form"]) | {"geste": "essayer"})
        office.post(reverse("terrain:import_lancer", args=[record.pk]))
    record.refresh_from_db()
    assert "Ce fichier a déjà été importé" in page.content.decode()
    assert Intervention.objects.count() == 3
    assert (record.acceptees, record.doublons, record.rejetees) == (0, 3, 1)


def test_an_old_journal_is_translated_word_by_word(browser_of, claire):
    office = browser_of(claire)
    upload(office, ANCIEN)
    record = ImportJournal.objects.get()
    page = office.get(page_of(record))
    assert "« Nom » : contient des noms de personnes : jamais importée" in page.content.decode()

    said = posted(page.context["form"]) | {"geste": "essayer"}
    refused = office.post(page_of(record), said)
    assert refused.status_code == 422
    assert "La correspondance ne dit pas" in refused.content.decode()

    said |= {
        "colonne_date": "0",
        "colonne_motif": "1",
        "constante_registre": "conflits",
        "constante_domaine": "habitat",
    }
    office.post(page_of(record), said | {"geste": "relire"})
    form = office.get(page_of(record)).context["form"]
    motif = next(groupe for groupe in form.groupes if groupe.cible.code == "motif")
    assert [str(field.label) for field in motif.valeurs] == ["« Tapage »", "« Cage d'escalier »"]

    said = posted(form) | {motif.valeurs[0].html_name: "nuisance_sonore", "sinon_motif": "autre", "geste": "essayer"}
    office.post(page_of(record), said)
    office.post(reverse("terrain:import_lancer", args=[record.pk]))
    acts = Intervention.objects.order_by("date_service").values_list("registre", "domaine", "motif")
    assert list(acts) == [("conflits", "habitat", "nuisance_sonore"), ("conflits", "habitat", "autre")]


def test_a_kept_mapping_serves_the_next_file(browser_of, claire):
    office = browser_of(claire)
    upload(office, ANCIEN)
    first = ImportJournal.objects.get()
    said = posted(office.get(page_of(first)).context["form"]) | {
        "colonne_date": "0",
        "colonne_motif": "1",
        "constante_registre": "conflits",
        "constante_domaine": "habitat",
    }
    office.post(page_of(first), said | {"geste": "relire"})
    office.post(reverse("terrain:import_garder", args=[first.pk]), {"nom": "Tableur de 2019"})
    kept = CorrespondanceImport.objects.get()

    upload(office, [["Titre du classeur"], ["Export"], *ANCIEN])
    second = ImportJournal.objects.exclude(pk=first.pk).get()
    office.post(reverse("terrain:import_reprendre", args=[second.pk]), {"correspondance": kept.pk})
    mapping = actions.mapping_of(ImportJournal.objects.get(pk=second.pk))
    assert (mapping.champ("date").colonne, mapping.champ("registre").constante) == ("Quand", "conflits")
    assert mapping.ligne_entete == 3


def test_another_header_line_gives_another_proposal(browser_of, claire):
    office = browser_of(claire)
    upload(office, [["date", "motif"], ENTETE, *LIGNES])
    record = ImportJournal.objects.get()
    form = office.get(page_of(record)).context["form"]
    office.post(page_of(record), posted(form) | {"ligne_entete": "2", "geste": "relire"})
    assert office.get(page_of(record)).context["colonnes"] == ENTETE


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "journal.csv", "Le fichier est vide"),
        (b"%PDF-1.7", "journal.csv", "Ce fichier est un document PDF"),
        (b"date;motif\n", "journal.xlsx", "Le nom annonce un classeur XLSX"),
    ],
)
def test_what_is_no_journal_is_refused_and_nothing_kept(browser_of, claire, content, name, sentence):
    answer = upload(browser_of(claire), content, name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportJournal.objects.exists()


def test_the_file_waits_sealed(browser_of, claire):
    """Neither the name of the file nor a cell of it is in the tables."""
    upload(browser_of(claire), ANCIEN)
    record = ImportJournal.objects.get()
    stored = [
        bytes(record.nom_fichier),
        bytes(record.correspondance),
        *(bytes(m.contenu) for m in record.morceaux.all()),
    ]
    assert all(stored)
    assert not any(b"Dupont" in sealed or b"Tapage" in sealed for sealed in stored)
    assert actions.name_of(record) == "Journal de Mme Dupont.csv"


def test_giving_up_destroys_the_file(browser_of, claire):
    office = browser_of(claire)
    upload(office, ANCIEN)
    record = ImportJournal.objects.get()
    office.post(reverse("terrain:import_abandonner", args=[record.pk]))
    record.refresh_from_db()
    assert (record.etat, record.morceaux.count()) == ("abandonne", 0)
    assert CleEffacee.objects.filter(pk=record.unite).exists()
    assert office.get(page_of(record)).status_code == 200


def test_after_thirty_days_only_the_counts_remain(browser_of, claire):
    office = browser_of(claire)
    upload(office, JOURNAL)
    record = ImportJournal.objects.get()
    office.post(page_of(record), posted(office.get(page_of(record)).context["form"]) | {"geste": "essayer"})
    office.post(reverse("terrain:import_lancer", args=[record.pk]))
    assert LotRejete.objects.count() == 1

    today = timezone.localdate()
    assert forget_imports(today + timedelta(days=30)) == 0
    assert forget_imports(today + timedelta(days=31)) == 1
    record.refresh_from_db()
    assert (record.etat, record.acceptees, record.rejetees) == ("termine", 3, 1)
    assert (bytes(record.nom_fichier), LotRejete.objects.count()) == (b"", 0)
    assert office.get(page_of(record)).status_code == 200
    assert Intervention.objects.count() == 3


def test_only_those_who_may_import_see_anything(browser_of, claire, samira, paul, nadia, helene):
    upload(browser_of(claire), ANCIEN)
    record = ImportJournal.objects.get()
    addresses = [reverse("terrain:imports"), page_of(record), reverse("terrain:import_rejets", args=[record.pk])]
    for outsider in (samira, paul, nadia):
        assert [browser_of(outsider).get(address).status_code for address in addresses] == [404, 404, 404]
    assert [browser_of(helene).get(address).status_code for address in addresses] == [200, 200, 200]


def test_another_structures_import_does_not_exist(browser_of, claire, autre_structure):
    from entredeux.cadre.enums import Role
    from tests.conftest import join

    ailleurs = join("Marion", Role.COORDINATION, autre_structure)
    upload(browser_of(claire), ANCIEN)
    record = ImportJournal.objects.get()
    office = browser_of(ailleurs)
    for name in ("import", "import_rejets"):
        assert office.get(reverse(f"terrain:{name}", args=[record.pk])).status_code == 404
    for name in ("import_lancer", "import_abandonner", "import_garder", "import_reprendre"):
        assert office.post(reverse(f"terrain:{name}", args=[record.pk])).status_code == 404


def test_a_long_import_is_left_to_a_worker(browser_of, claire, monkeypatch):
    from entredeux.terrain.imports import taches

    monkeypatch.setattr(taches, "TOUT_DE_SUITE", 1)
    office = browser_of(claire)
    upload(office, JOURNAL)
    record = ImportJournal.objects.get()
    office.post(page_of(record), posted(office.get(page_of(record)).context["form"]) | {"geste": "essayer"})
    office.post(reverse("terrain:import_lancer", args=[record.pk]))
    record.refresh_from_db()
    assert (record.etat, record.acceptees) == ("termine", 3)


def test_two_confirmations_import_once(browser_of, claire):
    office = browser_of(claire)
    upload(office, JOURNAL)
    record = ImportJournal.objects.get()
    office.post(page_of(record), posted(office.get(page_of(record)).context["form"]) | {"geste": "essayer"})
    answers = [office.post(reverse("terrain:import_lancer", args=[record.pk])).status_code for _ in range(2)]
    assert answers == [302, 403]
    assert Intervention.objects.count() == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(browser_of, claire, count, django_assert_num_queries):
    office = browser_of(claire)
    for number in range(count):
        upload(office, [*ANCIEN, [f"0{number + 1}/03/2024", "Tapage", "x"]])
    office.get(reverse("terrain:imports"))
    with django_assert_num_queries(5):
        page = office.get(reverse("terrain:imports"))
    assert "Dupont" not in page.content.decode()
