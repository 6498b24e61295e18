import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import Http404

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.territoires.actions import import_territoires
from entredeux.territoires.enums import NatureCommune
from entredeux.territoires.models import (
    Commune,
    CommuneAncienne,
    ContratVille,
    Departement,
    Epci,
    Qpv,
    QpvCorrespondance,
    Region,
)


@pytest.mark.django_db
@pytest.mark.lent
def test_the_whole_country_is_loaded_once_and_only_once():
    call_command("import_territoires", stdout=StringIO())
    assert {model.__name__: model.objects.count() for model in (Region, Departement, Epci, ContratVille)} == {
        "Region": 26,
        "Departement": 109,
        "Epci": 1266,
        "ContratVille": 433,
    }
    assert Commune.objects.filter(nature=NatureCommune.COMMUNE).count() == 34_969
    assert Commune.objects.filter(nature=NatureCommune.ARRONDISSEMENT).count() == 45
    assert CommuneAncienne.objects.count() == 2_502
    assert [Qpv.objects.filter(generation=year).count() for year in (2015, 2024)] == [1_294, 1_609]
    assert QpvCorrespondance.objects.filter(est_officielle=False).count() == 832
    assert EntreeJournal.objects.filter(evenement="territoires.referentiel.importe").count() == 1

    Commune.objects.filter(pk="62498").update(nom="Lance")
    out = StringIO()
    call_command("import_territoires", stdout=out)
    assert "commune : 35014 lus, 0 créés, 1 modifiés" in out.getvalue()
    assert Commune.objects.get(pk="62498").nom == "Lens"

    out = StringIO()
    call_command("import_territoires", stdout=out)
    assert re.search(r"^0 changements", out.getvalue(), re.MULTILINE)
    assert EntreeJournal.objects.filter(evenement="territoires.referentiel.importe").count() == 2


@pytest.mark.django_db
def test_codes_stay_texts(territoires):
    assert Qpv.objects.get(pk="QN06225M").communes == ["62498", "62523", "62842"]
    assert Departement.objects.get(pk="2A").nom == "Corse-du-Sud"
    assert Departement.objects.get(pk="01").nom == "Ain"


def test_nobody_signed_in_reloads_the_shared_tables(claire):
    with pytest.raises(Http404):
        import_territoires(by=claire)
    assert not Region.objects.exists()
    assert Acteur.systeme().compte is None
