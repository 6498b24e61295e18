"""A city-contract pilot reads a report, changes the period, keeps every file: nothing more can be drawn from them."""

import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from entredeux.observatoire.audit.union import attack_union
from entredeux.observatoire.models import NoteQuartier, Publication, VersionRapport
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.redaction import open_rapport, write_note
from entredeux.partenaires.models import StructurePartenaire
from entredeux.terrain.models import Dysfonctionnement, Intervention
from entredeux.territoires.models import Lieu
from tests.observatoire.fabrique import write_year
from tests.socle.documents import open_odt, text_of_odt

QPV = ["QN06224M", "QN06228M", "QN06229M"]
CONTRAT = "/observatoire/rapports/lire/contrat_de_ville/"
TITRE = "Actes de médiation"


@pytest.fixture
def annee(structure):
    write_year(structure, 2025, QPV, acts_per_month=130)
    return structure


def sign_in(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def rows_of(page: str, title: str) -> dict[str, list[str]]:
    """The first table of that title: cells by the name of their row."""
    table = next(part for part in page.split("<table")[1:] if title in part.split("</caption>")[0])
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table.split("<tbody>")[1], re.DOTALL):
        name = re.search(r'<th scope="row">(.*?)</th>', row, re.DOTALL)
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        if name:
            found[name[1]] = ["s." if 'class="cache"' in cell else cell.strip().replace("\u202f", "") for cell in cells]
    return found


