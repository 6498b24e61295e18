"""The mapping: which column says which field, which values mean what. Written by people, in YAML or JSON.

    date: Date du jour                       a column
    motif: {colonne: Type, valeurs: {Tapage: nuisance_sonore}, sinon: autre}
    registre: {constante: presence_active}
    precision_date: mois

Long form: the same under `champs:`, as `--json` and the page write it, with `confiance` and `raisons`, which are
read by people only. The output of `--json` is itself a valid mapping file.
"""

import json
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from entredeux.socle.lecture import Reglages
from entredeux.socle.lecture.mots import fold
from entredeux.terrain.imports.champs import OBLIGATOIRES, PAR_CODE
from entredeux.terrain.imports.erreurs import CorrespondanceRefusee

Confiance = Literal["sure", "probable", "incertain"]
TAILLE_MAX = 2 * 1024 * 1024
SYNONYMES = {
    "id": "identifiant",
    "identifiant_externe": "identifiant",
    "id_externe": "identifiant",
    "date_service": "date",
    "creneau": "heure",
    "saisine": "mode_saisine",
    "duree": "duree_minutes",
    "longitude": "lon",
    "latitude": "lat",
    "commune": "commune_nom",
    "ville": "commune_nom",
    "code_insee": "commune_code",
    "code_commune": "commune_code",
    "insee": "commune_code",
    "cp": "code_postal",
    "publics": "public_nombre",
    "public": "public_nombre",
    "nombre_personnes": "public_nombre",
    "role": "public_role",
    "age": "public_age",
}
AUCUNE_COLONNE = "aucune colonne ne le dit : nommez une colonne ou donnez une constante"
FORMAT = (
    "Une correspondance est un fichier YAML ou JSON : un champ par ligne, avec la colonne qui le dit "
    "(« date: Date du jour »), ou « {colonne: …, valeurs: {…}, sinon: …} », ou « {constante: …} »."
)


