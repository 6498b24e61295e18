"""Writing the index: one document, one less, or everything again. Doing it twice changes nothing.

Made from what is already published and journaled elsewhere: no journal entry of its own (docs/decisions/0024). Every
writer locks the rows of `IndexRecherche` first, so that two of them never mix their versions of a row of postings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from entredeux.reseau.enums import Audience
from entredeux.reseau.models import BlocOccurrences, DocumentIndexe, FormeIndexee, IndexRecherche, PassageIndexe
from entredeux.reseau.recherche.contenu import Contenu, analyse, read_contenu
from entredeux.reseau.recherche.documents import Document
from entredeux.reseau.recherche.occurrences import TRANCHE, Bloc
from entredeux.reseau.recherche.recette import VERSION
from entredeux.reseau.recherche.sources import every_document

LOT = 400
T = TypeVar("T")
# Stem -> what the posting becomes; None takes it out.
Lignes = Mapping[str, tuple[int, int] | None]


@dataclass(frozen=True)
class Bilan:
    """What a pass over the sources did."""

    documents: int
    ecrits: int
    retires: int


@transaction.atomic
def index_document(document: Document) -> bool:
    """Makes it found as it is now. False when it already was: nothing is written."""
    cleaned = document.clean()
    lock_index()
    former = DocumentIndexe.objects.filter(reference=cleaned.reference).first()
    if former and former.empreinte == cleaned.empreinte:
        return False
    contenu = analyse(cleaned)
    row = contenu.row_of(cleaned)
    if former:
        _take_out(former)
        row.pk = former.pk
    row.save()
    PassageIndexe.objects.bulk_create(_passages(row, cleaned))
    _write_postings(row, contenu.lignes)
    _count_formes(row.audience, contenu.formes, 1)
    _count_documents(row.audience, 1)
    return True


@transaction.atomic
def remove_document(reference: str) -> bool:
    """Makes it found no more. False when it was not."""
    lock_index()
    row = DocumentIndexe.objects.filter(reference=reference).first()
    if row is None:
        return False
    _take_out(row)
    row.delete()
    return True


@transaction.atomic
def refresh_index(documents: Iterable[Document] | None = None) -> Bilan:
    """Brings the index to what the sources say, writing only what changed; all of it after a change of recipe."""
    if any(index.version != VERSION for index in lock_index()):
        return rebuild_index(documents)
    seen: set[str] = set()
    written = 0
    for document in every_document() if documents is None else documents:
        seen.add(document.reference)
        written += index_document(document)
    gone = set(DocumentIndexe.objects.values_list("reference", flat=True)) - seen
    for reference in sorted(gone):
        remove_document(reference)
    return Bilan(len(seen), written, len(gone))


@transaction.atomic
def rebuild_index(documents: Iterable[Document] | None = None) -> Bilan:
    """Everything from nothing, in one transaction: whoever searches meanwhile sees the former index, whole."""
    lock_index()
    before = set(DocumentIndexe.objects.values_list("reference", flat=True))
    for model in (BlocOccurrences, FormeIndexee, PassageIndexe, DocumentIndexe):
        model.objects.all().delete()
    construction = Construction()
    for batch in batches(every_document() if documents is None else documents):
        construction.add([document.clean() for document in batch])
    construction.finish()
    return Bilan(len(construction.references), len(construction.references), len(before - construction.references))


def lock_index() -> list[IndexRecherche]:
    """The rows every writer waits for. On SQLite the transaction itself is the lock."""
    missing = {audience.value for audience in Audience} - set(IndexRecherche.objects.values_list("audience", flat=True))
    IndexRecherche.objects.bulk_create(
        [IndexRecherche(audience=audience, version=VERSION) for audience in sorted(missing)], ignore_conflicts=True
    )
    return list(IndexRecherche.objects.select_for_update().order_by("audience"))


@dataclass
class Construction:
    """A rebuild: rows are kept in memory one range of documents at a time, then written at once."""

    references: set[str] = field(default_factory=set)
    formes: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    frequences: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    documents: Counter[str] = field(default_factory=Counter)
    tranche: int = 0
    blocs: dict[tuple[str, str], Bloc] = field(default_factory=lambda: defaultdict(Bloc))

    def add(self, batch: Sequence[Document]) -> None:
        names = [document.reference for document in batch]
        if twice := sorted({name for name in names if name in self.references or names.count(name) > 1}):
            raise ValueError(f"Deux documents portent la même référence : {', '.join(twice)}")
        self.references.update(names)
        contents = [analyse(document) for document in batch]
        rows = DocumentIndexe.objects.bulk_create(
            [content.row_of(document) for content, document in zip(contents, batch, strict=True)]
        )
        PassageIndexe.objects.bulk_create(
            [passage for row, document in zip(rows, batch, strict=True) for passage in _passages(row, document)]
        )
        for row, content in zip(rows, contents, strict=True):
            self._add_content(row, content)

    def _add_content(self, row: DocumentIndexe, content: Contenu) -> None:
        tranche, rank = divmod(row.pk, TRANCHE)
        if tranche != self.tranche:
            self._flush()
            self.tranche = tranche
        for stem, line in content.lignes.items():
            self.blocs[stem, row.audience].lignes[rank] = line
        self.formes[row.audience].update(content.formes)
        self.frequences[row.audience].update(content.formes.keys())
        self.documents[row.audience] += 1

    def _flush(self) -> None:
        rows = (
            BlocOccurrences(racine=stem, audience=audience, tranche=self.tranche, contenu=bloc.pack())
            for (stem, audience), bloc in sorted(self.blocs.items())
        )
        for batch in batches(rows):
            BlocOccurrences.objects.bulk_create(batch)
        self.blocs.clear()

    def finish(self) -> None:
        self._flush()
        for audience, stems in sorted(self.formes.items()):
            rows = (
                FormeIndexee(forme=forme, audience=audience, racine=stem, frequence=self.frequences[audience][forme])
                for forme, stem in sorted(stems.items())
            )
            for batch in batches(rows):
                FormeIndexee.objects.bulk_create(batch)
        for audience in Audience.values:
            IndexRecherche.objects.filter(audience=audience).update(
                documents=self.documents[audience], version=VERSION, reconstruit_le=timezone.now()
            )


def _take_out(row: DocumentIndexe) -> None:
    """Undoes what indexing this row did; the row itself stays."""
    texts = list(row.passages.order_by("rang").values_list("texte", flat=True))
    stems = {*row.racines_titre.split(), *row.racines_resume.split(), *row.racines_corps.split()}
    _write_postings(row, dict.fromkeys(stems))
    _count_formes(row.audience, read_contenu(row.titre, row.resume, texts).formes, -1)
    _count_documents(row.audience, -1)
    row.passages.all().delete()


def _passages(row: DocumentIndexe, document: Document) -> list[PassageIndexe]:
    return [
        PassageIndexe(document=row, rang=rank, ancre=passage.ancre, texte=passage.texte)
        for rank, passage in enumerate(document.passages)
    ]


def _write_postings(row: DocumentIndexe, lignes: Lignes) -> None:
    tranche, rank = divmod(row.pk, TRANCHE)
    mine = {"audience": row.audience, "tranche": tranche}
    for stems in batches(sorted(lignes)):
        stored = dict(BlocOccurrences.objects.filter(racine__in=stems, **mine).values_list("racine", "contenu"))
        kept, emptied = [], []
        for stem in stems:
            bloc = Bloc.unpack(bytes(stored[stem])) if stem in stored else Bloc()
            line = lignes[stem]
            if line is None:
                bloc.lignes.pop(rank, None)
            else:
                bloc.lignes[rank] = line
            if bloc.lignes:
                kept.append(BlocOccurrences(racine=stem, contenu=bloc.pack(), **mine))
            elif stem in stored:
                emptied.append(stem)
        BlocOccurrences.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["racine", "audience", "tranche"], update_fields=["contenu"]
        )
        BlocOccurrences.objects.filter(racine__in=emptied, **mine).delete()


def _count_formes(audience: str, formes: Mapping[str, str], more: int) -> None:
    for words in batches(sorted(formes)):
        known = dict(FormeIndexee.objects.filter(forme__in=words, audience=audience).values_list("forme", "frequence"))
        counts = {word: known.get(word, 0) + more for word in words}
        FormeIndexee.objects.bulk_create(
            [
                FormeIndexee(forme=word, audience=audience, racine=formes[word], frequence=count)
                for word, count in counts.items()
                if count > 0
            ],
            update_conflicts=True,
            unique_fields=["forme", "audience"],
            update_fields=["frequence", "racine"],
        )
        gone = [word for word, count in counts.items() if count <= 0]
        FormeIndexee.objects.filter(forme__in=gone, audience=audience).delete()


def _count_documents(audience: str, more: int) -> None:
    index = IndexRecherche.objects.get(audience=audience)
    index.documents = max(0, index.documents + more)
    index.save(update_fields=["documents"])


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, LOT)):
        yield batch
