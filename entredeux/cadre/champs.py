from django.db import models


class TexteChiffreField(models.BinaryField):
    """A column of sealed bytes. Reading the attribute gives bytes, never the text: see `textes.read_texte`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("default", bytes)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
