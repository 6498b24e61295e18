"""Which column says what, by format of file. Names are folded (no accent, no case): dialects meet most of the time."""

from dataclasses import dataclass

from entredeux.socle.lecture.mots import fold


@dataclass(frozen=True)
class Format:
    """`colonnes`: our field -> the names a column may bear, the best first. `marque`: columns that only it has."""

    code: str
    titre: str
    marque: frozenset[str]
    colonnes: dict[str, tuple[str, ...]]
    horaires: tuple[str, ...] = ()


COMMUNES: dict[str, tuple[str, ...]] = {
    "identifiant": ("id", "_di_surrogate_id", "id lieumed", "id_lieumed", "typo uid", "objectid"),
    "nom": ("nom", "lieu", "nom structure", "user nom", "nom de votre structure", "raison sociale"),
    "siret": ("siret", "pivot"),
    "adresse": ("adresse", "adresse postale", "user adres", "adresse de la structure"),
    "complement_adresse": ("complement adresse", "comp adresse"),
    "code_postal": ("code postal", "cp", "code postal bis"),
    "commune": ("commune", "lib com", "commune insee"),
    "code_insee": ("code insee", "insee com"),
    "latitude": ("latitude", "lat", "coord x", "y"),
    "longitude": ("longitude", "lng", "lon", "coord y", "x"),
    "telephone": ("telephone", "num tel", "numero de telephone de la structure"),
    "courriel": ("courriel", "courriels", "mail", "email", "mail struc", "adresse mail de la structure"),
    "site_web": ("site web", "site inter", "site internet"),
    "horaires_accueil": ("horaires accueil", "horaires", "horaire", "horaires d ouverture"),
    "services": ("services",),
    "publics": ("publics", "publics specifiquement adresses", "publics accueillis", "public"),
    "date_maj": ("date maj", "dat maj", "derniere maj", "editdate"),
    "thematiques": ("thematiques",),
    # the other closed lists of the digital-mediation standard, under its names or those of its former version
    "publics_specifiquement_adresses": ("publics specifiquement adresses", "publics accueillis"),
    "prise_en_charge_specifique": ("prise en charge specifique", "publics accueillis"),
    "frais_a_charge": ("frais a charge", "conditions acces"),
    "dispositif_programmes_nationaux": ("dispositif programmes nationaux", "labels nationaux"),
    "modalites_acces": ("modalites acces",),
    "modalites_accompagnement": ("modalites accompagnement",),
    "itinerance": ("itinerance",),
}
PARTAGEES = frozenset({"publics", "publics_specifiquement_adresses", "prise_en_charge_specifique"})
FRANCE_SERVICES = Format(
    "france-services",
    "Liste des France services",
    frozenset({"id fs", "lib fs"}),
    COMMUNES | {"identifiant": ("id fs",), "nom": ("lib fs",)},
    horaires=("h lundi", "h mardi", "h mercredi", "h jeudi", "h vendredi", "h samedi"),
)
DATA_INCLUSION = Format(
    "data-inclusion",
    "data·inclusion v1",
    frozenset({"reseaux porteurs", "horaires accueil", "structure id"}),
    COMMUNES,
)
CONSEILLERS_NUMERIQUES = "nb cnfs"  # the column that only the list of structures of conseillers numériques has
MEDIATION_NUM = Format("mediation-num", "Lieux de médiation numérique", frozenset(), COMMUNES)
FORMATS = {each.code: each for each in (FRANCE_SERVICES, DATA_INCLUSION, MEDIATION_NUM)}
NOMS_CONNUS = frozenset(
    name for each in FORMATS.values() for names in each.colonnes.values() for name in names
) | frozenset(FRANCE_SERVICES.horaires)


def detect_format(colonnes: list[str]) -> Format:
    """The one whose own columns are there; else the digital-mediation standard and its dialects."""
    folded = {fold(name) for name in colonnes}
    for each in (FRANCE_SERVICES, DATA_INCLUSION):
        if each.marque & folded:
            return each
    return MEDIATION_NUM


def find_columns(format: Format, colonnes: list[str]) -> dict[str, str]:
    """Our field -> the file's column. A column serves once, but for those that mix several lists (PARTAGEES)."""
    by_name: dict[str, str] = {}
    for name in colonnes:
        by_name.setdefault(fold(name), name)
    found: dict[str, str] = {}
    for field, names in format.colonnes.items():
        taken = set() if field in PARTAGEES else set(found.values())
        column = next((by_name[name] for name in names if name in by_name and by_name[name] not in taken), None)
        if column:
            found[field] = column
    return found
