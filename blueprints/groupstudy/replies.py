"""What listeners reply to a talk; taken back by whoever wrote it."""

from flask import abort, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404, gathering_url
from blueprints.groupstudy.record_forms import TalkReplyForm
from blueprints.groupstudy.record_loading import done, talk_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import replies
from domain.groupstudy.replies import NotListening, OwnTalk
from domain.text import shown_words

REFUSED = {
    OwnTalk: _l("You do not reply to your own talk."),
    NotListening: _l("Those reply who were there, and whoever holds the gathering."),
}


@bp.post("/<int:gathering_id>/talks/<int:talk_id>/replies")
@allow("group_study.attend")
def reply_to_talk(gathering_id: int, talk_id: int):
    gathering = gathering_or_404(gathering_id)
    one, form = talk_or_404(gathering, talk_id), TalkReplyForm()
    if not form.validate():
        step_back()
        gathering = gathering_or_404(gathering_id)
        page = render_template(
            "groupstudy/reply.html", gathering=gathering, form=form,
            one=talk_or_404(gathering, talk_id), place=gathering_url(gathering),
            shown_words=shown_words,
        )  # fmt: skip
        return page, 422
    try:
        return done(
            gathering,
            lambda: replies.reply_to(one.talk, gathering, form.words.data, current_user, now=now()),
            _("Your reply stands below the talk."), f"talk-{talk_id}",
        )  # fmt: skip
    except tuple(REFUSED) as refused:
        text = REFUSED[type(refused)]
        step_back()
        return saved(f"{gathering_url(gathering_or_404(gathering_id))}#talk-{talk_id}", text, "due")


@bp.post("/<int:gathering_id>/talks/<int:talk_id>/replies/<int:reply_id>/removal")
@allow("group_study.attend")
def take_reply_back(gathering_id: int, talk_id: int, reply_id: int):
    gathering = gathering_or_404(gathering_id)
    talk_or_404(gathering, talk_id)
    row = replies.find_reply(talk_id, reply_id, current_user) or abort(404)
    return done(
        gathering, lambda: replies.take_back(row, gathering, current_user, now=now()),
        _("Your reply is taken back."), f"talk-{talk_id}",
    )  # fmt: skip
