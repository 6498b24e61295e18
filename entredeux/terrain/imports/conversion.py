"""One row of a log to one act, or the reasons why not. Nothing personal, no street and no point come out.

Two steps, so that zones are found for a thousand points at once: `convert` reads a row, `to_saisies` locates.
"""

import hashlib
import hmac
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from entredeux.cadre.models import Structure
from entredeux.socle.lecture import Ligne
from entredeux.socle.lecture.mots import fold
from entredeux.terrain.enums import Origine, PrecisionDate
from entredeux.terrain.imports import coordonnees as geo
from entredeux.terrain.imports import territoire
from entredeux.terrain.imports.champs import CIBLES, OBLIGATOIRES, PAR_CODE
from entredeux.terrain.imports.correspondance import Champ, Correspondance
from entredeux.terrain.imports.erreurs import CorrespondanceRefusee
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.imports.personnel import looks_personal
from entredeux.terrain.imports.valeurs import DateLue, read_count, read_date, read_duree, read_hour, to_local
from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic

ABSENTE = object()


class Rejet(ValueError):
    """Why a row is refused: one reason per field, so that one reading mends all."""

    def __init__(self, raisons: list[str]) -> None:
        super().__init__(" ; ".join(raisons))


@dataclass
class Acte:
    """A row read, before its zones are known. `point` is thrown away once located."""

    numero: int
    empreinte: str
    identifiant: str
    champs: dict[str, Any]
    point: geo.Point | None = None
    publics: tuple[SaisiePublic, ...] = ()
    remarques: list[str] = field(default_factory=list)


class Conversion:
    """A mapping made ready for one file. Raises CorrespondanceRefusee when a value it names is not ours."""

    def __init__(
        self,
        mapping: Correspondance,
        columns: Sequence[str],
        nomenclature: Nomenclature,
        structure: Structure,
        lieux: dict[str, uuid.UUID],
        secret: bytes,
    ) -> None:
        self.mapping = mapping
        self.nomenclature = nomenclature
        self.structure = structure
        self.lieux = lieux
        self.secret = secret
        self.rangs = {name: rank for rank, name in enumerate(columns)}
        self.tables = {code: self._table(code, champ) for code, champ in mapping.champs.items()}
        self.sinon = {code: self._value(code, champ.sinon) for code, champ in mapping.champs.items()}
        self.constantes = {code: self._value(code, champ.constante) for code, champ in mapping.champs.items()}
        self.identite = sorted((fold(name), self.rangs[name]) for name in mapping.identite or _impersonal(columns))
        missing = [code for code in OBLIGATOIRES if mapping.champ(code).est_muet]
        if missing:
            raise CorrespondanceRefusee(
                "La correspondance ne dit pas : "
                + ", ".join(f"{PAR_CODE[code].libelle.lower()} ({code})" for code in missing)
                + ". Pour chacun, nommez une colonne ou donnez une constante."
            )

    def _table(self, code: str, champ: Champ) -> dict[str, str]:
        return {fold(said): self._value(code, value) for said, value in champ.valeurs.items()}

    def _value(self, code: str, said: str) -> str:
        """A value written in the mapping, as ours. Only vocabularies and zones are checked here."""
        vocabulary = PAR_CODE[code].vocabulaire
        if not said:
            return ""
        if vocabulary:
            if found := self.nomenclature.find(vocabulary, said):
                return found
            codes = ", ".join(self.nomenclature.libelles[vocabulary])
            raise CorrespondanceRefusee(f"« {said} » n'est pas une valeur de {code}. Valeurs possibles : {codes}.")
        if code in {"commune_nom", "commune_code", "code_postal"}:
            return self._commune(said)
        if code == "qpv" and territoire.read_qpv(said)[1]:
            raise CorrespondanceRefusee(f"« {said} » n'est pas le code d'un quartier prioritaire de 2024.")
        return said

    @staticmethod
    def _commune(said: str) -> str:
        if found := territoire.communes().current(said):
            return found
        raise CorrespondanceRefusee(f"« {said} » n'est pas un code INSEE de commune.")

    # --- reading one row

    def convert(self, row: Ligne) -> Acte:
        """Raises Rejet with every reason at once."""
        if row.erreur:
            raise Rejet([row.erreur])
        reading = _Lecture(self, row)
        act = reading.read()
        if reading.raisons:
            raise Rejet(reading.raisons)
        return act

    def fingerprint(self, cells: Sequence[str]) -> str:
        """HMAC-SHA256 of what the row says, whatever the order of columns, the encoding, the separator, the way
        dates and numbers are written, or the mapping. Personal columns have no part in it."""
        order = self.mapping.ordre_date
        said = "\x1f".join(f"{name}\x1e{canonical(cells[rank], order)}" for name, rank in self.identite if cells[rank])
        return hmac.new(self.secret, said.encode(), hashlib.sha256).hexdigest()

    # --- zones, for many rows at once

    def to_saisies(self, acts: Sequence[Acte], occurrences: Sequence[int]) -> list[SaisieIntervention]:
        from entredeux.territoires.geometrie import communes_uniques, locate

        nowhere = (float("nan"), float("nan"))
        points = [act.point or nowhere for act in acts]
        found = locate([lon for lon, _ in points], [lat for _, lat in points]) if any(a.point for a in acts) else None
        saisies: list[SaisieIntervention] = []
        for rank, (act, occurrence) in enumerate(zip(acts, occurrences, strict=True)):
            qpv, commune = act.champs.pop("qpv", ""), act.champs.pop("commune", "")
            if found is not None and act.point is not None:
                seen = str(found.qpv_2024[rank])
                if qpv and qpv != seen:
                    act.remarques.append("le point n'est pas dans le quartier déclaré : le point l'emporte")
                qpv, commune = seen, commune or str(found.commune[rank])
            commune = commune or communes_uniques().get(qpv, "")
            saisies.append(
                SaisieIntervention(
                    **act.champs,
                    qpv=qpv,
                    commune=commune,
                    publics=act.publics,
                    origine=Origine.IMPORT,
                    identifiant_externe=act.identifiant,
                    empreinte_contenu=act.empreinte,
                    occurrence=occurrence,
                )
            )
        return saisies


