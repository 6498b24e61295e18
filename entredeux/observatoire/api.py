"""What programs read: `/observatoire/api/v1/`, documented by its OpenAPI. Protected figures, by key, and no record.

Every answer to a fault is a problem in French (RFC 9457); every reading by key is a line of the structure's journal.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadRequest
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer
from pydantic import WithJsonSchema

from entredeux.cadre.access import ouvert
from entredeux.cadre.debit import is_too_much, is_too_much_for
from entredeux.observatoire import donnees
from entredeux.observatoire.access import audience_of, released_parutions
from entredeux.observatoire.cles import acteur_of_cle, find_cle, note_reading
from entredeux.observatoire.enums import ZONES, Axe, PorteeCle
from entredeux.observatoire.indicateurs import Indicateur
from entredeux.observatoire.indicateurs.calcul import publish_indicateur
from entredeux.observatoire.indicateurs.lecture import current_catalogue
from entredeux.observatoire.models import CleApi, DefinitionIndicateur, Parution
from entredeux.observatoire.parutions import revised_by, tables_by_code
from entredeux.socle.erreurs import Refus

PAR_HEURE = 1000
ESSAIS_PAR_HEURE = 60
PROBLEME = "application/problem+json"
PERIODE = r"^\d{4}(-(0[1-9]|1[0-2]|T[1-4]))?$"
DETAILS = tuple(str(axe) for axe in Axe if axe not in (*ZONES, Axe.GROUPE))
# Checked by the catalogue of cuts, which says in French what is wrong; listed here for programs.
Zone = Annotated[str, WithJsonSchema({"type": "string", "enum": [str(axe) for axe in ZONES]})]
Detail = Annotated[str, WithJsonSchema({"type": "string", "enum": list(DETAILS)})]
# Name of the problem -> its title. Each is explained on the page of the API.
PROBLEMES = {
    "cle": (401, "Clé absente, inconnue, expirée ou retirée"),
    "portee": (403, "Cette clé ne lit pas ceci"),
    "introuvable": (404, "Rien à cette adresse"),
    "methode": (405, "Cette adresse se lit seulement"),
    "demande": (422, "Demande impossible"),
    "debit": (429, "Trop de lectures en une heure"),
}


class ApiOuverte(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """ninja says application/json of every answer: a fault is a problem."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {PROBLEME: answer["content"]["application/json"]}
        return schema


api = ApiOuverte(
    title="Entre-deux, chiffres protégés",
    version="1",
    description=donnees.NOTICE,
    urls_namespace="observatoire:api-v1",
    docs_url=None,
)


class Debit(Exception):
    """The key, or the address without a key, has read enough for this hour."""


class PortePorteur(HttpBearer):
    """`Authorization: Bearer ed_…`, and nothing else: a session opens nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> CleApi | None:
        cle = find_cle(token)
        if cle is None:
            return None
        if is_too_much_for(str(cle.pk), "api.cle", PAR_HEURE):
            raise Debit
        return cle


class Faute(Schema):
    champ: str
    raison: str


class Probleme(Schema):
    """RFC 9457. `type` leads to its explanation."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    erreurs: list[Faute] = []


class IndicateurLu(Schema):
    code: str
    version: int
    titre: str
    question: str
    registre: str
    niveau: str
    unite: str
    compte: str
    rapporte_a: str | None
    dimensions: list[str]
    pourquoi: str
    limites: str
    source: str
    est_calcule: bool


class Catalogue(Schema):
    indicateurs: list[IndicateurLu]


class VersionLue(Schema):
    version: int
    connue_le: datetime | None
    empreinte: str
    definition: IndicateurLu


class Versions(Schema):
    code: str
    versions: list[VersionLue]


class ParutionLue(Schema):
    """`revise`: the earlier release that this one revises."""

    id: uuid.UUID
    structure: str
    periode: str
    parue_le: datetime
    indicateurs: dict[str, int]
    revise: uuid.UUID | None
    page: str
    paquet: str


class Parutions(Schema):
    parutions: list[ParutionLue]


