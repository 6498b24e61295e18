"""A passkey, from its creation to a sign-in with nothing to type: Chromium's virtual authenticator is the phone."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.functional.distribution import MOT_DE_PASSE, email_of
from tests.functional.navigateur import check_axe, check_axe_everywhere, check_reflow

pytestmark = pytest.mark.navigateur

TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PAGES = [
    "/compte/profil/",
    "/compte/structure/",
    "/compte/securite/",
    "/compte/securite/cles/",
    "/compte/mot-de-passe/",
    "/compte/deconnexion/",
    "/cadre/roles/",
]
PAGES_DE_DIRECTION = ["/cadre/comptes/", "/cadre/comptes/inviter/", "/cadre/journal/"]
PAGES_OUVERTES = ["/compte/connexion/", "/compte/mot-de-passe/oublie/", "/compte/mot-de-passe/lien/1-x/"]


@pytest.fixture
def page(open_page) -> Page:
    return open_page("telephone")


@pytest.fixture
def racine(serveur: str) -> str:
    """A passkey belongs to a name, not to a number: `localhost`."""
    return serveur.replace("127.0.0.1", "localhost")


def plug_in(page: Page, **options: object) -> tuple[CDPSession, str]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**TELEPHONE, **options}})
    return devtools, added["authenticatorId"]


def sign_in(page: Page, racine: str, prenom: str) -> None:
    page.goto(f"{racine}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(email_of(prenom))
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(re.compile(r"^(?!.*/compte/connexion/)"))


def sign_out(page: Page, racine: str) -> None:
    page.goto(f"{racine}/compte/deconnexion/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{racine}/")


def create_key(page: Page, racine: str) -> None:
    page.goto(f"{racine}/compte/securite/cles/ajouter/")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_label("Nom de la clé").fill("téléphone de l'équipe")
    page.get_by_role("button", name="Créer la clé").click()


def test_ines_creates_a_passkey_and_signs_in_with_nothing_to_type(page, racine):
    devtools, telephone = plug_in(page)
    sign_in(page, racine, "ines")
    create_key(page, racine)
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    [credential] = devtools.send("WebAuthn.getCredentials", {"authenticatorId": telephone})["credentials"]
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)
    sign_out(page, racine)
    page.goto(f"{racine}/compte/profil/")
    assert "/compte/connexion/" in page.url
    page.get_by_role("button", name="Se connecter avec une clé d'accès").click()
    page.wait_for_url(re.compile(r"^(?!.*/compte/connexion/)"))
    page.goto(f"{racine}/compte/profil/")
    expect(page.get_by_text(email_of("ines"))).to_be_visible()
    page.goto(f"{racine}/compte/securite/cles/")
    expect(page.get_by_role("row", name="téléphone de l'équipe")).to_contain_text("sans mot de passe")


def test_a_password_then_asks_for_the_key(page, racine):
    plug_in(page)
    sign_in(page, racine, "nadia")
    create_key(page, racine)
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    sign_out(page, racine)
    sign_in(page, racine, "nadia")
    expect(page.get_by_role("heading", name="Seconde étape")).to_be_visible()
    check_axe_everywhere(page)
    page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    page.wait_for_url(re.compile(r"^(?!.*/compte/double-facteur/)"))
    page.goto(f"{racine}/compte/profil/")
    expect(page.get_by_text(email_of("nadia"))).to_be_visible()


def test_an_unlocked_phone_of_someone_else_opens_nothing_and_says_why(page, racine):
    plug_in(page)
    page.goto(f"{racine}/compte/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d'accès").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("annulée ou a expiré"), timeout=90_000)
    assert "/compte/connexion/" in page.url


def test_the_page_of_a_new_key_reads_well(page, racine):
    plug_in(page)
    sign_in(page, racine, "claire")
    page.goto(f"{racine}/compte/securite/cles/ajouter/")
    check_axe(page)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("button", name="Créer la clé")).to_be_visible()
    check_axe(page)
    page.goto(f"{racine}/compte/securite/application/activer/")
    check_axe(page)


@pytest.mark.parametrize("adresse", PAGES_OUVERTES)
def test_open_pages_read_well(page, racine, adresse):
    page.goto(f"{racine}{adresse}")
    expect(page.locator("h1")).to_have_count(1)
    check_axe_everywhere(page)
    check_reflow(page)


def test_ones_own_pages_read_well(page, racine):
    sign_in(page, racine, "claire")
    for adresse in PAGES:
        page.goto(f"{racine}{adresse}")
        expect(page.locator("h1")).to_have_count(1)
        check_axe(page)
        check_reflow(page)


def test_the_directors_pages_read_well(page, racine):
    sign_in(page, racine, "helene")
    for adresse in PAGES_DE_DIRECTION:
        page.goto(f"{racine}{adresse}")
        expect(page.locator("h1")).to_have_count(1)
        check_axe_everywhere(page)
        check_reflow(page)


def test_signing_in_works_without_any_script(open_page, racine):
    page = open_page("telephone", java_script_enabled=False)
    sign_in(page, racine, "claire")
    page.goto(f"{racine}/compte/profil/")
    expect(page.get_by_text(email_of("claire"))).to_be_visible()
