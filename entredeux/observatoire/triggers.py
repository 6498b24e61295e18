"""What is out stays out: the register of publications only grows."""

from entredeux.socle.triggers import Trigger

AJOUT_SEUL = {
    "publication": "registre des publications : ajout seul",
    "tableparue": "tables parues : ajout seul",
}
TRIGGERS = tuple(
    Trigger(table=f"observatoire_{table}", name=f"{table}_sans_{name}", moment=f"BEFORE {moment}", message=message)
    for table, message in AJOUT_SEUL.items()
    for name, moment in (("modification", "UPDATE"), ("suppression", "DELETE"))
)
