"""Word files as HTML, with their pictures beside it. Runs in a process of its own (``child``)."""

import io
from typing import Any

MOST_PICTURES = 30
PLACE = "picture-"  # how the HTML calls the pictures, numbered from 0
# What people use for the title of a document, in Word in either language.
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def as_html(content: bytes) -> tuple[dict[str, object], bytes]:
    """The document's HTML (not cleaned), and its pictures in one piece.

    The facts: ``html``; ``sizes`` of the pictures in bytes, in their order; ``more``: how many
    pictures there are beyond the first thirty.
    """
    import mammoth  # noqa: PLC0415 - only the child opens documents

    pictures: list[bytes] = []
    more = 0

    def keep(image: Any) -> dict[str, str]:
        nonlocal more
        if len(pictures) == MOST_PICTURES:
            more += 1
            return {"src": ""}
        with image.open() as stream:
            pictures.append(stream.read())
        return {"src": f"{PLACE}{len(pictures) - 1}"}

    made = mammoth.convert_to_html(
        io.BytesIO(content), style_map=STYLES, convert_image=mammoth.images.img_element(keep)
    )
    facts = {"html": made.value, "sizes": [len(one) for one in pictures], "more": more}
    return facts, b"".join(pictures)
