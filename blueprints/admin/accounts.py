import sqlalchemy as sa
from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.admin import bp, words
from blueprints.admin.forms import AccountForm, HandForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import PAGE_SIZE, Page, page_number
from blueprints.shared.role_words import ROLE_WORDS
from blueprints.shared.saving import saved
from domain.accounts import everybody, listing, opening
from models import Person, db


@bp.get("/admin")
@allow("accounts.manage")
def accounts():
    search, show = request.args.get("q", "")[:60], request.args.get("show", "")
    page = Page(page_number(), listing.count_accounts(search, show))
    lines = listing.list_accounts(
        search, show, now=now(), offset=(page.number - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    return render_template(
        "admin/accounts.html", page=page, lines=lines, search=search, show=show,
        shows=words.SHOW, role_words=ROLE_WORDS,
        without=everybody.count_without_account(today()), once=new_once_key(),
    )  # fmt: skip


@bp.route("/admin/accounts/new", methods=["GET", "POST"])
@allow("accounts.manage")
def new_account():
    form = AccountForm()
    if form.validate_on_submit():
        account_id = _open_account(form)
        if account_id is not None:
            return saved(
                url_for("admin.account", account_id=account_id),
                _("The account is open. Give its owner a one-time link."),
            )
    return render_template("admin/new_account.html", form=form), 422 if form.errors else 200


@bp.route("/admin/hands/new", methods=["GET", "POST"])
@allow("accounts.manage")
def new_hand():
    """The administrator opens a hand's account closed; the security officer lets it in."""
    form = HandForm()
    if form.validate_on_submit() and _open_hand(form):
        return saved(
            url_for("admin.accounts", show="hands"),
            _("The account is open but disabled: the security officer lets it in, on Roles."),
        )
    return render_template("admin/new_hand.html", form=form), 422 if form.errors else 200


def _open_account(form: AccountForm) -> int | None:
    """The id of the new account, or ``None`` with the reason on the field."""
    person = find_person(form.staff_no.data)
    if person is None:
        form.staff_no.errors = [str(words.NO_SUCH_PERSON)]
        return None
    try:
        account = opening.open_account(
            (form.username.data or "").strip() or person.staff_no, person.id,
            actor=current_user.actor, now=now(),
        )  # fmt: skip
    except opening.UsernameImpossible:
        form.username.errors = [str(words.USERNAME_IMPOSSIBLE)]
    except opening.UsernameTaken:
        form.username.errors = [str(words.USERNAME_TAKEN)]
    except opening.PersonHasAccount as held:
        form.staff_no.errors = [
            _("This person has the account %(username)s already.", username=held.username)
        ]
    else:
        return account.id
    return None


def _open_hand(form: HandForm) -> bool:
    staff_no = (form.staff_no.data or "").strip()
    holder = find_person(staff_no) if staff_no else None
    if staff_no and holder is None:
        form.staff_no.errors = [str(words.NO_SUCH_PERSON)]
        return False
    try:
        opening.open_hand(
            form.username.data, form.hand.data, holder.id if holder else None,
            enabled=False, actor=current_user.actor, now=now(),
        )  # fmt: skip
    except opening.UsernameImpossible:
        form.username.errors = [str(words.USERNAME_IMPOSSIBLE)]
    except opening.UsernameTaken:
        form.username.errors = [str(words.USERNAME_TAKEN)]
    except opening.HolderHasHand:
        form.staff_no.errors = [
            _("This person keeps one of the three hands already; nobody keeps two.")
        ]
    return not form.errors


def find_person(staff_no: str) -> Person | None:
    """The person of the number; accounts are the administrator's for everybody."""
    return db.session.scalars(
        sa.select(Person).where(Person.staff_no == staff_no.strip())
    ).one_or_none()
