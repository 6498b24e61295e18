"""The context indicators: exact values of real rows, loaded once, and a file that goes wrong changes nothing."""

import csv
import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import Http404

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.territoires.actions import import_contexte
from entredeux.territoires.actions.contexte import BilanContexte
from entredeux.territoires.contexte import read_definitions
from entredeux.territoires.contexte.definitions import Definitions
from entredeux.territoires.contexte.fichiers import FICHIERS, FichierRefuse
from entredeux.territoires.donnees import ICI, read_table
from entredeux.territoires.enums import NiveauContexte
from entredeux.territoires.models import ContexteCommune, ContexteQpv, Qpv, ZoneEmploi
from entredeux.themes.lecture import FichierInvalide, read_model

LENS, CITE_12_14, QUARTIER_TROUE, QUARTIER_A_PLUS_DE_CENT = "62498", "QN06224M", "QN06245M", "QN00102M"


def small_folder(path: Path, **replaced: str) -> Path:
    """The three files, cut to the rows of the base, some of them replaced by this text."""
    for niveau, name in FICHIERS.items():
        text = replaced.get(str(niveau))
        if text is None:
            rows = list(read_table(name.removesuffix(".csv.gz")))
            kept = [row for row in rows if niveau != NiveauContexte.QPV or row["code"] in quarters_of_the_stage()]
            kept = [row for row in kept if niveau != NiveauContexte.COMMUNE or row["code"] in COMMUNES]
            text = as_csv(kept)
        (path / name).write_bytes(gzip.compress(text.encode()))
    return path


COMMUNES = {"62498", "62510", "69123", "69381", "93066", "97411", "11339", "62291", "62300", "59350"}


def quarters_of_the_stage() -> set[str]:
    return set(Qpv.objects.filter(generation=2024).values_list("pk", flat=True))


