"""What phones speak to: `POST /carnet/sync`, documented by its OpenAPI at /carnet/openapi.json.

No session: each entry carries its author's token. The answer is given once everything that can be kept is committed.
"""

import uuid
from datetime import datetime
from typing import Any

import pydantic
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.errors import ValidationError as BadRequest

from entredeux.cadre.access import ouvert
from entredeux.carnet.actions import EntreeRecue, Reponse, receive_entrees
from entredeux.carnet.actions.reception import LOT_MAX, REFUSEE, SCELLE_MAX
from entredeux.carnet.models import CleCarnet, JetonCarnet
from entredeux.carnet.scelle import FORMAT, hash_of_jeton
from entredeux.socle.identifiants import parse_uuid

OCTETS_MAX = 8 * 1024 * 1024
api = NinjaAPI(
    title="Carnet protégé",
    version="1",
    description="Dépôt d'entrées scellées. Le format du scellé est dans docs/exploitation/carnet.md.",
    urls_namespace="carnet:carnet-api",  # as it is included (urls.py): its own document asks for its address
    docs_url=None,
)


class EntreeSchema(Schema):
    """One sealed entry. `scelle` is base64 (RFC 4648) of `enc | ciphertext`, at most 3 MiB once decoded."""

    id: uuid.UUID
    sorte: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    cle: uuid.UUID
    jeton: str = Field(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")
    format: int = Field(default=FORMAT, ge=1, le=1000)
    scelle: str = Field(max_length=SCELLE_MAX * 4 // 3 + 8)


class LotSchema(Schema):
    """`horloge`: what the phone believes the time is, with its zone; its shift is measured and shown. Each of
    `entrees` is read on its own as an EntreeSchema: one that is not gets its own answer, the others are received."""

    horloge: datetime | None = None
    entrees: list[Any] = Field(max_length=LOT_MAX)


class ReponseSchema(Schema):
    """The answers follow the order of the entries; `id` is null when the entry does not say a readable one."""

    id: uuid.UUID | None
    etat: str = Field(pattern="^(recue|deja_recue|quarantaine|refusee)$")
    raison: str = ""
    message: str = ""


class CleSchema(Schema):
    id: uuid.UUID
    structure: uuid.UUID
    publique: str


class LotRecu(Schema):
    """`cle`: the key to seal to from now on, when it is no longer the one the entries used."""

    reponses: list[ReponseSchema]
    cle: CleSchema | None = None


class Erreur(Schema):
    message: str
    limite: int | None = None


@api.post("/sync", response={200: LotRecu, 400: Erreur, 413: Erreur, 422: Erreur, 503: Erreur}, auth=None)
def sync(request: HttpRequest, lot: LotSchema) -> LotRecu:
    """Each entry gets its own answer; one that is bad never keeps the next from being received."""
    horloge = lot.horloge if lot.horloge and lot.horloge.tzinfo else None
    read = [_read(each) for each in lot.entrees]
    good = [each for each in read if isinstance(each, EntreeSchema)]
    answers = iter(
        receive_entrees(
            [EntreeRecue(**each.dict() | {"jeton": hash_of_jeton(each.jeton)}) for each in good], horloge=horloge
        )
    )
    said = [each if isinstance(each, ReponseSchema) else _say(next(answers)) for each in read]
    return LotRecu(reponses=said, cle=_newer_key(good))


def _read(entree: Any) -> EntreeSchema | ReponseSchema:
    try:
        return EntreeSchema.model_validate(entree)
    except pydantic.ValidationError as error:
        where = ", ".join(sorted({str(each["loc"][0]) if each["loc"] else "saisie" for each in error.errors()}))
        known = parse_uuid(str(entree.get("id", ""))) if isinstance(entree, dict) else None
        return ReponseSchema(
            id=known,
            etat=REFUSEE,
            raison="malformee",
            message=f"Saisie mal formée : {where}. Elle reste sur le téléphone.",
        )


def _say(answer: Reponse) -> ReponseSchema:
    return ReponseSchema(id=answer.id, etat=answer.etat, raison=str(answer.raison), message=answer.message)


def _newer_key(entrees: list[EntreeSchema]) -> CleSchema | None:
    """Told to a token that is known and not revoked, once its entries use a retired key."""
    used = {each.cle for each in entrees}
    first = JetonCarnet.objects.filter(
        index__in={hash_of_jeton(each.jeton) for each in entrees}, revoque_le__isnull=True, telephone__revoque_le=None
    ).first()
    if first is None:
        return None
    key = CleCarnet.objects.filter(structure=first.structure_id, retiree_le__isnull=True).first()
    return (
        CleSchema(id=key.pk, structure=key.structure_id, publique=key.publique) if key and key.pk not in used else None
    )


@api.exception_handler(OperationalError)
def not_now(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """A full disk, a database that does not answer: nothing is acknowledged, the phone keeps all and comes back."""
    message = "Le serveur ne peut rien enregistrer pour l'instant. Tout est gardé sur le téléphone."
    return api.create_response(request, {"message": message}, status=503)


@api.exception_handler(BadRequest)
def bad_request(request: HttpRequest, error: BadRequest) -> HttpResponse:
    """Which fields, never their values."""
    where = sorted({".".join(str(part) for part in each["loc"][1:]) for each in error.errors})[:20]
    too_many = next(
        (each for each in error.errors if each["type"] == "too_long" and each["loc"][-1] == "entrees"), None
    )
    if too_many:
        return api.create_response(request, say_too_big(LOT_MAX, f"{LOT_MAX} saisies"), status=413)
    return api.create_response(request, {"message": f"Champs absents ou mal formés : {', '.join(where)}."}, status=422)


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Not JSON at all: ninja's own sentence is English and quotes nothing; ours says what was kept."""
    message = "Cet envoi n'est pas du JSON lisible. Rien n'a été pris, tout est gardé."
    return api.create_response(request, {"message": message}, status=error.status_code)


def say_too_big(limite: int, words: str) -> dict[str, object]:
    return {
        "message": f"Trop d'un coup : {words} au plus par envoi. Rien n'a été pris, tout est gardé.",
        "limite": limite,
    }


def _urls() -> tuple[list, str, str]:
    """Every route of the API carries its mark like any other view (tests/architecture/test_urls.py)."""
    patterns, app, _ = api.urls
    for pattern in patterns:
        pattern.callback = ouvert("jeton de téléphone vérifié pour chaque saisie (carnet.actions.reception)")(
            weigh(pattern.callback)
        )
    return patterns, app, "carnet-api"


def weigh(view):  # type: ignore[no-untyped-def]
    """A body over the limit is refused before it is read."""

    def weighed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > OCTETS_MAX:
            return api.create_response(request, say_too_big(OCTETS_MAX, f"{OCTETS_MAX // 1024 // 1024} Mo"), status=413)
        return view(request, *args, **kwargs)

    weighed.csrf_exempt = True  # type: ignore[attr-defined]
    return weighed


routes = _urls()
