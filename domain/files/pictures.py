"""Pictures made anew from their pixels: nothing else of what came in is in what is kept.

Runs in a process of its own (``child``).
"""

import io
from typing import TYPE_CHECKING

from domain.files.kinds import Kind, refuse_second_reading
from domain.files.refusals import MOST_PIXELS, FileRefused, Reason

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE = 2400  # pixels
LARGEST_PNG = 3 * 1024 * 1024  # bytes; what is larger is a photograph and kept as JPEG
QUALITY = 85
WHITE = (255, 255, 255)


def reencode(content: bytes, kind: Kind) -> tuple[str, bytes]:
    """The media type and the bytes of the picture as it is kept.

    Turned as it was held, on white where it was transparent, in sRGB, at most 2400 pixels on
    its longest side, without any metadata. HEIC becomes JPEG; PNG stays PNG unless that would
    be larger than 3 MB.

    Raises:
        FileRefused: DAMAGED, TOO_MANY_PIXELS, or POLYGLOT (what remains reads as another file).
    """
    image = _opened(content, kind)
    if image.mode == "P":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # before anything else copies it
    image = _upright(image)
    written = _written(image, "PNG") if kind is Kind.PNG else b""
    if 0 < len(written) <= LARGEST_PNG:
        refuse_second_reading(written, Kind.PNG)
        return "image/png", written
    written = _written(image, "JPEG")
    refuse_second_reading(written, Kind.JPEG)
    return "image/jpeg", written


def scaled_down(content: bytes, longest_side: int) -> bytes:
    """A picture that was kept, as JPEG of at most so many pixels on its longest side."""
    kind = Kind.PNG if content.startswith(b"\x89PNG") else Kind.JPEG
    image = _opened(content, kind, longest_side)
    image.thumbnail((longest_side, longest_side))
    return _written(image.convert("RGB"), "JPEG")


def written_as_jpeg(image: "Image") -> bytes:
    """The pixels as JPEG without metadata."""
    return _written(image, "JPEG")


def _opened(content: bytes, kind: Kind, longest_side: int = LONGEST_SIDE) -> "Image":
    """The decoded picture; its size is known, and bearable, before anything is decoded."""
    from PIL import Image  # noqa: PLC0415 - only the child decodes pictures

    if kind is Kind.HEIC:
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - as above

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # ours is lower, and says so in words
    image = Image.open(io.BytesIO(content), formats=[kind.value])
    if image.width * image.height > MOST_PIXELS:
        raise FileRefused(Reason.TOO_MANY_PIXELS)
    if kind is Kind.JPEG:
        image.draft("RGB", (longest_side, longest_side))
    image.load()
    return image


def _upright(image: "Image") -> "Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    turned = _in_srgb(ImageOps.exif_transpose(image))
    if not turned.has_transparency_data:
        return turned.convert("RGB")
    layered = turned.convert("RGBA")
    flat = Image.new("RGB", layered.size, WHITE)
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat


def _in_srgb(image: "Image") -> "Image":
    """The colours as every screen shows them; a profile that cannot be read is left out."""
    from PIL import ImageCms  # noqa: PLC0415 - as above

    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image
    return turned or image


def _written(image: "Image", form: str) -> bytes:
    """The pixels alone: a new image takes over nothing that came with the old one."""
    from PIL import Image  # noqa: PLC0415 - as above

    plain = Image.new("RGB", image.size)
    plain.paste(image)
    stream = io.BytesIO()
    if form == "PNG":
        plain.save(stream, "PNG", optimize=True)
    else:
        plain.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()