def _of_column(champ: dict[str, Any]) -> dict[str, Any]:
    kind = champ["type"]
    return {
        "type": [kind, "null"] if champ["name"] in ("valeur", "n") else kind,
        "description": champ["description"],
    }


LIGNE = {
    "type": "object",
    "properties": {str(champ["name"]): _of_column(champ) for champ in donnees.CHAMPS},
    "required": list(donnees.COLONNES),
    "additionalProperties": False,
}
Lignes = Annotated[list[dict[str, Any]], Field(json_schema_extra={"items": LIGNE})]


class TableLue(Schema):
    """The columns of `lignes` are those of the CSV of a release."""

    indicateur: str
    titre: str
    unite: str
    version: int
    lignes: Lignes


class Tables(Schema):
    parution: ParutionLue
    tables: list[TableLue]


class Chiffres(Schema):
    """`plancher`: below it a value is secret; null for exact quantities of our own work. `empreinte`: the same figures
    have the same."""

    indicateur: str
    titre: str
    unite: str
    version: int
    periode: str
    axes: list[str]
    audience: str
    plancher: int | None
    est_exacte: bool
    publie_le: date
    empreinte: str
    notice: str
    lignes: Lignes


FAUTES = {401: Probleme, 403: Probleme, 422: Probleme, 429: Probleme}
FAUTES_ET_ABSENCE = {**FAUTES, 404: Probleme}
porteur = PortePorteur()


@api.get("/indicateurs", response={200: Catalogue, **FAUTES}, auth=porteur, summary="Le catalogue des indicateurs")
def indicateurs(request: HttpRequest) -> dict[str, Any]:
    """Définitions en vigueur. Portée : catalogue."""
    cle = _check(request, PorteeCle.CATALOGUE)
    found = [_say_indicateur(each) for each in current_catalogue(timezone.localdate()).indicateurs]
    note_reading(cle, quoi=["indicateurs"], nombre=len(found))
    return {"indicateurs": found}


@api.get(
    "/indicateurs/{code}/versions",
    response={200: Versions, **FAUTES_ET_ABSENCE},
    auth=porteur,
    summary="Les versions d'une définition",
)
def versions(request: HttpRequest, code: str) -> dict[str, Any]:
    """La définition en vigueur et celles qu'elle remplace, gardées. Portée : catalogue."""
    cle = _check(request, PorteeCle.CATALOGUE)
    kept = [
        {
            "version": each.version,
            "connue_le": each.connue_le,
            "empreinte": each.empreinte,
            "definition": _say_indicateur(Indicateur.model_validate(each.contenu)),
        }
        for each in DefinitionIndicateur.objects.filter(code=code).order_by("version")
    ]
    current = _catalogue().get(code)
    if current and current.version not in {each["version"] for each in kept}:
        said = _say_indicateur(current)
        kept.append({"version": current.version, "connue_le": None, "empreinte": "", "definition": said})
    if not kept:
        raise Http404(f"L'indicateur « {code[:60]} » n'est pas au catalogue.")
    note_reading(cle, quoi=["versions", code], nombre=len(kept))
    return {"code": code, "versions": kept}


@api.get("/parutions", response={200: Parutions, **FAUTES}, auth=porteur, summary="Ce qui est paru")
def parutions(
    request: HttpRequest, periode: Annotated[str | None, Query(pattern=PERIODE, example="2025-T1")] = None
) -> dict[str, Any]:
    """Toutes les parutions publiques, la dernière d'abord. Portée : catalogue."""
    cle = _check(request, PorteeCle.CATALOGUE)
    released = list(released_parutions().select_related("structure").order_by("-parue_le", "pk"))
    found = [
        _say_parution(request, each, revised)
        for each, revised in revised_by(released)
        if periode in (None, each.periode)
    ]
    note_reading(cle, quoi=["parutions"], nombre=len(found))
    return {"parutions": found}


