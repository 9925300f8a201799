"""My study: one's own entries, filtered, with their sums; the same as a workbook."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.errors import too_many_rows
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.hours_words import amount_text, kind_word, topic_text, word
from blueprints.shared.paging import Page, own_arguments, page_number
from blueprints.shared.timers import running_timer
from blueprints.study.blueprint import bp
from blueprints.study.forms import ListForm
from blueprints.study.words import STATES, gained_markup
from domain import own_entries
from domain.claims import AMOUNTS
from domain.hours.packs import Pack, pack_in_force
from domain.own_entries import Wanted
from models import StudyEntry

PAGE_SIZE = 30
MOST_EXPORTED = 20_000
NO_STATE = ""


def filter_form(pack: Pack) -> ListForm:
    """The filter as the address has it; the kinds are those of the rules now in force."""
    form = ListForm(request.args)
    form.state.choices = [(NO_STATE, _("All")), *STATES.items()]
    form.kind.choices = [
        ("", _("All kinds")), *((one.id, word(one.words)) for one in pack.kinds.values())
    ]  # fmt: skip
    form.validate()
    return form


def wanted(form: ListForm) -> Wanted:
    """What the form asks, without what it could not read."""
    state = form.state.data or ""
    return Wanted(
        states=(state,) if state in STATES else (), kind=form.kind.data or "",
        first=form.first.data, last=form.last.data, text=(form.text.data or "").strip()[:60],
    )  # fmt: skip


@bp.get("/entries")
@allow("entry.log")
def entries():
    """At most eight queries, however many entries."""
    _pack_id, pack = pack_in_force(today())
    form, number = filter_form(pack), page_number()
    asked = wanted(form)
    sums = own_entries.own_sums(current_user.person_id, asked)
    page = Page(number, sums.entries, PAGE_SIZE)
    rows = own_entries.own_entries(current_user.person_id, asked, page=number, size=PAGE_SIZE)
    kept = {name: value for name, value in own_arguments().items() if value and name != "page"}
    state = asked.states[0] if asked.states else NO_STATE
    return render_template(
        "study/entries.html", entries=rows, form=form, state=state, sums=sums,
        page=page, states=STATES, pack=pack,
        topic_text=topic_text, amount_text=amount_text, kind_word=kind_word,
        gained_markup=gained_markup, timer=running_timer(), month=f"{today():%Y-%m}",
        others={name: value for name, value in kept.items() if name != "state"},
        filtered=bool(set(kept) - {"state"}), export_url=url_for("study.entries_export", **kept),
    )  # fmt: skip


@bp.get("/entries.xlsx")
@allow("entry.log")
def entries_export():
    """Exactly what is filtered, every page of it, and the sums."""
    _pack_id, pack = pack_in_force(today())
    asked = wanted(filter_form(pack))
    rows = own_entries.own_entries(current_user.person_id, asked, size=MOST_EXPORTED + 1)
    if len(rows) > MOST_EXPORTED:
        return too_many_rows(MOST_EXPORTED)
    headings = [
        _("First day"), _("Last day"), _("Kind"), _("Topic"), _("How much"), _("Minutes"),
        _("Whole days"), _("Half days"), _("How many"), _("Gatherings"), _("What was gained"),
        _("Document that proves it"), _("State"),
    ]  # fmt: skip
    lines = [_line(row, pack) for row in rows]
    lines.append([
        None, None, "", _("Total"), "", *(
            sum(getattr(row, name) for row in rows)
            for name in AMOUNTS
        ), "", "", "",
    ])  # fmt: skip
    name = _("My study")
    return send_workbook(workbook([(name, headings, lines)]), f"{name} {today()}.xlsx")


def _line(row: StudyEntry, pack: Pack) -> list:
    return [
        row.studied_on, row.ends_on, kind_word(pack, row.kind), row.topic,
        amount_text(pack.kinds.get(row.kind), row), row.minutes, row.days, row.half_days,
        row.count, row.sessions, row.gained, row.document, str(STATES[row.state]),
    ]  # fmt: skip