def sheet_of(content: bytes, title: str) -> dict[str, list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = next(each for each in book.sheet_names if title in each)
    rows = book.get_sheet_by_name(name).to_python()[1:]
    return {str(name): [str(int(v)) if isinstance(v, float) else str(v) for v in values] for name, *values in rows}


@pytest.mark.parametrize("periode", ["2025", "2025-T1", "2025-T3"])
def test_page_file_and_explorer_show_the_same_cells(annee, paul, periode) -> None:
    client = sign_in(paul)
    page = rows_of(client.get(CONTRAT, {"periode": periode}).content.decode(), TITRE)
    ods = sheet_of(client.get(f"{CONTRAT[:-1]}.ods", {"periode": periode}).content, TITRE)
    asked = {"indicateur": "actes_de_mediation", "periode": periode, "axe": "qpv"}
    explorer = sheet_of(client.get("/observatoire/explorer.ods", asked).content, "Tableau")
    assert len(page) == len(QPV) + 2
    assert page == ods
    assert {name: cells[:1] for name, cells in page.items()} == {name: cells[:1] for name, cells in explorer.items()}


def test_hidden_cells_stay_hidden_with_every_download_together(annee, paul) -> None:
    """Everything a funder may carry away of a year, attacked at once."""
    client = sign_in(paul)
    for modele in ("contrat_de_ville", "annuel", "adulte_relais", "afnor"):
        for periode in ("2025", "2025-T1", "2025-T2", "2025-T3", "2025-T4"):
            client.get(f"/observatoire/rapports/lire/{modele}.ods", {"periode": periode})
    found = attack_union(list(Publication.objects.filter(structure=annee).order_by("instant", "pk")))
    assert found.cibles > 30
    assert (found.exactes, found.passe) == (0, True)


def test_pilot_meets_404_on_drafts_notes_versions_and_records(annee, paul, claire) -> None:
    rapport = open_rapport(modele=find_modele("contrat_de_ville"), periode="2025", by=claire)
    note = write_note(qpv=QPV[0], periode="2025", texte="Une note.", lue=0, by=claire)
    version = VersionRapport.objects.create(rapport=rapport, numero=1, figee_par=claire.compte)
    lieu = Lieu.objects.create(structure=annee, nom="Hall", type_lieu="hall")
    Dysfonctionnement.objects.create(structure=annee, lieu=lieu, date_service="2025-01-01", categorie="ascenseur")
    client, base = sign_in(paul), "/observatoire/rapports"
    for address in (
        f"{base}/brouillons/{rapport.pk}/",
        f"{base}/notes/2025/{QPV[0]}/",
        f"{base}/versions/{version.pk}/",
        f"{base}/versions/{version.pk}.pdf",
        f"{base}/lire/bailleur/",
        f"{base}/lire/national/",
        "/terrain/dysfonctionnements/",
    ):
        assert client.get(address).status_code == 404, address
    for address in (f"{base}/brouillons/{rapport.pk}/figer/", f"{base}/notes/{note.pk}/relire/"):
        assert client.post(address).status_code == 404, address
    assert Intervention.objects.count() == 0


def test_wrong_period_is_said_with_what_is_possible(annee, paul) -> None:
    answer = sign_in(paul).get(CONTRAT, {"periode": "2025-13"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "La période « 2025-13 » n'existe pas" in page.replace("&#x27;", "'").replace("\xa0", " ")
    assert 'value="2025-T4"' in page


def test_structure_without_a_closed_month_reads_why(structure, paul, claire) -> None:
    page = sign_in(paul).get(CONTRAT).content.decode()
    assert "Aucune période n'est encore arrêtée" in page.replace("&#x27;", "'")
    assert sign_in(claire).get("/observatoire/rapports/").status_code == 200
    assert sign_in(paul).get(f"{CONTRAT[:-1]}.ods").status_code == 404


def test_author_who_was_too_slow_finds_both_texts(annee, claire, helene) -> None:
    rapport = open_rapport(modele=find_modele("contrat_de_ville"), periode="2025", by=claire)
    address = f"/observatoire/rapports/brouillons/{rapport.pk}/suite/"
    assert sign_in(helene).post(address, {"suite-texte": "Un mot de la direction.", "suite-lue": 0}).status_code == 302
    answer = sign_in(claire).post(address, {"suite-texte": "Un mot de la coordination.", "suite-lue": 0})
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert "Un mot de la direction." in page.replace("’", "'")
    assert "Un mot de la coordination." in page
    assert "Quelqu'un a écrit ici entre-temps" in page


def test_text_file_keeps_the_lines_to_fill_and_asks_nothing_of_the_person(annee, paul) -> None:
    content = sign_in(paul).get("/observatoire/rapports/lire/adulte_relais.odt", {"periode": "2025"}).content
    said = text_of_odt(open_odt(content)["content.xml"])
    assert "Niveau de formation à l'embauche\xa0: ………" in said
    assert "Numéro et dates" in said


def test_network_and_landlord_reports_are_written_on_their_pages(annee, claire, alice) -> None:
    base = "/observatoire/rapports"
    bailleur = StructurePartenaire.objects.create(structure=annee, nom="Bailleur fictif", genre="bailleur")
    client = sign_in(claire)
    assert "Bailleur fictif" in client.get(f"{base}/").content.decode()
    said = {"modele": "bailleur", "periode": "2025-T1", "destinataire": str(bailleur.pk)}
    draft = client.post(f"{base}/composer/", said, follow=True)
    assert "Rapport au bailleur, Bailleur fictif, 1er trimestre 2025" in draft.content.decode()
    refused = client.post(f"{base}/composer/", said | {"destinataire": "autre"}, follow=True)
    assert "Choisissez le bailleur" in refused.content.decode()
    network = sign_in(alice)
    draft = network.post(f"{base}/composer/", {"modele": "national", "periode": "2025"}, follow=True)
    assert "Actes de médiation, par domaine, année 2025" in draft.content.decode()
    assert client.post(f"{base}/composer/", {"modele": "national", "periode": "2025"}).status_code == 404
    frozen = network.post(draft.wsgi_request.path + "figer/", follow=True).content.decode()
    assert "Le réseau, sur cette instance" in frozen
    live = network.get(f"{base}/lire/national/", {"periode": "2025"})
    assert live.status_code == 200


def test_a_note_that_names_someone_is_shown_once_before_it_is_kept(annee, claire) -> None:
    """Never blocked: a second person rereads it. What was typed comes back, with what could be said instead."""
    client = sign_in(claire)
    address = f"/observatoire/rapports/notes/2025/{QPV[0]}/"
    texte = "Mme Diallo tient la table de quartier."
    answer = client.post(address, {"texte": texte, "lue": 0})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert texte in page
    assert "Un passage peut désigner quelqu" in page
    assert not NoteQuartier.objects.exists()
    relecture = answer.context["form"].relectures["texte"]
    decided = {"texte": texte, "lue": 0, "texte-vu": relecture.vues, "texte-remplacer": [relecture.lignes[0].cle]}
    assert client.post(address, decided).status_code == 302
    assert "Diallo" not in NoteQuartier.objects.get().texte
    assert "tient la table de quartier" in NoteQuartier.objects.get().texte


def test_a_comment_is_reread_too(annee, claire) -> None:
    rapport = open_rapport(modele=find_modele("contrat_de_ville"), periode="2025", by=claire)
    address = f"/observatoire/rapports/brouillons/{rapport.pk}/suite/"
    said = {"suite-texte": "Appelez le 06 12 34 56 78.", "suite-lue": 0}
    answer = sign_in(claire).post(address, said)
    assert answer.status_code == 422
    assert "06 12 34 56 78" in answer.content.decode()
    assert not rapport.commentaires.exists()
    kept = sign_in(claire).post(address, said | {"suite-texte-vu": ["telephone:06 12 34 56 78"]})
    assert kept.status_code == 302
    assert rapport.commentaires.get().texte == "Appelez le 06 12 34 56 78."
