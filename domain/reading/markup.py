"""HTML as a tree. lxml takes 8 MB of each process, so only what opens or makes HTML loads it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def parsed(html: str) -> "HtmlElement":
    """The HTML as what stands in one ``div``."""
    from lxml.html import fragment_fromstring  # noqa: PLC0415 - see above

    return fragment_fromstring(html, create_parent="div")


def new_element(tag: str, text: str | None = None, **attributes: str) -> "HtmlElement":
    from lxml.html import Element  # noqa: PLC0415 - see above

    made = Element(tag, **attributes)
    made.text = text
    return made


def written_out(one: "HtmlElement") -> str:
    """The element as HTML, with what stands after it up to the next."""
    from lxml.html import tostring  # noqa: PLC0415 - see above

    return str(tostring(one, encoding="unicode"))
