"""Every address of ours, made of the names in the URL configuration and of real ids."""

from collections.abc import Iterator
from datetime import date

from django.urls import URLPattern, URLResolver, get_resolver, reverse

EVENEMENT = "2019-12-04-journee-regionale-hauts-de-france-versant-nord"

# Names that no browser can open, each with its reason.
EXCEPTIONS = {
    "socialaccount_login_cancelled": "ProConnect n'est pas réglé ici ; tests/cadre/test_federation.py",
    "openid_connect_login": "mène chez le fournisseur d'identité ; tests/cadre/test_federation.py",
    "openid_connect_callback": "revient du fournisseur d'identité ; tests/cadre/test_federation.py",
    "mfa_authenticate": "n'existe qu'entre mot de passe et code ; tests/cadre/test_connexion.py",
    "mfa_reauthenticate": "demande un second facteur ; tests/cadre/test_connexion.py",
    "mfa_deactivate_totp": "demande une application enregistrée ; tests/cadre/test_connexion.py",
    "mfa_reauthenticate_webauthn": "demande une clé d'accès enregistrée ; tests/cadre/test_connexion.py",
    "mfa_edit_webauthn": "demande une clé d'accès enregistrée ; tests/cadre/test_connexion.py",
    "mfa_remove_webauthn": "demande une clé d'accès enregistrée ; tests/cadre/test_connexion.py",
    "mfa_view_recovery_codes": "demande un second facteur ; tests/cadre/test_connexion.py",
    "mfa_generate_recovery_codes": "demande un second facteur ; tests/cadre/test_connexion.py",
    "mfa_download_recovery_codes": "demande un second facteur ; tests/cadre/test_connexion.py",
    "account_signup": "fermée, répond 404 : un compte s'ouvre par invitation",
    "account_email": "fermée, répond 404 : l'adresse est celle que la structure a donnée",
    "socialaccount_signup": "fermée, répond 404 : un compte s'ouvre par invitation",
    "socialaccount_connections": "fermée, répond 404 : les comptes ne se lient pas ici",
    "replay_video": "un fichier, que la démonstration n'a pas ; tests/functional/test_ressources.py",
    "sante": "dit 503 sans travailleur, et n'est pas une page ; tests/socle/test_sante.py",
    "observatoire:reception": "reçoit un mois signé, 404 sans réglage ; tests/observatoire/test_envois.py",
    "carnet:carnet-api:api-root": "la racine de l'API, sans page ; son schéma est visité à côté",
    "observatoire:api-v1:api-root": "la racine de l'API, sans page ; son schéma est visité à côté",
    **{
        f"observatoire:api-v1:{name}": "demande une clé et non une session ; tests/observatoire/test_api.py"
        for name in ("indicateurs", "versions", "parutions", "tables", "chiffres")
    },
    "account_set_password": "pour un compte sans mot de passe ; les autres vont le changer",
}


def names(patterns: list | None = None, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, argument names) of every route of the product."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}", tuple(pattern.pattern.regex.groupindex)


def addresses(reperes: dict[str, str]) -> dict[str, str]:
    """URL name -> an address with a real row behind it. A new kind of id must be given by `distribution.py`."""
    fixed = {"slug": EVENEMENT, "code": "hall", "cadre": "terrain", "jour": date.today().isoformat()}
    found = {}
    for name, arguments in names():
        if name in EXCEPTIONS or name.startswith("wagtail"):  # the desk: Wagtail's pages, its own tests
            continue
        given = reperes | fixed | {"key": reperes["jeton"] if "uidb36" in arguments else reperes["cle_adresse"]}
        found[name] = reverse(name, kwargs={each: value_of(given, name, each) for each in arguments})
    return found


def value_of(given: dict[str, str], name: str, argument: str) -> str:
    """« reseau_inscription.jeton » is the `jeton` of every name that starts so; the longest start wins."""
    special = [
        key for key in given if key.endswith(f".{argument}") and name.startswith(key.removesuffix(f".{argument}"))
    ]
    return given[max(special, key=len, default=argument)]
