from flask import Blueprint, abort, g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice

from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.counts import count_owed
from blueprints.shared.forms import RecordForm
from blueprints.shared.matter_words import TOPIC_PLACES, TOPICS, told_of
from blueprints.shared.paging import Page, page_number
from blueprints.shared.saving import saved
from domain import notices

bp = Blueprint("notices", __name__, url_prefix="/notices")
PAGE_SIZE = 30


class ChoiceForm(RecordForm):
    topics = SelectMultipleField(
        _l("Tell me when"), choices=[SelectChoice(one, text) for one, text in TOPICS.items()]
    )


@bp.get("")
@allow("account.keep")
def index():
    """At most four queries."""
    rows, total = notices.notices_of(
        current_user.account_id, size=PAGE_SIZE, page=page_number()
    )  # fmt: skip
    page = Page(page_number(), total, PAGE_SIZE)
    return render_template(
        "notices/index.html", rows=rows, page=page, topics=TOPICS, unread=g.unread, told_of=told_of
    )


@bp.get("/counts")
@allow("account.keep", unattended=True)
def counts():
    """The numbers beside the menu; asked by the page itself every minute."""
    return {"owed": count_owed(), "notices": g.unread}


@bp.post("/reading")
@allow("account.keep")
def read_all():
    notices.read_notices(current_user.account_id, now=now())
    return saved(url_for("notices.index"), _("All notices are marked as read."))


@bp.post("/<int:notice_id>/reading")
@allow("account.keep")
def read(notice_id: int):
    """Mark it as read, and lead to what it is about."""
    notice = notices.find_notice(current_user.account_id, notice_id) or abort(404)
    notices.read_notices(current_user.account_id, now=now(), notice_id=notice.id)
    source = notices.source_of(notice) if notice.topic in TOPIC_PLACES else None
    if source is not None:
        return saved(TOPIC_PLACES[notice.topic](source))
    if notice.many == 1 and notice.matter_id is not None:
        return saved(url_for("matters.matter", matter_id=notice.matter_id))
    return saved(url_for("matters.index", whose="all", state="any"))


@bp.get("/choices")
@allow("account.keep")
def choices():
    """Which topics one wants to hear of."""
    wanted = notices.wanted_topics(current_user.account_id)
    return _choices_page(ChoiceForm(formdata=None, data={"topics": wanted}))


@bp.post("/choices")
@allow("account.keep")
def choose():
    form = ChoiceForm()
    if not form.validate_on_submit():
        return _choices_page(form), 422
    notices.choose_topics(
        current_user.account_id, form.topics.data, actor=current_user.actor, now=now()
    )
    return saved(url_for("notices.choices"), _("Your choice is saved."))


def _choices_page(form: ChoiceForm) -> str:
    return render_template("notices/choices.html", form=form, topics=TOPICS)
