"""A resource as its page, its card and its place in a list say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import can_reread_ressource, can_validate_ressource
from entredeux.reseau.actions.ressources import missing_parts
from entredeux.reseau.bibliographie.dublin_core import DC, dublin_core
from entredeux.reseau.enums import AudienceRessource, GenreRessource, SectionFiche, StatutRessource
from entredeux.reseau.models import FicheEpinglee, Ressource
from entredeux.reseau.models.base import presente
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.queries.bibliographie import notice_of, with_subjects
from entredeux.reseau.queries.ressources import count_usages
from entredeux.territoires.queries import qpv_names
from entredeux.themes.queries import labels

# The status as a tag: (look, word, icon).
MARQUES = {
    StatutRessource.BROUILLON: ("neutre", "Brouillon", "note"),
    StatutRessource.RELUE: ("info", "Relue", "lire"),
    StatutRessource.VALIDEE: ("calme", "Validée", "calme"),
    StatutRessource.A_REVOIR: ("attention", "À revoir", "attention"),
}
FORMATS = {"bib": "BibTeX", "ris": "RIS", "rdf": "Dublin Core"}


@dataclass(frozen=True)
class Carte:
    titre: str
    adresse: str
    genre: str
    ligne: str
    chapeau: str
    themes: list[str]
    statut: tuple[str, str, str]
    est_reservee: bool


def present_cartes(rows: Iterable[Ressource]) -> list[Carte]:
    return [present_carte(each) for each in rows]


def present_carte(page: Ressource) -> Carte:
    where = [page.territoire or (page.region.nom if page.region else ""), str(page.annee or "")]
    by = [", ".join(_lines(page.auteurs)[:3]), page.revue or page.editeur]
    return Carte(
        titre=page.title,
        adresse=page.chemin,
        genre=page.get_genre_display(),
        ligne=", ".join(part for part in (by if page.genre == GenreRessource.REFERENCE else []) + where if part),
        chapeau=page.chapeau,
        themes=[label for _, label in label_themes(page.themes)],
        statut=MARQUES[StatutRessource(page.statut_du_jour)],
        est_reservee=page.audience == AudienceRessource.MEMBRES,
    )


@dataclass(frozen=True)
class Section:
    code: str
    titre: str
    texte: SafeString | str
    periode: str


@presente(Ressource)
def present_ressource(page: Ressource, request: HttpRequest) -> dict[str, Any]:
    """What the page's template receives, on the site as in a preview of the desk."""
    acteur = getattr(request, "acteur", None)
    is_member = isinstance(acteur, Acteur) and acteur.peut(Permission.ECHANGER_RESEAU)
    notice = notice_of(page)
    statut = StatutRessource(page.statut_du_jour)
    return {
        "carte": present_carte(page),
        "themes": [(label, f"{reverse('ressources')}?theme={code}") for code, label in label_themes(page.themes)],
        "faits": present_faits(page),
        "sections": present_sections(page),
        "suite": [block for block in page.corps if block.block_type != "section"],
        "documents": list(present_documents(page)),
        "sources": [block.value for block in page.sources],
        "avertissement": present_avertissement(page, statut),
        "historique": present_historique(page),
        "dublin_core": list(dublin_core(with_subjects(notice, page))),
        "dublin_core_espace": DC,
        "formats": [(nom, reverse("ressource_notice", args=[page.slug, each])) for each, nom in FORMATS.items()],
        "citation": present_citation(page),
        "usages": count_usages(page),
        "est_membre": is_member,
        "est_epinglee": is_member and page.epingles.filter(compte=acteur.compte).exists(),  # type: ignore[union-attr]
        "est_note_juridique": page.genre == GenreRessource.NOTE_JURIDIQUE,
    }


def present_sections(page: Ressource) -> list[Section]:
    """Those that say something, in the order of the template, whatever the order at the desk."""
    order = list(SectionFiche.values)
    blocks = [block.value for block in page.corps if block.block_type == "section"]
    filled = [value for value in blocks if str(value["texte"].source).strip()]
    return [
        Section(value["section"], SectionFiche(value["section"]).label, value["texte"], value["periode"])
        for value in sorted(filled, key=lambda value: order.index(value["section"]))
    ]


def present_faits(page: Ressource) -> list[tuple[str, str]]:
    """(name, value) of what is known; nothing for what is not."""
    registres = labels("registres")
    faits = [
        ("Territoire", page.territoire),
        ("Quartiers prioritaires", _quartiers(page)),
        ("Région", page.region.nom if page.region else ""),
        ("Porteur", page.porteur),
        ("Partenaires", ", ".join(_lines(page.partenaires))),
        ("Contact", page.contact),
        ("Dates", _dates(page)),
        ("Registres", ", ".join(registres.get(code, code) for code in page.registres)),
        ("Auteurs", " ; ".join(_lines(page.auteurs))),
        ("Document", page.get_genre_reference_display() if page.genre == GenreRessource.REFERENCE else ""),
        ("Dans", page.revue),
        ("Éditeur", page.editeur),
        ("Année", str(page.annee or "") if page.genre != GenreRessource.EXPERIENCE else ""),
        ("Volume, numéro", ", ".join(part for part in (page.volume, page.numero) if part)),
        ("Pages", page.pages),
        ("ISBN", page.isbn),
        ("Vérifiée jusqu'au", formats.date_format(page.a_verifier_le, "j F Y") if page.a_verifier_le else ""),
        ("Licence", page.get_licence_display() if page.licence else ""),
    ]
    return [(name, value) for name, value in faits if value]