class _Lecture:
    """One row being read: gathers reasons instead of stopping at the first."""

    def __init__(self, conversion: Conversion, row: Ligne) -> None:
        self.conversion = conversion
        self.mapping = conversion.mapping
        self.row = row
        self.raisons: list[str] = []
        self.remarques: list[str] = []

    def read(self) -> Acte:
        day, precision, creneau = self._when()
        fields: dict[str, Any] = {"date_service": day, "date_precision": precision, "creneau": creneau}
        for cible in CIBLES:
            if cible.vocabulaire and not cible.code.startswith("public_"):
                fields[cible.code] = self._coded(cible.code)
        fields["duree_minutes"] = self._number(
            "duree_minutes", lambda text: read_duree(text, self.mapping.unite_duree), "durée"
        )
        fields["nombre_mediateurs"] = self._number("nombre_mediateurs", read_count, "nombre de médiateurs") or 0
        fields["lieu_id"] = self._lieu()
        fields["qpv"] = self._qpv()
        fields["commune"] = self._commune()
        return Acte(
            numero=self.row.numero,
            empreinte=self.conversion.fingerprint(self.row.cellules),
            identifiant=self._identifiant(),
            champs=fields,
            point=self._point(),
            publics=self._publics(),
            remarques=self.remarques,
        )

    def _cell(self, code: str) -> str:
        champ = self.mapping.champs.get(code)
        if champ is None:
            return ""
        cell = self.row.cellules[self.conversion.rangs[champ.colonne]] if champ.colonne else ""
        return cell or champ.constante

    def _refuse(self, reason: str) -> None:
        self.raisons.append(reason)

    def _when(self) -> tuple[date, str, str]:
        text = self._cell("date")
        if not text:
            self._refuse("la date manque")
            return date.min, PrecisionDate.JOUR, ""
        lue = read_date(text, self.mapping.ordre_date)
        if lue is None:
            self._refuse(f"date illisible : « {text[:40]} »")
            return date.min, PrecisionDate.JOUR, ""
        if lue.est_au_mois or self.mapping.precision_date == "mois":
            return lue.jour.replace(day=1), PrecisionDate.MOIS, ""
        return self._to_the_half_hour(lue)

    def _to_the_half_hour(self, lue: DateLue) -> tuple[date, str, str]:
        day, minutes = to_local(lue, self.conversion.structure.zone)
        if hour := self._cell("heure"):
            minutes = read_hour(hour)
            if minutes is None:
                self._refuse(f"heure illisible : « {hour[:40]} »")
        if minutes is None:
            return day, PrecisionDate.JOUR, ""
        if self.mapping.nuit == "veille" and minutes < self.conversion.structure.heure_bascule * 60:
            day -= timedelta(days=1)
        return day, PrecisionDate.JOUR, f"{minutes // 60:02d}:{minutes % 60 // 30 * 30:02d}"

    def _coded(self, code: str) -> str:
        """Our code of a cell: the mapping's table first, then our codes and labels, then `sinon`."""
        champ = self.mapping.champs.get(code)
        if champ is None:
            return ""
        cell = self.row.cellules[self.conversion.rangs[champ.colonne]] if champ.colonne else ""
        cible = PAR_CODE[code]
        if not cell:
            value = self.conversion.constantes[code] or self.conversion.sinon[code]
            if not value and cible.est_obligatoire:
                self._refuse(f"{cible.libelle.lower()} : la cellule est vide")
            return value
        return self._translated(cible.code, cell)

    def _translated(self, code: str, cell: str) -> str:
        cible = PAR_CODE[code]
        table, sinon = self.conversion.tables[code], self.conversion.sinon[code]
        said = table.get(fold(cell), ABSENTE)
        value = said if said is not ABSENTE else self.conversion.nomenclature.find(cible.vocabulaire, cell)
        value = value or sinon
        if value or (said == "" and not cible.est_obligatoire):
            return str(value)
        self._refuse(f"{cible.libelle.lower()} inconnu : « {cell[:60]} » ; donnez sa traduction dans la correspondance")
        return ""

    def _number(self, code: str, reader: Any, label: str) -> int | None:
        text = self._cell(code)
        if not text or text in {"-", "nc", "NC", "NR", "n/a", "?"}:
            return None
        value = reader(text)
        if value is None:
            self._refuse(f"{label} illisible : « {text[:40]} »")
        return value

    def _identifiant(self) -> str:
        text = re.sub(r"\s+", " ", self._cell("identifiant"))
        if not text:
            return ""
        whole = f"{self.mapping.source}:{text}" if self.mapping.source else text
        if len(whole) > 80:
            self._refuse("l'identifiant dépasse 80 caractères")
        return whole[:80]

    def _lieu(self) -> uuid.UUID | None:
        text = self._cell("lieu")
        if not text:
            return None
        found = self.conversion.lieux.get(self.conversion.tables["lieu"].get(fold(text), "") or fold(text))
        if found is None:
            self.remarques.append("lieu inconnu de la structure : laissé vide")
        return found

    def _qpv(self) -> str:
        text = self._cell("qpv")
        if not text or fold(text) in {"", "hors qpv", "aucun", "nc", "non", "hors"}:
            return ""
        code, reason = territoire.read_qpv(self.conversion.tables["qpv"].get(fold(text), "") or text)
        if reason == "2015":
            self.remarques.append(
                "quartier de la génération 2015 : laissé inconnu, aucune table officielle ne mène à 2024"
            )
        elif reason:
            self._refuse(reason)
        return code

    def _commune(self) -> str:
        said = {code: self._cell(code) for code in ("commune_code", "code_postal", "commune_nom")}
        for code, text in said.items():
            if text and (chosen := self.conversion.tables[code].get(fold(text))):
                return chosen
        if not any(said.values()):
            return self._commune_of_adresse()
        try:
            return _find_commune(**said)
        except territoire.CommuneIntrouvable as error:
            self._refuse(str(error))
            return ""

    def _commune_of_adresse(self) -> str:
        postal, nom = territoire.read_adresse(self._cell("adresse"))
        try:
            return _find_commune("", postal, nom)
        except territoire.CommuneIntrouvable:
            self.remarques.append("commune illisible dans l'adresse : laissée inconnue")
            return ""

    def _point(self) -> geo.Point | None:
        pair = self._pair()
        if pair is None:
            return None
        point = geo.to_point(*pair, self.mapping.coordonnees, self.mapping.coordonnees_inversees)
        if isinstance(point, str):
            self._refuse(point)
            return None
        return point

    def _pair(self) -> tuple[float, float] | None:
        if cell := self._cell("coordonnees"):
            found = geo.split_cell(cell)
            if found is None:
                self._refuse(f"coordonnées illisibles : « {cell[:40]} »")
                return None
            return found[1], found[0]
        lon, lat = self._cell("lon"), self._cell("lat")
        if not lon and not lat:
            return None
        x, y = geo.read_number(lon), geo.read_number(lat)
        if x is None or y is None:
            self._refuse(f"coordonnées illisibles : « {lon[:20]} », « {lat[:20]} »")
            return None
        return x, y

    def _publics(self) -> tuple[SaisiePublic, ...]:
        count = self._number("public_nombre", read_count, "nombre de personnes")
        role = self._coded("public_role") if "public_role" in self.mapping.champs else ""
        age = self._coded("public_age") if "public_age" in self.mapping.champs else ""
        if count == 0 or (count is None and not role and not age):
            return ()
        return (SaisiePublic(role=role or "habitant", age=age or "non_communique", nombre=count or 1),)


