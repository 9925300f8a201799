"""Minutes as a Word file in the layout of official records."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.shared.clock import day_of, full_day_text
from blueprints.shared.word_files import (
    FIRST_FONT,
    OFFICIAL,
    SECOND_FONT,
    add_line,
    new_record,
    word_bytes,
)
from blueprints.shared.word_markup import Look, add_html
from domain.groupstudy.minutes import Version
from domain.reading.markup import parsed, written_out

TOP = 3  # the level of a text's highest headings, below those of the page (domain.text)


def word_of(version: Version, name: str) -> bytes:
    """The title in 方正小标宋, 22 pt; headings below in 黑体 and 楷体; the text in 仿宋, 16 pt.

    Who wrote them and who agreed them stands at the end.
    """
    document = new_record(title=name, author=current_app.config.get("ORGANISATION") or "")
    title, rest = _taken_apart(version.row.html)
    add_line(document, title or name, size=22, align="center", title=True, after=28)
    add_html(document, rest, Look((FIRST_FONT, SECOND_FONT), highest=TOP + 1 if title else TOP))
    for line in _signatures(version):
        add_line(document, line, indent=True)
    return word_bytes(document)


def _signatures(version: Version) -> list[str]:
    """Who wrote them; where they are agreed, who did so and on which day."""
    with force_locale(OFFICIAL):
        found = [_("%(what)s: %(value)s", what=_("Minutes kept by"), value=version.written_by)]
        if version.row.agreed_at is not None:
            agreed = _("%(name)s, %(day)s", name=version.agreed_by,
                       day=full_day_text(day_of(version.row.agreed_at)))  # fmt: skip
            found.append(_("%(what)s: %(value)s", what=_("Agreed by"), value=agreed))
    return found


def _taken_apart(html: str) -> tuple[str, str]:
    """The title, where the text begins with one, and what follows."""
    text = parsed(html)
    first = text[0] if len(text) else None
    if first is None or first.tag != f"h{TOP}" or (text.text or "").strip():
        return "", html
    title = " ".join(str(first.text_content()).split())
    return title, "".join(written_out(one) for one in text[1:])
