"""Markdown into HTML. The one producer of HTML that a page shows as it is."""

import re

import markdown
import nh3
from markdown.extensions.extra import ExtraExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markupsafe import Markup

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAGS = {
    *_HEADINGS, "a", "abbr", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt",
    "em", "hr", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang"},
    **{tag: {"id"} for tag in (*_HEADINGS, "li", "sup")},  # for contents and footnotes
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
}
_CLASSES = {
    "div": {
        "admonition", "note", "tip", "important", "warning", "danger", "example", "toc",
        "footnote",
    },
    "p": {"admonition-title"},
}  # fmt: skip
_ALIGNMENTS = {"align": {"left", "center", "right"}}
_SCHEMES = {"http", "https", "mailto"}  # and addresses of our own, without a scheme
_MARKUP = re.compile(r"[*_`<>\[\]|~\\\n]|^ {0,3}(?:#|[-+:] |\d+[.)] |\t)|^ {4}")
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_ITEM = re.compile(r" {0,3}(?:[-+*]|1\.) +\S")  # a list that may begin below a line of text
_TOP_OF_NOTES = 3  # a page's own headings are above it
_MOST_OPENED = 100  # of "[" and of "<" in a note: each is looked for to the end of the text


def render_markdown(text: str) -> Markup:
    """The text as sanitised HTML; render it once, when it is read or saved, not for each page.

    Headings get an id from their own words, Chinese ones too, or the one written after them
    as ``{#name}``. Scripts, styles, handlers, forms and frames are removed, whoever wrote them.
    """
    return _clean(markdown.markdown(text, extensions=_extensions(), output_format="html"))


def render_note(text: str) -> Markup | None:
    """A person's own note as sanitised HTML; ``None`` where it is one plain line.

    Lines break where they were broken. Headings stand below those of the page, and nothing in
    it has an id: several notes stand on one page. Pictures are proofs, and left out here. What
    opens too much, or nests too deep, is shown as the plain lines that it is.
    """
    if _MARKUP.search(text) is None:
        return None
    if max(text.count("["), text.count("<")) > _MOST_OPENED:
        return plain_lines(text)
    try:
        return _rendered_note(text)
    except RecursionError:
        return plain_lines(text)


def plain_lines(text: str) -> Markup:
    """The lines of a text as they are, nothing in them markup."""
    lines = Markup("<br>\n").join(text.split("\n"))
    return Markup("<p>{}</p>").format(lines)


def _rendered_note(text: str) -> Markup:
    extensions = [
        TableExtension(use_align_attribute=True), TocExtension(baselevel=_TOP_OF_NOTES),
        "fenced_code", "sane_lists", "nl2br",
    ]  # fmt: skip
    html = markdown.markdown(_lists_apart(text), extensions=extensions, output_format="html")
    without_ids = {key: set[str]() for key in (*_HEADINGS, "li", "sup")}
    return _clean(html, tags=_TAGS - {"img"}, attributes={**_ATTRIBUTES, **without_ids})


def _lists_apart(text: str) -> str:
    """With a blank line before a list that begins right below a line of text.

    People write it so, and CommonMark reads it so; Python-Markdown wants the blank line.
    """
    lines: list[str] = []
    fenced = in_list = False
    for line in text.split("\n"):
        fenced ^= _FENCE.match(line) is not None
        begins = not fenced and _ITEM.match(line) is not None
        if begins and not in_list and lines and lines[-1].strip():
            lines.append("")
        in_list = (in_list or begins) and bool(line.strip())
        lines.append(line)
    return "\n".join(lines)


def kept_markup(html: str) -> Markup:
    """What ``render_note`` gave and a column has kept, for a page to show as it is."""
    return Markup(html)  # noqa: S704 - it was sanitised before it was kept


def shown_words(words: str, html: str | None) -> Markup | str:
    """Markdown as it was kept; plain lines where there is no markup in it."""
    return words if html is None else kept_markup(html)


def _clean(
    html: str, *, tags: set[str] = _TAGS, attributes: dict[str, set[str]] = _ATTRIBUTES
) -> Markup:
    clean = nh3.clean(
        html, tags=tags, attributes=attributes, allowed_classes=_CLASSES,
        tag_attribute_values={"td": _ALIGNMENTS, "th": _ALIGNMENTS}, url_schemes=_SCHEMES,
    )  # fmt: skip
    return Markup(clean)  # noqa: S704 - sanitised on the line before


def _extensions() -> list[object]:
    """New ones for every text: they keep what they have met. Alignment without inline style."""
    tables, footnotes = {"use_align_attribute": True}, {"BACKLINK_TITLE": ""}
    return [
        ExtraExtension(tables=tables, footnotes=footnotes),
        TocExtension(slugify=slugify_unicode),
        "admonition",
        "sane_lists",
    ]
