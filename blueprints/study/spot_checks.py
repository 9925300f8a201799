"""Spot checks: a seeded random sample of confirmed entries, on a page, printed and as Excel."""

import secrets
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.hours_words import amount_text, kind_word, topic_text
from blueprints.study.blueprint import bp
from blueprints.study.confirm_forms import SampleForm
from domain.access import reach
from domain.hours.packs import Pack, pack_in_force
from domain.spot_checks import Sampled, draw_sample

USUAL_SIZE = 10
SEEDS = 1_000_000


@bp.get("/spot-checks")
@allow("entry.void")
def spot_checks():
    """The sample of the seed in the address; without one the form, with a seed proposed."""
    if "seed" not in request.args:
        return _page(SampleForm(formdata=None, data=_usual()), None, 0)
    form = SampleForm(formdata=request.args)
    if not form.validate():
        return _page(form, None, 0), 422
    sample, total = draw_sample(
        reach(current_user, "entry.void"), current_user.person_id, form.seed.data.strip(),
        first=form.first.data, last=form.last.data, size=form.size.data, today=today(),
    )  # fmt: skip
    if request.args.get("as") == "xlsx":
        return _excel(form, sample, total)
    return _page(form, sample, total)


def _usual() -> dict[str, object]:
    """From the first of last month until today; a seed that nobody has chosen."""
    last_month = today().replace(day=1) - timedelta(days=1)
    seed = f"{today():%Y%m%d}-{secrets.randbelow(SEEDS):06d}"
    return {"seed": seed, "first": last_month.replace(day=1), "last": today(), "size": USUAL_SIZE}


def _page(form: SampleForm, sample: list[Sampled] | None, total: int) -> str:
    pack = pack_in_force(today())[1]
    arguments = {**request.args.to_dict(), "as": "xlsx"}
    return render_template(
        "study/spot_checks.html", form=form, total=total,
        rows=None if sample is None else [_row(one, pack) for one in sample],
        export_url=url_for("study.spot_checks", **_own(arguments)),
    )  # fmt: skip


def _own(arguments: dict[str, str]) -> dict[str, str]:
    return {name: arguments[name] for name in ("seed", "from", "to", "size", "as")
            if name in arguments}  # fmt: skip


def _row(one: Sampled, pack: Pack) -> dict[str, object]:
    entry = one.entry
    return {
        "url": url_for("study.entry_of_person", staff_no=one.staff_no, entry_id=entry.id),
        "name": one.name, "staff_no": one.staff_no, "on": entry.studied_on,
        "topic": topic_text(entry.topic, pack, entry.kind), "kind": kind_word(pack, entry.kind),
        "amount": amount_text(pack.kinds.get(entry.kind), entry), "who": one.who, "at": one.at,
        "proofs": one.proofs,
    }  # fmt: skip


def _excel(form: SampleForm, sample: list[Sampled], total: int):
    pack = pack_in_force(today())[1]
    columns = {
        "staff_no": _("Staff number"), "name": _("Name"), "on": _("Day"), "topic": _("Topic"),
        "kind": _("Kind"), "amount": _("How much"), "who": _("Who confirmed"),
        "proofs": _("Proofs"),
    }  # fmt: skip
    rows = [_row(one, pack) for one in sample]
    drawn: list[list[str | int | date | None]] = [
        [_("Seed"), form.seed.data.strip()], [_("First day"), form.first.data],
        [_("Last day"), form.last.data], [_("Sample size"), form.size.data],
        [_("Drawn from"), total],
    ]  # fmt: skip
    sheets = [
        (_("Sample"), list(columns.values()), [[row[name] for name in columns] for row in rows]),
        (_("How it was drawn"), [_("What"), _("Value")], drawn),
    ]
    return send_workbook(workbook(sheets), _("spot-check") + f" {today()}.xlsx")
