from django.urls import reverse

from entredeux.partenaires.models import StructurePartenaire

SERVICE = {"nom": "Bailleur du Bassin", "genre": "bailleur", "courriel": "technique@bailleur.example"}


def test_coordination_adds_a_service_and_a_mediator_only_reads(client, claire, samira):
    client.force_login(claire.compte)
    client.post(reverse("partenaires:nouveau"), SERVICE)
    client.force_login(samira.compte)

    assert StructurePartenaire.objects.get().courriel == "technique@bailleur.example"
    assert "Bailleur du Bassin" in client.get(reverse("partenaires:liste")).content.decode()
    assert client.get(reverse("partenaires:nouveau")).status_code == 404


def test_personal_address_is_refused_and_what_was_typed_stays(client, claire):
    client.force_login(claire.compte)

    answer = client.post(reverse("partenaires:nouveau"), SERVICE | {"courriel": "jeanne.martin@bailleur.example"})

    assert answer.status_code == 422
    assert "Bailleur du Bassin" in answer.content.decode()
    assert not StructurePartenaire.objects.exists()


def test_service_of_another_structure_is_not_there(client, claire, autre_structure):
    other = StructurePartenaire.objects.create(structure=autre_structure, nom="Ailleurs", genre="ville")
    client.force_login(claire.compte)

    assert client.get(reverse("partenaires:fiche", args=[other.pk])).status_code == 404


def test_profession_of_a_service_is_said_on_its_page(client, claire):
    client.force_login(claire.compte)
    client.post(reverse("partenaires:nouveau"), SERVICE | {"profession": "bailleur"})
    service = StructurePartenaire.objects.get()
    assert service.profession == "bailleur"
    client.post(reverse("partenaires:fiche", args=[service.pk]), SERVICE | {"profession": "", "est_actif": "on"})
    service.refresh_from_db()
    assert service.profession == ""
