"""Photos: size-limited, decoded, turned upright, drawn again without any metadata."""

import io
import warnings

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

OCTETS_MAX = 8 * 1024 * 1024
PIXELS_MAX = 50_000_000
COTE_MAX = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
TROP_LOURDE = "La photo dépasse 8 Mo ; prenez-la en plus petit. Le reste est gardé."


def reencode_photo(content: bytes) -> bytes:
    """JPEG bytes, longest side at most 1,600 px, no EXIF, no position, no comment.

    Refuses with a French sentence what is too heavy, too large or not a picture, whatever its name says.
    """
    if len(content) > OCTETS_MAX:
        raise ValidationError({"photo": TROP_LOURDE})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > PIXELS_MAX:
                    raise ValidationError({"photo": "La photo a trop de points ; prenez-la en plus petit."})
                return _redraw(image)
    except ValidationError:
        raise
    except Exception:  # hostile bytes make the decoders raise anything: TypeError, struct.error, EOFError, …
        raise ValidationError(
            {"photo": "Ce fichier n'est pas une photo JPEG, PNG ou WebP lisible. Le reste de la saisie est gardé."}
        ) from None


def _redraw(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((COTE_MAX, COTE_MAX))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, format="JPEG", quality=82)
    return out.getvalue()
