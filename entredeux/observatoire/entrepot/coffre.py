"""Sealed files put into the depot and opened from it, by genre and period. Clear content stays in memory."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from entredeux.observatoire.entrepot import scelle
from entredeux.observatoire.entrepot.depots import Depot
from entredeux.observatoire.entrepot.moteur import Memoire

OUVERTS_MAX = 256 * 2**20


@dataclass(frozen=True)
class Piece:
    """A file of the warehouse: `genre` is "faits" or "cube", `periode` a month, a quarter or a year.

    `groupe` is empty for a cube, which holds every structure. The sealing key is drawn from these three.
    """

    genre: str
    groupe: str
    periode: str
    empreinte: str
    octets: int
    lignes: int

    @property
    def nom(self) -> str:
        return f"{self.genre}/{self.periode}/{self.empreinte}.scelle"

    @property
    def contexte(self) -> str:
        return context_of(self.genre, self.groupe, self.periode)


def context_of(genre: str, groupe: str, periode: str) -> str:
    return "/".join((genre, groupe, periode))


class Coffre:
    """`open` keeps the last pages opened, up to 256 Mo, for one process: a file never changes under its name."""

    def __init__(self, depot: Depot, secret: bytes) -> None:
        self.depot, self._secret = depot, secret
        self._ouverts: OrderedDict[str, Memoire] = OrderedDict()
        self._verrou = Lock()

    def put(self, genre: str, groupe: str, periode: str, page: Memoire, lignes: int) -> Piece:
        """Raises DepotPlein. Writing the same content again writes the same bytes under the same name."""
        sealed = scelle.seal(self._secret, context_of(genre, groupe, periode), page.read())
        piece = Piece(genre, groupe, periode, scelle.digest(sealed), len(sealed), lignes)
        self.depot.write(piece.nom, sealed)
        return piece

    def open(self, piece: Piece) -> Memoire:
        """Clear Parquet in memory. Raises FichierAbsent or FichierAltere."""
        with self._verrou:
            if piece.nom in self._ouverts:
                self._ouverts.move_to_end(piece.nom)
                return self._ouverts[piece.nom]
        page = self.read(piece)
        with self._verrou:
            self._ouverts[piece.nom] = page
            while sum(each.octets for each in self._ouverts.values()) > OUVERTS_MAX and len(self._ouverts) > 1:
                self._ouverts.popitem(last=False)
        return page

    def read(self, piece: Piece) -> Memoire:
        """The same, from the depot and checked against its digest, without keeping it."""
        sealed = self.depot.read(piece.nom)
        if scelle.digest(sealed) != piece.empreinte:
            raise scelle.FichierAltere(f"{piece.nom} : le contenu ne correspond pas à son nom.")
        return Memoire(scelle.unseal(self._secret, piece.contexte, sealed))
