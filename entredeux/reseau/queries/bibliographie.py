"""References as entries that leave, and what an import would add."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings

from entredeux.reseau.bibliographie import Notice, identite
from entredeux.reseau.bibliographie.notice import flat
from entredeux.reseau.enums import GenreReference, GenreRessource
from entredeux.reseau.models import Ressource
from entredeux.reseau.models.vocabulaires import label_themes

CHAMPS = (
    *("editeur", "revue", "volume", "numero", "pages", "doi", "isbn", "issn", "langue", "cle"),
    "complements",
)


def notice_of(ressource: Ressource) -> Notice:
    """Any resource as an entry: a fiche is a report of its holder, at its address here."""
    if ressource.genre == GenreRessource.REFERENCE:
        return Notice(
            titre=ressource.title,
            genre=ressource.genre_reference or GenreReference.AUTRE,
            auteurs=tuple(line.strip() for line in ressource.auteurs.splitlines() if line.strip()),
            annee=ressource.annee,
            url=ressource.url,
            resume=flat(ressource.chapeau),
            **{name: getattr(ressource, name) for name in CHAMPS},
        )
    return Notice(
        titre=ressource.title,
        genre=GenreReference.RAPPORT if ressource.genre == GenreRessource.EXPERIENCE else GenreReference.PAGE_WEB,
        auteurs=(ressource.porteur,) if ressource.porteur else (),
        annee=ressource.annee,
        cle=ressource.cle or ressource.slug,
        editeur=settings.WAGTAIL_SITE_NAME,
        url=ressource.adresse_web,
        langue="fr",
        resume=flat(ressource.chapeau),
    )


def with_subjects(notice: Notice, ressource: Ressource) -> Notice:
    """For Dublin Core: themes as subjects, the licence as rights."""
    added = {
        "subject": " ; ".join(label for _, label in label_themes(ressource.themes)),
        "rights": ressource.get_licence_display() if ressource.licence else "",
    }
    kept = {name: value for name, value in added.items() if value}
    return Notice(**{**vars(notice), "complements": notice.complements | kept})


@dataclass(frozen=True)
class Plan:
    """What an import would do. `meme_cle`: another work under the same key, to rename before importing."""

    a_ajouter: list[Notice] = field(default_factory=list)
    deja_la: list[tuple[Notice, str]] = field(default_factory=list)
    meme_cle: list[tuple[Notice, str]] = field(default_factory=list)


def plan_import(notices: Iterable[Notice]) -> Plan:
    """Compared with what is kept, and with what comes before in the same file: by DOI, by ISBN, by key."""
    rows = Ressource.objects.filter(genre=GenreRessource.REFERENCE).values_list("doi", "isbn", "cle", "title", "annee")
    known = (Notice(titre=titre, doi=doi, isbn=isbn, cle=cle, annee=annee) for doi, isbn, cle, titre, annee in rows)
    return sort_notices(notices, known)


def sort_notices(notices: Iterable[Notice], known: Iterable[Notice]) -> Plan:
    plan, seen = Plan(), _Connus()
    for notice in known:
        seen.add(notice)
    for notice in notices:
        if same := seen.same_work(notice):
            plan.deja_la.append((notice, same))
        elif taken := seen.same_key(notice):
            plan.meme_cle.append((notice, taken))
        else:
            plan.a_ajouter.append(notice)
            seen.add(notice)
    return plan


class _Connus:
    """Titles by what recognises a work."""

    def __init__(self) -> None:
        self.by_identity: dict[tuple[str, str], str] = {}
        self.titles: set[tuple[str, int | None]] = set()

    def add(self, notice: Notice) -> None:
        for kind, value in vars(identite(notice)).items():
            if value:
                self.by_identity.setdefault((kind, value), notice.titre)
        self.titles.add(_title_key(notice))

    def same_work(self, notice: Notice) -> str:
        """The title it is known under: same DOI, same ISBN, same key and title, or no key and same title and year."""
        one = identite(notice)
        for kind, value in (("doi", one.doi), ("isbn", one.isbn)):
            if value and (kind, value) in self.by_identity:
                return self.by_identity[kind, value]
        taken = self.same_key(notice)
        if taken and flat(taken).lower() == notice.titre.lower():
            return taken
        return notice.titre if not one.cle and _title_key(notice) in self.titles else ""

    def same_key(self, notice: Notice) -> str:
        cle = identite(notice).cle
        return self.by_identity.get(("cle", cle), "") if cle else ""


def _title_key(notice: Notice) -> tuple[str, int | None]:
    return notice.titre.lower(), notice.annee
