"""The page of reviewers: which reflections, the lines of the list, and one of them in full."""

from dataclasses import dataclass, field

from flask import abort, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.reading import reflection_words as words
from blueprints.reading.reflection_forms import MarginForm, VerdictForm
from blueprints.shared.clock import today
from blueprints.shared.paging import Page, page_number, whole_number
from domain.access import may
from domain.matters.standing import Standing, standing
from domain.reading import reviews
from domain.reading.reviews import ANSWERED, MINE, WAITS, Group, Row, Wanted

SHOWN = 100
SHOWS = {MINE: _l("Mine to answer"), WAITS: _l("All to answer"), ANSWERED: _l("Answered")}


@dataclass(slots=True)
class Forms:
    """The forms of the page; one that was refused stands in the place of the empty one."""

    margin: MarginForm = field(default_factory=lambda: MarginForm(formdata=None))
    verdict: VerdictForm = field(default_factory=lambda: VerdictForm(formdata=None))


def wanted() -> Wanted:
    """Whoever has a duty sees first what lies with them; others all that waits."""
    usual = MINE if may(current_user, "entry.confirm") else WAITS
    show = request.args.get("show", usual)
    return Wanted(show if show in SHOWS else usual, whole_number(request.args.get("class")))


def reviews_url(**more: object) -> str:
    """The page with the filter of this request."""
    kept = {name: request.args[name] for name in ("show", "class") if request.args.get(name)}
    return url_for("reading.reflections", **{**kept, **more})


def review_page(forms: Forms, reflection_id: int = 0) -> str:
    """The page; at most eight queries, however many reflections there are."""
    held, asked = standing(current_user, today=today()), wanted()
    found = reviews.groups(held)
    page = Page(page_number(), _total(found, asked), SHOWN)
    rows = reviews.reflections(held, asked, page=page.number, size=SHOWN)
    asked_id = reflection_id or whole_number(request.args.get("reflection"))
    opened = next((row for row in rows if row.id == asked_id), None)
    if opened is None and asked_id:
        opened = reviews.find_row(held, asked_id) or abort(404)
    row = opened or (rows[0] if rows else None)
    return render_template(
        "reading/reflections.html", rows=rows, page=page, asked=asked, row=row, words=words,
        opened=opened is not None, tabs=_tabs(found, asked), classes=_classes(found),
        reviews_url=reviews_url, forms=forms, total=sum(one.many for one in found),
        **(_detail(held, row, forms) if row is not None else {}),
    )  # fmt: skip


def _total(found: list[Group], asked: Wanted) -> int:
    return sum(
        one.mine if asked.show == MINE else one.many
        for one in found
        if one.state in reviews.STATES[asked.show] and asked.class_id in {0, one.class_id}
    )


def _tabs(found: list[Group], asked: Wanted) -> list[tuple[str, str, int, bool]]:
    """Text, address and number of each view, and whether it is the one shown."""
    shows = [one for one in SHOWS if one != MINE or may(current_user, "entry.confirm")]
    return [
        (
            str(SHOWS[show]), reviews_url(show=show, reflection=None),
            _total(found, Wanted(show, asked.class_id)), show == asked.show,
        )
        for show in shows
    ]  # fmt: skip


def _classes(found: list[Group]) -> list[tuple[int, str]]:
    return list({one.class_id: words.class_title(one.title, one.title_en) for one in found}.items())


def _detail(held: Standing, row: Row, forms: Forms) -> dict[str, object]:
    """Two queries: the versions with what was said, and the texts that may be alike."""
    versions = reviews.versions_of(row.id, of_author=False)
    shown = words.shown(versions, whole_number(request.args.get("version"))) or abort(404)
    plain = shown.version.row.plain
    answers = row.state == "waiting" and shown.version.row.number == row.number
    forms.margin.offer(shown.openings)
    for form in (forms.margin, forms.verdict):
        form.number.data = str(row.number)
    return {
        "versions": versions, "shown": shown, "answers": answers,
        "alike": [
            (one, words.sides(plain, one), words.class_title(one.class_title, one.class_title_en))
            for one in reviews.alike_to(held, row.id, plain)
        ],
        "overdue": row.state == "waiting" and row.due_on is not None and row.due_on < today(),
    }  # fmt: skip
