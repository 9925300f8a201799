"""Whether the audit trail is whole: the walk along it, what it found, and when it was last made."""

import json
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import now
from domain import trail
from domain.trail import Anchor, Flaw, Verdict

ANCHOR = re.compile(r"\s*(\d{1,18}):([0-9a-f]{64})\s*")
KEPT_IN = "last_verification.json"
FLAWS = {
    Flaw.CHANGED: _l("its content does not give its hash: it was changed"),
    Flaw.UNTIED: _l("it does not name the hash of the row before it"),
    Flaw.MISSING: _l("it is missing"),
    Flaw.HEAD_DIFFERS: _l("the head of the trail names another hash for it"),
    Flaw.BEYOND_HEAD: _l("it stands after the head of the trail"),
    Flaw.ANCHOR_DIFFERS: _l("the anchor names another hash for it"),
    Flaw.ANCHOR_MISSING: _l("the trail ends before it, and the anchor does not"),
}


@dataclass(frozen=True, slots=True)
class LastVerification:
    """The last walk along the trail, by the page or by the command."""

    at: datetime
    whole: bool
    sentence: str


def read_anchor(text: str) -> Anchor | None:
    """``SEQ:HASH`` as an anchor; ``None`` when it is not one."""
    found = ANCHOR.fullmatch(text)
    return Anchor(int(found[1]), found[2]) if found else None


def verify_and_note(anchor: Anchor | None = None) -> Verdict:
    """Walk the whole trail, and note in the instance folder when and how it ended."""
    verdict = trail.verify(anchor)
    note = {"at": now().isoformat(), "rows": verdict.rows, "bad_seq": verdict.bad_seq,
            "flaw": verdict.flaw}  # fmt: skip
    path = _path()
    written = path.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps(note))
    written.replace(path)
    return verdict


def last_verification() -> LastVerification | None:
    """What the last walk found; ``None`` when there was none, or its note cannot be read."""
    try:
        note = json.loads(_path().read_text())
        flaw = Flaw(note["flaw"]) if note["flaw"] else None
        sentence = _sentence(note["rows"], note["bad_seq"], flaw)
        return LastVerification(datetime.fromisoformat(note["at"]), flaw is None, sentence)
    except (OSError, ValueError, KeyError):
        return None


def verdict_sentence(verdict: Verdict) -> str:
    return _sentence(verdict.rows, verdict.bad_seq, verdict.flaw)


def _sentence(rows: int, bad_seq: int | None, flaw: Flaw | None) -> str:
    if flaw is None:
        return ngettext(
            "The trail is whole: %(num)d row.", "The trail is whole: %(num)d rows.", rows
        )
    return _(
        "Row %(seq)d does not hold: %(flaw)s. Everything before it does.",
        seq=bad_seq, flaw=FLAWS[flaw],
    )  # fmt: skip


def _path() -> Path:
    return Path(current_app.config["INSTANCE"]) / KEPT_IN
