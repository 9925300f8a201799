"""Search: one field over materials, classes, own notes, talks, and people for those who may."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import is_chinese, today
from blueprints.shared.found_words import KINDS, Shown, shown
from blueprints.shared.paging import Page, page_number
from domain.finding import PERSON, find, finds_people
from domain.search.phrases import LONGEST_QUERY

bp = Blueprint("search", __name__, url_prefix="/search")
PAGE_SIZE = 20
EXAMPLES = (_l("meeting minutes"), _l("confidentiality"), "9704")


@bp.get("")
@allow("search.use")
def index():
    """Results of all kinds, or of one. At most seven queries."""
    text = " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
    kinds = {name: words for name, words in KINDS.items() if name != PERSON or _sees_people()}
    kind = request.args.get("kind", "")
    kind = kind if kind in kinds else ""
    language = "zh" if is_chinese() else "en"
    number = page_number()
    results = find(
        text, current_user, today=today(), kind=kind, page=number, size=PAGE_SIZE,
        language=language,
    )  # fmt: skip
    page = Page(number, results.total, PAGE_SIZE)
    hits: list[Shown] = [shown(one, language, request.script_root) for one in results.hits]
    return render_template(
        "search/index.html", text=text, kind=kind, kinds=kinds, hits=hits, page=page,
        asked=results.asked, longest=LONGEST_QUERY, examples=EXAMPLES,
    )  # fmt: skip


def _sees_people() -> bool:
    return finds_people(current_user)