@api.get(
    "/parutions/{uuid:parution_id}/tables",
    response={200: Tables, **FAUTES_ET_ABSENCE},
    auth=porteur,
    summary="Les tables d'une parution",
)
def tables(request: HttpRequest, parution_id: uuid.UUID) -> dict[str, Any]:
    """Les mêmes lignes que ses fichiers CSV. Portée : catalogue."""
    cle = _check(request, PorteeCle.CATALOGUE)
    found = get_object_or_404(released_parutions().select_related("structure"), pk=parution_id)
    same = list(released_parutions().select_related("structure").filter(structure=found.structure_id))
    revised = next(old for each, old in revised_by(same) if each == found)
    said = []
    for code, kept in tables_by_code(found).items():
        definition, rows = donnees.definition_of(kept[0]), donnees.rows_of(found, kept)
        said.append(_head(definition) | {"indicateur": code, "lignes": rows})
    note_reading(cle, quoi=["tables", *found.indicateurs], nombre=sum(len(each["lignes"]) for each in said))
    return {"parution": _say_parution(request, found, revised), "tables": said}


@api.get(
    "/chiffres",
    response={200: Chiffres, **FAUTES_ET_ABSENCE},
    auth=porteur,
    summary="Un indicateur sur une période arrêtée",
)
def chiffres(
    request: HttpRequest,
    indicateur: Annotated[str, Query(max_length=60, example="actes_de_mediation")],
    periode: Annotated[str, Query(pattern=PERIODE, example="2025")],
    axe: Annotated[Zone | None, Query()] = None,
    detail: Annotated[list[Detail], Query(max_length=3)] = [],  # noqa: B006
) -> dict[str, Any]:
    """Les chiffres protégés de la structure de la clé, ceux des pages, au même seuil. Portée : figures, ou
    figures:convention (seuil de 5 tant que la convention court, de 11 ensuite)."""
    cle = _check(request, PorteeCle.FIGURES, PorteeCle.FIGURES_CONVENTION)
    asked = _catalogue().get(indicateur)
    if asked is None:
        raise Http404(f"L'indicateur « {indicateur[:60]} » n'est pas au catalogue.")
    by = acteur_of_cle(cle)
    axes = [*([axe] if axe else []), *detail]
    table = publish_indicateur(
        asked, structure=cle.structure, periode=periode, axes=axes, audience=audience_of(by), by=by
    )
    axes = [str(each) for each in table.axes]
    names = donnees.zone_names(axes, table.figures)
    said = donnees.Etiquettes(cle.structure.nom, asked.unite, table.version)
    cells = ((key, each.valeur, each.raison, each.n) for key, each in table.figures.items())
    rows = list(donnees.tidy_rows(table.periode.code, axes, cells, said, names))
    note_reading(cle, quoi=["chiffres", asked.code, table.periode.code], nombre=len(rows))
    return _head(asked) | {
        "version": table.version,
        "periode": table.periode.code,
        "axes": axes,
        "audience": str(table.audience),
        "plancher": None if table.est_exacte else table.plancher,
        "est_exacte": table.est_exacte,
        "publie_le": timezone.localdate(table.instant),
        "empreinte": table.empreinte,
        "notice": donnees.notice_of(asked),
        "lignes": rows,
    }


def _check(request: HttpRequest, *portees: PorteeCle) -> CleApi:
    cle: CleApi = request.auth  # type: ignore[attr-defined]
    if not set(portees) & set(cle.portees):
        raise Refus(f"Cette clé n'a pas la portée « {portees[0]} ». Demandez-en une autre à la direction.")
    return cle


def _catalogue() -> dict[str, Indicateur]:
    return {each.code: each for each in current_catalogue(timezone.localdate()).indicateurs}


def _head(definition: Indicateur) -> dict[str, Any]:
    return {
        "indicateur": definition.code,
        "titre": definition.titre,
        "unite": definition.unite,
        "version": definition.version,
    }


def _say_indicateur(each: Indicateur) -> dict[str, Any]:
    plain = ("code", "version", "titre", "question", "unite", "pourquoi", "limites", "source", "est_calcule")
    return {name: getattr(each, name) for name in plain} | {
        "registre": str(each.registre),
        "niveau": str(each.niveau),
        "compte": each.numerateur.lisible,
        "rapporte_a": each.denominateur.lisible if each.denominateur else None,
        "dimensions": [str(dimension) for dimension in each.dimensions],
    }


