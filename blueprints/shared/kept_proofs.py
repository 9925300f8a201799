"""Files of a form that came back: they lie in the store, and the form names them, signed.

Who sends the form again need not choose them again. The sweep of the store leaves a file alone
for longer than its name here is good.
"""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

from flask import current_app, request
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

from blueprints.shared.proofs import ProofRefused
from domain.files.refusals import Checked
from domain.files.store import Store

KEPT_FOR = timedelta(days=1)


def signed(checked: Sequence[Checked]) -> list[tuple[str, str]]:
    """For each file what the form sends to name it, and what its owner called it."""
    account_id = current_user.account_id
    return [(_signer().dumps([account_id, *astuple(one)]), one.name) for one in checked]


def kept_before() -> list[Checked]:
    """The files that the form names; each is as new in the store from now on.

    Raises:
        ProofRefused: a name is too old, or not of this account, or its file is gone.
    """
    named = request.form.getlist("kept")
    if not named:
        return []
    found = [_read(token) for token in named]
    store = Store(Path(current_app.config["INSTANCE"]))
    if not all(one is not None and store.renew(one.sha256) for one in found):
        raise ProofRefused(_("Files have to be chosen again."))
    return [one for one in found if one is not None]


def _read(token: str) -> Checked | None:
    try:
        account_id, *facts = _signer().loads(token, max_age=int(KEPT_FOR.total_seconds()))
    except BadData:
        return None
    return Checked(*facts) if account_id == current_user.account_id else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept proof")
