"""What is out stays out: the register of publications only grows."""

from entredeux.socle.triggers import Trigger

TRIGGERS = tuple(
    Trigger(
        table="observatoire_publication",
        name=f"publication_sans_{name}",
        moment=f"BEFORE {moment}",
        message="registre des publications : ajout seul",
    )
    for name, moment in (("modification", "UPDATE"), ("suppression", "DELETE"))
)