def _say_parution(request: HttpRequest, parution: Parution, revised: Parution | None) -> dict[str, Any]:
    page = request.build_absolute_uri(reverse("observatoire:parution", args=[parution.pk]))
    return {
        "id": parution.pk,
        "structure": parution.structure.nom,
        "periode": parution.periode,
        "parue_le": parution.parue_le,
        "indicateurs": parution.indicateurs,
        "revise": revised.pk if revised else None,
        "page": page,
        "paquet": f"{page}datapackage.json",
    }


def say_problem(request: HttpRequest, name: str, detail: str, erreurs: Sequence[dict[str, str]] = ()) -> HttpResponse:
    status, title = PROBLEMES[name]
    said = {
        "type": f"{request.build_absolute_uri(reverse('observatoire:api'))}#{name}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "erreurs": list(erreurs),
    }
    answer = HttpResponse(json.dumps(said, ensure_ascii=False), content_type=PROBLEME, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="observatoire"'
    if status == 429:
        answer["Retry-After"] = "3600"
    return answer


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    if is_too_much(request, "api.essais", ESSAIS_PAR_HEURE):
        return say_problem(request, "debit", "Trop d'essais sans clé valable depuis ici. Attendez une heure.")
    detail = "Envoyez l'en-tête « Authorization: Bearer ed_… » avec une clé en cours. La direction de la structure "
    return say_problem(request, "cle", detail + "ouvre les clés, et peut les retirer.")


@api.exception_handler(Debit)
def too_much(request: HttpRequest, error: Debit) -> HttpResponse:
    return say_problem(
        request, "debit", f"Cette clé lit {PAR_HEURE} fois par heure au plus. Gardez les réponses, ou attendez."
    )


@api.exception_handler(Refus)
def refused(request: HttpRequest, error: Refus) -> HttpResponse:
    return say_problem(request, "portee", str(error))


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Http404) -> HttpResponse:
    said = str(error) if str(error).startswith("L'indicateur") else "Rien à cette adresse, ou pas pour cette clé."
    return say_problem(request, "introuvable", said)


@api.exception_handler(ValidationError)
def impossible(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return say_problem(request, "demande", " ".join(error.messages))


@api.exception_handler(BadRequest)
def bad_request(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """Which parameters, never their values."""
    faults = [
        {"champ": ".".join(str(part) for part in each["loc"][1:]), "raison": _reason(each["type"])}
        for each in error.errors[:20]
    ]
    where = ", ".join(sorted({each["champ"] for each in faults}))
    return say_problem(request, "demande", f"Paramètres absents ou mal formés : {where}.", faults)


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return say_problem(request, "demande", "Cette demande ne se lit pas.")


def _reason(kind: str) -> str:
    return {"missing": "absent", "too_long": "trop de valeurs"}.get(kind, "mal formé")


@ouvert("dit en problème qu'il n'y a rien à cette adresse de l'API")
def nothing_here(request: HttpRequest, reste: str) -> HttpResponse:
    return say_problem(request, "introuvable", "Rien à cette adresse. Les chemins sont dans openapi.json.")


Vue = Callable[..., HttpResponse]


def _say_no_method(view: Vue) -> Vue:
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 405:
            allow = answer["Allow"]
            answer = say_problem(request, "methode", "Cette API se lit : seul GET y est accepté.")
            answer["Allow"] = allow
        return answer

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def _urls() -> tuple[list, str, str]:
    """Every route of the API carries its mark like any other view (tests/architecture/test_urls.py)."""
    patterns, app, _ = api.urls
    for pattern in patterns:
        pattern.callback = ouvert("clé d'API vérifiée à chaque lecture (PortePorteur), figures protégées seulement")(
            _say_no_method(cast(Vue, pattern.callback))
        )
    return patterns, app, "api-v1"


routes = _urls()