class Champ(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colonne: str = ""
    constante: str = ""
    valeurs: dict[str, str] = Field(default_factory=dict)
    sinon: str = ""
    confiance: Confiance = "sure"
    raisons: list[str] = Field(default_factory=list)

    @field_validator("colonne", "constante", "sinon", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return "" if value is None else str(value) if isinstance(value, int | float) else value

    @field_validator("valeurs", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return {} if value is None else value
        return {_as_written(key): "" if text is None else _as_written(text) for key, text in value.items()}

    @property
    def est_muet(self) -> bool:
        return not self.colonne and not self.constante


class Correspondance(BaseModel):
    """`identite` lists the columns whose content tells two rows apart when no identifier is mapped (empty: all
    that are not personal). `source` keeps apart the identifiers of two programs that both count from 1."""

    model_config = ConfigDict(extra="forbid")

    champs: dict[str, Champ]
    precision_date: Literal["jour", "mois"] = "jour"
    ordre_date: Literal["jma", "mja"] = "jma"
    nuit: Literal["telle_quelle", "veille"] = "telle_quelle"
    unite_duree: Literal["minutes", "heures"] = "minutes"
    coordonnees: Literal["wgs84", "lambert93"] = "wgs84"
    coordonnees_inversees: bool = False
    identite: list[str] = Field(default_factory=list)
    source: str = Field(default="", max_length=30)
    encodage: str = ""
    separateur: str = ""
    ligne_entete: int = Field(default=0, ge=0)
    feuille: str = ""
    non_importees: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, said: Any) -> Any:
        return _long_form(said) if isinstance(said, dict) else said

    @property
    def reglages(self) -> Reglages:
        return Reglages(self.encodage, self.separateur, self.ligne_entete, self.feuille)

    @property
    def incertains(self) -> dict[str, list[str]]:
        """Field -> why a person must decide. A required field that nothing says is uncertain too."""
        doubts = {code: champ.raisons for code, champ in self.champs.items() if champ.confiance == "incertain"}
        for code in OBLIGATOIRES:
            if code not in doubts and (code not in self.champs or self.champs[code].est_muet):
                doubts[code] = [AUCUNE_COLONNE]
        return doubts

    def champ(self, code: str) -> Champ:
        return self.champs.get(code, Champ())

    def as_dict(self) -> dict[str, Any]:
        return self.model_dump(exclude_defaults=True) | {
            "champs": {
                code: champ.model_dump(exclude_defaults=True) | {"confiance": champ.confiance}
                for code, champ in self.champs.items()
            }
        }

    def as_yaml(self) -> str:
        return yaml.safe_dump(self.as_dict(), allow_unicode=True, sort_keys=False, width=110)


def _as_written(value: Any) -> str:
    """YAML reads `oui` and `non` as booleans: a table of values wants the words back."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)


OPTIONS = {name for name in Correspondance.model_fields if name != "champs"}


def _long_form(said: dict[Any, Any]) -> dict[str, Any]:
    if isinstance(said.get("mapping"), dict):  # the whole answer of --json
        said = said["mapping"]
    said = {str(key): value for key, value in said.items() if key not in {"version", "incertains"}}
    if "champs" not in said:
        fields = {key: value for key, value in said.items() if key not in OPTIONS or _is_field_of(key, value)}
        said = {key: value for key, value in said.items() if key not in fields} | {"champs": fields}
    champs = said["champs"]
    if isinstance(champs, dict):
        said["champs"] = {_code(key): _champ(value) for key, value in champs.items() if value is not None}
    return said


def _is_field_of(key: str, value: Any) -> bool:
    """`coordonnees` is both an option (wgs84, lambert93) and a field (a column): its value tells."""
    return key == "coordonnees" and value not in ("wgs84", "lambert93")


def _code(key: str) -> str:
    plain = fold(str(key)).replace(" ", "_")
    return SYNONYMES.get(plain, plain)


def _champ(value: Any) -> Any:
    if isinstance(value, dict | Champ):
        return value
    return {"colonne": value if isinstance(value, str) else str(value)}


def parse_correspondance(text: str) -> Correspondance:
    """Raises CorrespondanceRefusee with the sentence to show."""
    try:
        said = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError) as error:
        raise CorrespondanceRefusee(f"La correspondance est illisible ({type(error).__name__}). {FORMAT}")
    return validate_correspondance(said)


def validate_correspondance(said: Any) -> Correspondance:
    if not isinstance(said, dict) or not said:
        raise CorrespondanceRefusee(f"La correspondance est vide ou n'est pas un ensemble de clés. {FORMAT}")
    try:
        mapping = Correspondance.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(step) for step in first["loc"]) or "le fichier"
        raise CorrespondanceRefusee(f"Correspondance refusée à « {where} » : {_explain(first)}. {FORMAT}")
    unknown = [code for code in mapping.champs if code not in PAR_CODE]
    if unknown:
        raise CorrespondanceRefusee(
            f"Champ inconnu dans la correspondance : « {unknown[0]} ». Champs possibles : {', '.join(PAR_CODE)}."
        )
    return mapping


def _explain(item: Any) -> str:
    if item["type"] == "extra_forbidden":
        return "cette clé n'existe pas"
    if item["type"] == "literal_error":
        return f"attendu {str(item['ctx']['expected']).replace(' or ', ' ou ')}"
    return "valeur inattendue"


def read_correspondance(path: Path) -> Correspondance:
    try:
        if path.stat().st_size > TAILLE_MAX:
            raise CorrespondanceRefusee("Ce fichier est trop gros pour une correspondance.")
        return parse_correspondance(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise CorrespondanceRefusee(f"La correspondance n'est pas un texte en UTF-8. {FORMAT}")
    except OSError:
        raise CorrespondanceRefusee(f"La correspondance « {path.name} » ne s'ouvre pas.")


def fit_to_columns(mapping: Correspondance, columns: list[str]) -> Correspondance:
    """Column names as the file writes them (case and accents do not count). Raises when one is absent."""
    exact = set(columns)
    folded = {fold(name): name for name in reversed(columns)}

    def find(name: str) -> str:
        if name in exact:
            return name
        if fold(name) in folded:
            return folded[fold(name)]
        shown = ", ".join(f"« {column} »" for column in columns[:30])
        raise CorrespondanceRefusee(
            f"La correspondance nomme la colonne « {name} », absente du fichier. Colonnes du fichier : {shown}."
        )

    champs = {
        code: champ.model_copy(update={"colonne": find(champ.colonne)}) if champ.colonne else champ
        for code, champ in mapping.champs.items()
    }
    return mapping.model_copy(update={"champs": champs, "identite": [find(name) for name in mapping.identite]})
