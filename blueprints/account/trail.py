from flask import render_template
from flask_login import current_user

from blueprints.account import bp
from blueprints.shared.access import allow
from blueprints.shared.paging import PAGE_SIZE, Page, page_number
from blueprints.shared.trail_words import words_for
from domain.accounts.own_trail import count_own_rows, own_rows


@bp.get("/account/trail")
@allow("trail.own")
def trail():
    """What this account did and what was done to it, the newest first."""
    account_id = current_user.account_id
    page = Page(page_number(), count_own_rows(account_id))
    rows = own_rows(account_id, offset=(page.number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return render_template(
        "account/trail.html", page=page, rows=rows, words_for=words_for, me=account_id
    )