def as_csv(rows: list[dict[str, str]]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def load(folder: Path = ICI) -> dict[str, BilanContexte]:
    return {bilan.nom: bilan for bilan in import_contexte(by=Acteur.systeme(), folder=folder)}


@pytest.mark.django_db
@pytest.mark.lent
def test_the_whole_country_is_loaded_once_with_the_exact_values():
    call_command("import_territoires", verbosity=0, stdout=StringIO())
    out = StringIO()
    call_command("import_contexte", stdout=out)
    assert (
        "contexte d'un quartier prioritaire : 1518 lus, 1518 créés, 0 modifiés, 0 retirés, 0 écartés" in out.getvalue()
    )
    assert "contexte d'une commune : 35014 lus, 35014 créés" in out.getvalue()
    assert "zone d'emploi : 302 lus, 302 créés" in out.getvalue()

    lens = ContexteCommune.objects.get(pk=LENS)
    assert lens.zone_emploi == "3215"
    assert lens.valeurs == {
        "commune_residences_principales": 15531,
        "commune_revenu_median": 17250,
        "commune_part_minima_sociaux": 7.5,
        "commune_taux_logements_sociaux": 59.0,
        "commune_taux_vacance": 11.15,
        "commune_ips_ecoles": 76.1,
    }
    assert ContexteQpv.objects.get(pk=QUARTIER_A_PLUS_DE_CENT).valeurs["qpv_taux_logements_sociaux"] == 108.6
    assert sum(row.valeurs.get("qpv_taux_logements_sociaux", 0) > 100 for row in ContexteQpv.objects.all()) == 250
    troue = ContexteQpv.objects.get(pk=QUARTIER_TROUE).valeurs
    assert troue["qpv_population"] == 2446
    assert not {"qpv_logements_sociaux", "qpv_taux_logements_sociaux"} & troue.keys()  # empty is not 0
    assert ContexteQpv.objects.get(pk="QN97650N").valeurs.keys() == {"qpv_population"}
    assert not ContexteQpv.objects.filter(qpv__departement="987").exists()
    assert ZoneEmploi.objects.get(pk="0051").chomage["2021-T1"] == 7.4
    assert len(ZoneEmploi.objects.get(pk="0051").chomage) == 20
    cayenne = ContexteCommune.objects.get(pk="97302")
    assert cayenne.zone_emploi == "0301"
    assert not ZoneEmploi.objects.filter(pk="0301").exists()

    out = StringIO()
    call_command("import_contexte", stdout=out)
    assert "\n0 changements en" in out.getvalue()
    assert EntreeJournal.objects.filter(evenement="territoires.contexte.importe").count() == 1


@pytest.mark.django_db
def test_a_changed_value_is_followed_and_a_row_no_longer_given_is_removed(territoires, tmp_path):
    folder = small_folder(tmp_path)
    load(folder)
    ContexteCommune.objects.filter(pk=LENS).update(valeurs={"commune_revenu_median": 1})
    rows = [row for row in read_table("contexte_communes") if row["code"] in COMMUNES - {"59350"}]
    bilan = load(small_folder(tmp_path, commune=as_csv(rows)))["contexte d'une commune"]
    assert (bilan.crees, bilan.modifies, bilan.retires) == (0, 1, 1)
    assert ContexteCommune.objects.get(pk=LENS).valeurs["commune_revenu_median"] == 17250


@pytest.mark.django_db
def test_what_cannot_be_trusted_is_set_aside_with_its_reason(territoires, tmp_path):
    rows = [row for row in read_table("contexte_communes") if row["code"] in COMMUNES]
    lens = next(row for row in rows if row["code"] == LENS)
    wrong = [
        lens | {"code": "1053"},
        lens | {"code": "QN06224M"},
        lens,
    ]
    doubtful = [
        row | {"part_minima_sociaux_2021": "175", "revenu_median_2021": "s"} if row["code"] == "62510" else row
        for row in rows
    ]
    bilan = load(small_folder(tmp_path, commune=as_csv([*doubtful, *wrong])))["contexte d'une commune"]
    assert [str(rejet).partition(" : ")[2] for rejet in bilan.rejets] == [
        "« s » n'est pas un nombre",
        "175 n'est pas possible (0 à 100)",
        "« 1053 » n'est pas une commune connue (un zéro perdu ?)",
        "« QN06224M » n'est pas une commune connue",
        "le code « 62498 » est déjà donné plus haut",
    ]
    assert "commune_revenu_median" not in ContexteCommune.objects.get(pk="62510").valeurs
    assert "commune_taux_vacance" in ContexteCommune.objects.get(pk="62510").valeurs
    out = StringIO()
    call_command("import_contexte", dossier=tmp_path, rejets=tmp_path / "rejets.csv", stdout=out)
    assert "5 écartés" in out.getvalue()
    assert len((tmp_path / "rejets.csv").read_text().splitlines()) == 6


BROKEN = {
    "a column is missing": (
        {"commune": "code,zone_emploi\n62498,3215\n"},
        "colonnes absentes : residences_principales",
    ),
    "a row is short": ({"zone_emploi": "ze,libelle,2021-T1\n0051,Alençon\n"}, "ligne 2 : il faut 3 colonnes"),
    "no quarter": ({"zone_emploi": "ze,libelle\n0051,Alençon\n"}, "colonnes absentes : 2021-T1"),
    "no row": ({"zone_emploi": "ze,libelle,2021-T1\n"}, "aucune ligne"),
    "nothing": ({"zone_emploi": ""}, "colonnes absentes"),
    "an open quote": ({"zone_emploi": 'ze,libelle,2021-T1\n0051,"Alençon,7.4\n'}, "ne se lit pas"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_changes_nothing(territoires, tmp_path, case):
    load(small_folder(tmp_path))
    before = list(ContexteCommune.objects.order_by("pk").values()) + list(ContexteQpv.objects.order_by("pk").values())
    replaced, words = BROKEN[case]
    with pytest.raises(FichierRefuse, match=words) as refusal:
        load(small_folder(tmp_path, **replaced))
    assert "Rien n'a été changé" in str(refusal.value)
    assert before == list(ContexteCommune.objects.order_by("pk").values()) + list(
        ContexteQpv.objects.order_by("pk").values()
    )
    with pytest.raises(CommandError, match=words):
        call_command("import_contexte", dossier=tmp_path, stdout=StringIO())


@pytest.mark.django_db
def test_a_cut_archive_or_a_missing_file_changes_nothing(territoires, tmp_path):
    load(small_folder(tmp_path))
    kept = ContexteQpv.objects.count()
    name = FICHIERS[NiveauContexte.QPV]
    (tmp_path / name).write_bytes((ICI / name).read_bytes()[:500])
    with pytest.raises(FichierRefuse, match="ne se lit pas"):
        load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(FichierRefuse, match="ne se lit pas"):
        load(tmp_path)
    assert ContexteQpv.objects.count() == kept > 10


@pytest.mark.django_db
def test_without_the_territories_it_says_what_to_do_first():
    with pytest.raises(FichierRefuse, match="entredeux import territoires"):
        load()
    assert not ZoneEmploi.objects.exists()


def test_nobody_signed_in_reloads_them(claire):
    with pytest.raises(Http404):
        import_contexte(by=claire)


def test_each_definition_has_its_level_its_source_and_its_limits():
    definitions = read_definitions()
    assert {niveau: len(definitions.at(niveau)) for niveau in NiveauContexte} == {
        NiveauContexte.QPV: 11,
        NiveauContexte.COMMUNE: 6,
        NiveauContexte.ZONE_EMPLOI: 1,
    }
    assert {each.millesime for each in definitions.at(NiveauContexte.QPV)} == {"non précisé par la source"}
    words = " ".join(f"{each.code} {each.titre} {each.colonne}" for each in definitions.indicateurs).lower()
    assert not any(word in words for word in ("nationalit", "immigr", "étrang", "delinquance", "vandalism", "theft"))


def test_a_wrong_definition_says_its_line(tmp_path):
    text = (Path(read_definitions.__wrapped__.__code__.co_filename).parent / "definitions.yaml").read_text()
    path = tmp_path / "definitions.yaml"
    path.write_text(text.replace("Le quartier compte {valeur} habitants.", "Le quartier compte ses habitants."))
    with pytest.raises(FichierInvalide, match=r"definitions.yaml:\d+: .*la phrase porte une fois"):
        read_model(path, Definitions)
