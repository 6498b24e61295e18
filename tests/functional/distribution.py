"""Run in a process of its own by `prepare_base`: the tables, the static files, the territories, the named cast."""

import django

MOT_DE_PASSE = "un mot de passe long"
PERSONNES = {
    "samira": ("mediation", "Passerelle Lens-Liévin"),
    "claire": ("coordination", "Passerelle Lens-Liévin"),
    "helene": ("direction", "Passerelle Lens-Liévin"),
    "paul": ("financeur", "Passerelle Lens-Liévin"),
    "nadia": ("mediation", "Traboule Médiation"),
    "alix": ("", ""),
}


def email_of(prenom: str) -> str:
    return f"{prenom}@exemple.fr"


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("import_territoires", verbosity=0)
    for prenom, (role, structure) in PERSONNES.items():
        open_account(prenom, role, structure)
    write_figures()


def write_figures() -> None:
    """A year of synthetic facts in four real quarters, the last one too small to be shown."""
    from entredeux.cadre.models import Structure
    from tests.observatoire.fabrique import follow, write_year

    lens = Structure.objects.get(nom="Passerelle Lens-Liévin")
    write_year(lens, 2025, ["QN06224M", "QN06228M", "QN06229M"])
    follow(lens, "QN06225M")


def open_account(prenom: str, role: str, structure: str) -> None:
    """With its address verified, so that logging in asks for nothing else. Alix belongs to no structure."""
    from allauth.account.models import EmailAddress

    from entredeux.cadre.enums import NatureStructure
    from entredeux.cadre.models import Adhesion, Compte, Structure

    compte = Compte.objects.create_user(email_of(prenom), MOT_DE_PASSE, nom=prenom.capitalize())
    EmailAddress.objects.create(user=compte, email=compte.email, verified=True, primary=True)
    if role:
        defaults = {"nature": NatureStructure.ASSOCIATION, "est_synthetique": True}
        owner, _ = Structure.objects.get_or_create(nom=structure, defaults=defaults)
        Adhesion.objects.create(compte=compte, structure=owner, role=role)


if __name__ == "__main__":
    main()
