"""What a log may tell us: the fields of an act, under the names people give their columns.

`NOMS` are folded names (mots.fold). A column is never taken for its name alone: its content must agree
(proposition.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cible:
    code: str
    libelle: str
    noms: tuple[str, ...]  # the surest first
    vocabulaire: str = ""
    est_obligatoire: bool = False


def _cible(code: str, libelle: str, noms: str, vocabulaire: str = "", est_obligatoire: bool = False) -> Cible:
    return Cible(code, libelle, tuple(noms.split("|")), vocabulaire, est_obligatoire)


CIBLES = (
    _cible(
        "identifiant",
        "Identifiant dans le logiciel d'origine",
        "id|identifiant|identifiant externe|id externe|numero|n|no|ref|reference|numero de fiche|n fiche|id fiche"
        "|id intervention|numero intervention|n intervention|globalid|uuid|guid|cle|code fiche|num",
    ),
    _cible(
        "date",
        "Date",
        "date|date de l intervention|date intervention|date d intervention|jour|date du jour|date des faits"
        "|date service"
        "|date de service|date de passage|date acte|date de saisie|mois|month|date mediation|date evenement|periode"
        "|date de l evenement|date de l acte|quand|date et heure|horodatage|date heure|datetime|le",
        est_obligatoire=True,
    ),
    _cible(
        "heure",
        "Heure",
        "heure|creneau|heure de debut|heure debut|heure d arrivee|horaire|heure intervention|heure de l intervention"
        "|tranche horaire|time",
    ),
    _cible("registre", "Registre", "registre|registre d intervention|registre intervention", "registres", True),
    _cible(
        "domaine",
        "Domaine",
        "domaine|domaine d intervention|domaine intervention|champ d intervention|thematique|theme|secteur d activite",
        "domaines",
        True,
    ),
    _cible(
        "motif",
        "Motif",
        "motif|motifs|motif intervention|motif de l intervention|motif d intervention|type|type de situation|situation"
        "|nature|nature de l intervention|nature des faits|objet|categorie|type d intervention|type intervention"
        "|type de conflit|probleme|problematique|type d incident|nature intervention|motif principal|type evenement",
        "motifs",
        True,
    ),
    _cible(
        "mode_saisine",
        "Mode de saisine",
        "mode de saisine|saisine|mode saisine|origine de la demande|origine demande|origine|canal|demandeur|source"
        "|provenance|orienteur|mode de contact|prescripteur",
        "modes_saisine",
    ),
    _cible(
        "issue",
        "Issue",
        "issue|resultat|suite|suites|suite donnee|issue de l intervention|issue intervention|resultats|suites donnees"
        "|conclusion|etat final",
        "issues",
    ),
    _cible(
        "duree_minutes",
        "Durée",
        "duree|duree minutes|duree en minutes|duree min|duree mn|temps passe|duree de l intervention|duree intervention"
        "|temps|duree h|duree en heures|nb minutes|nombre de minutes",
    ),
    _cible(
        "lieu",
        "Lieu connu de la structure",
        "lieu|lieux|nom du lieu|nom lieu|lieu intervention|lieu d intervention|lieu de l intervention|site|location"
        "|place",
    ),
    _cible("type_lieu", "Type de lieu", "type de lieu|type lieu|types de lieux|nature du lieu|espace", "types_lieux"),
    _cible(
        "commune_code",
        "Code INSEE de la commune",
        "code insee|insee|code commune|codgeo|commune code|code commune insee|insee com|code insee commune|depcom"
        "|citycode|com",
    ),
    _cible("code_postal", "Code postal", "code postal|cp|codepostal|code postal commune|postal"),
    _cible(
        "commune_nom", "Nom de la commune", "commune|ville|nom commune|nom de la commune|localite|municipalite|lib com"
    ),
    _cible(
        "adresse",
        "Adresse (lue pour trouver la commune, jamais gardée)",
        "adresse|adresse postale|adresse complete|adresse intervention|adresse de l intervention|voie|rue",
    ),
    _cible(
        "qpv",
        "Code du quartier prioritaire",
        "qpv|code qpv|qpv code|code quartier|quartier prioritaire|code qp|quartier qpv|code quartier prioritaire",
    ),
    _cible(
        "lon",
        "Longitude",
        "lon|long|lng|longitude|x|coord x|coordonnee x|coordx|x l93|x lambert|x lambert93|coordonnees x",
    ),
    _cible("lat", "Latitude", "lat|latitude|y|coord y|coordonnee y|coordy|y l93|y lambert|y lambert93|coordonnees y"),
    _cible(
        "coordonnees",
        "Latitude et longitude dans une cellule",
        "coordonnees|coordonnees gps|gps|geo|geo point 2d|geopoint|point|geometrie|geom|localisation|lat lon|latlon"
        "|latlng"
        "|geo shape|position|coordonnees geographiques|geolocalisation",
    ),
    _cible(
        "public_nombre",
        "Nombre de personnes rencontrées",
        "nombre de personnes|nb personnes|nb de personnes|personnes|effectif|nombre personnes|public|publics|nb public"
        "|nombre de publics|nombre d habitants|nb habitants|nombre de beneficiaires|nb beneficiaires|nbre personnes",
    ),
    _cible(
        "public_role",
        "Rôle du public",
        "role|role public|type de public|qualite|role du public|public role",
        "roles_public",
    ),
    _cible("public_age", "Âge du public", "age|tranche d age|tranche age|age public|age du public|public age", "ages"),
    _cible(
        "nombre_mediateurs",
        "Nombre de médiatrices et médiateurs",
        "nombre de mediateurs|nb mediateurs|nombre mediateurs|nb agents|nombre d agents|nb de mediateurs"
        "|effectif equipe",
    ),
)
PAR_CODE = {cible.code: cible for cible in CIBLES}
OBLIGATOIRES = tuple(cible.code for cible in CIBLES if cible.est_obligatoire)
# What makes a line a header: « x », « y », « n » are also cells like any other.
NOMS_CONNUS = frozenset(name for cible in CIBLES for name in cible.noms if len(name) > 2 or name in {"id", "cp"})

# Names too common to oblige a person to decide when the content is not ours: the column is left out, and said so.
NOMS_VAGUES = frozenset(
    [
        "type",
        "nature",
        "objet",
        "categorie",
        "situation",
        "source",
        "origine",
        "canal",
        "provenance",
        "suite",
        "suites",
        "resultat",
        "role",
        "age",
        "public",
        "publics",
        "theme",
        "thematique",
        "espace",
        "demandeur",
        "temps",
        "horaire",
        "time",
        "site",
        "place",
        "location",
        "rue",
        "voie",
        "point",
        "x",
        "y",
        "n",
        "no",
        "num",
        "ref",
        "cle",
        "le",
        "effectif",
        "personnes",
        "position",
        "com",
    ]
)

# A column so named is never taken for an act's field, whatever its content.
HORS_SUJET = frozenset({"siret", "siren"})
# A date of something else than the act.
AUTRES_DATES = frozenset({"naissance", "maj", "modification", "validation", "cloture", "fin", "echeance", "export"})