@lru_cache(maxsize=16384)
def _commune_or_reason(commune_code: str, code_postal: str, commune_nom: str) -> tuple[str, str]:
    try:
        return territoire.find_commune(commune_code, code_postal, commune_nom), ""
    except territoire.CommuneIntrouvable as error:
        return "", str(error)


def _find_commune(commune_code: str, code_postal: str, commune_nom: str) -> str:
    code, reason = _commune_or_reason(commune_code, code_postal, commune_nom)
    if reason:
        raise territoire.CommuneIntrouvable(reason)
    return code


def _impersonal(columns: Sequence[str]) -> list[str]:
    """By name alone, so that two files of one program always agree on it."""
    return [name for name in columns if not looks_personal(name, ())] or list(columns)


@lru_cache(maxsize=65536)
def canonical(cell: str, order: str) -> str:
    """One writing for a value: 05/03/2024 and 2024-03-05, 1 234,50 and 1234.5, « Lens » and « LENS »."""
    if cell[:1].isdigit() or cell[:1] in "+-":
        number = geo.read_number(cell)
        if number is not None:
            return repr(number)
        lue = read_date(cell, order)
        if lue:
            return f"{lue.jour.isoformat()} {lue.minutes or 0} {lue.decalage}"
    return fold(cell) or cell
