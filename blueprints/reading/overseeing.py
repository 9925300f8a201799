"""The organiser's page of a class: who has read what, who is behind and why; reminding; Excel."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.reading import words
from blueprints.reading.blueprint import bp
from blueprints.reading.loading import class_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.exports import Cell, send_workbook, workbook
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.reading import progress as overseeing
from domain.reading.progress import Progress, ProgressRow
from models import ReadingClass


@bp.get("/<slug>/progress")
@allow("reading.run")
def progress(slug: str):
    """Five queries, however many members; ``as=xlsx`` gives exactly what is shown."""
    reading = class_or_404(slug)
    found = overseeing.progress(reading, today=today())
    only_behind = request.args.get("only") == "behind"
    rows = [row for row in found.rows if row.behind] if only_behind else found.rows
    headings, lines = _table(reading, found, rows)
    if request.args.get("as") == "xlsx":
        name = f"{words.title_of(reading)} {_('Progress')}"
        sheet = (_("Members' progress"), headings, lines)
        return send_workbook(workbook([sheet]), f"{name} {today()}.xlsx")
    return render_template(
        "reading/progress.html", reading=reading, words=words, found=found, headings=headings,
        lines=list(zip(rows, lines, strict=True)), only_behind=only_behind, once=new_once_key(),
        here=url_for("reading.progress", slug=slug, only="behind" if only_behind else None),
        export_url=url_for(
            "reading.progress", slug=slug, only="behind" if only_behind else None,
            **{"as": "xlsx"},
        ),
    )  # fmt: skip


@bp.post("/<slug>/progress/reminders")
@allow("reading.run")
def remind(slug: str):
    """Remind one member, or all who are behind."""
    reading, place = class_or_404(slug), url_for("reading.progress", slug=slug)
    member = whole_number(request.form.get("member"))
    try:
        number = overseeing.remind(
            reading, {member} if member else None, today=today(), actor=current_user.actor,
            now=now(),
        )  # fmt: skip
    except words.REFUSALS as refused:
        text = words.why_refused(refused)
        step_back()
        return saved(place, text, "due")
    text = ngettext("%(num)d member was reminded.", "%(num)d members were reminded.", number)
    return saved(place, text)


def _table(
    reading: ReadingClass, found: Progress, rows: list[ProgressRow]
) -> tuple[list[str], list[list[Cell]]]:
    """Headings and cells, the same on the page and in the file."""
    headings = [
        _("Name"), _("Staff number"), _("Branch"), _("Read, percent"),
        _("Materials read of %(num)d", num=found.to_read),
    ]  # fmt: skip
    if found.tests:
        headings.append(_("Self-tests passed of %(num)d", num=found.tests))
    headings += [_("Reflection"), _("Lacking"), _("Behind")]
    headings += [f"{part.number} {words.title_of(part)}" for part in found.parts]
    return headings, [_line(reading, found, row) for row in rows]


def _line(reading: ReadingClass, found: Progress, row: ProgressRow) -> list[Cell]:
    member, standing = row.member, row.standing
    line: list[Cell] = [
        member.name, member.staff_no, member.branch, standing.percent, row.read,
        *([row.passed] if found.tests else []), str(words.REFLECTIONS[standing.reflection]),
        words.lacks_text(standing) or "–",
        words.behind_text(row.behind, standing.percent, found.expected, reading.ends_on),
    ]  # fmt: skip
    for part in found.parts:
        done = len(standing.sections[part.id])
        line.append("–" if not part.keys else f"{100 * done // len(part.keys)}%")
    return line