def _lines(texte: str) -> list[str]:
    return [line.strip() for line in texte.splitlines() if line.strip()]


def _quartiers(page: Ressource) -> str:
    codes = page.codes_qpv
    names = qpv_names(codes) if codes else {}
    return ", ".join(f"{names[code]} ({code})" if code in names else code for code in codes)


def _dates(page: Ressource) -> str:
    if not page.date_debut:
        return ""
    begin = formats.date_format(page.date_debut, "F Y")
    return f"de {begin} à {formats.date_format(page.date_fin, 'F Y')}" if page.date_fin else f"depuis {begin}"


def present_documents(page: Ressource) -> Iterable[dict[str, Any]]:
    rank = 0
    for block in page.documents:
        if block.block_type == "lien":
            yield {"titre": block.value["titre"], "adresse": block.value["url"], "detail": "", "est_dehors": True}
            continue
        fichier = block.value["document"]
        if fichier is not None:
            yield {
                "titre": block.value["titre"],
                "adresse": reverse("ressource_document", args=[page.slug, rank]),
                "detail": fichier.file_extension.upper(),
                "est_dehors": False,
            }
        rank += 1


def present_avertissement(page: Ressource, statut: str) -> str:
    """What a reader must know before reading."""
    if page.is_overdue():
        when = f" Elle devait être vérifiée avant le {_day(page.a_verifier_le)}." if page.a_verifier_le else ""
        return f"Cette note n'est pas le droit en vigueur : personne ne l'a vérifiée à temps.{when} Allez à la source."
    if statut == StatutRessource.A_REVOIR:
        return f"Cette ressource est à revoir. {page.motif_a_revoir}".strip()
    return ""


def _day(day: date | None) -> str:
    return formats.date_format(day, "j F Y") if day else ""


def present_historique(page: Ressource) -> list[str]:
    """Who is not said to readers: a second person, and when."""
    return [
        *([f"Relue par une seconde personne le {_day(page.relue_le.date())}"] if page.relue_le else []),
        *([f"Validée par l'animation du réseau le {_day(page.validee_le.date())}"] if page.validee_le else []),
    ]


def present_citation(page: Ressource) -> str:
    """One line to paste in a report."""
    who = " ; ".join(_lines(page.auteurs)) or page.porteur
    where = ", ".join(part for part in (page.revue, page.editeur) if part)
    address = page.url or page.adresse_web
    parts = [who, f"« {page.title} »", where, str(page.annee or ""), address]
    return ", ".join(part for part in parts if part)


# --- lists of work


def present_relectures(by: Acteur, rows: list[Ressource]) -> dict[str, Any]:
    """What waits for a second reader, then what waits for the network's word; what may be done with each."""
    lines = [_present_relecture(by, page) for page in rows]
    return {
        "a_relire": [line for line in lines if line["est_a_relire"]],
        "a_valider": [line for line in lines if not line["est_a_relire"]],
        "peut_cocher": any(line["peut_relire"] and not line["est_note_juridique"] for line in lines),
    }


def _present_relecture(by: Acteur, page: Ressource) -> dict[str, Any]:
    to_reread = _is_to_reread(page)
    missing = missing_parts(_last_version(page)) if to_reread else []
    return {
        "page": page,
        "carte": present_carte(page),
        "manque": missing,
        "est_a_relire": to_reread,
        "peut_relire": to_reread and not missing and can_reread_ressource(by, page),
        "peut_valider": not to_reread and can_validate_ressource(by, page),
        "peut_signaler": page.statut in (StatutRessource.RELUE, StatutRessource.VALIDEE),
        "est_note_juridique": page.genre == GenreRessource.NOTE_JURIDIQUE,
        "apercu": reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        "bureau": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }


def _last_version(page: Ressource) -> Ressource:
    """As the desk last kept it, to be looked at only: read from the revision that the list already brought, without
    asking whether each row it names still exists."""
    last = page.latest_revision if page.has_unpublished_changes else None
    return Ressource.from_serializable_data(last.content, check_fks=False) if last else page


def _is_to_reread(page: Ressource) -> bool:
    seen = page.statut_du_jour in (StatutRessource.RELUE, StatutRessource.VALIDEE)
    return page.has_unpublished_changes or not seen


# --- in the field


def present_suggestions(rows: Iterable[Ressource], theme: str) -> dict[str, Any]:
    return {"cartes": present_cartes(rows), "theme": theme}


def present_epinglee(epingle: FicheEpinglee) -> dict[str, Any]:
    """All that is read without network: no picture, no script, the text as simple HTML that editors may write."""
    page = epingle.ressource
    return {
        "id": page.pk,
        "titre": page.title,
        "genre": page.get_genre_display(),
        "statut": page.statut_du_jour,
        "avertissement": present_avertissement(page, page.statut_du_jour),
        "adresse": page.chemin,
        "chapeau": page.chapeau,
        "themes": list(page.themes),
        "sections": [
            {"titre": section.titre, "html": str(section.texte), "periode": section.periode}
            for section in present_sections(page)
        ],
        "sources": [{"titre": block.value["titre"], "url": block.value["url"]} for block in page.sources],
        "modifiee_le": page.last_published_at.isoformat() if page.last_published_at else None,
        "epinglee_le": epingle.epinglee_le.isoformat(),
    }
