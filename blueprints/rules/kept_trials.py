"""Trials kept in each process while nothing has happened: a rehearsal has many pages.

As with kept pages (blueprints.shared.kept), the head of the audit trail says whether anything
has: a kept trial is never older than its key.
"""

from collections import OrderedDict
from threading import Lock

from flask import current_app, g
from flask.blueprints import BlueprintSetupState

from blueprints.shared.clock import today
from domain.hours.packs import Pack
from domain.hours.trials import Trial, try_pack

MOST_TRIALS = 4


class KeptTrials:
    """The trials of one process, the longest unused dropped first."""

    def __init__(self) -> None:
        self._trials: OrderedDict[tuple[object, ...], Trial] = OrderedDict()
        self._lock = Lock()

    def trial(self, pack_id: int, pack: Pack, year: int) -> Trial:
        """The kept trial, or a new one; who asks for the same meanwhile waits for it."""
        key = (g.trail_head, pack_id, year, today())
        with self._lock:
            kept = self._trials.get(key)
            if kept is None:
                kept = self._trials[key] = try_pack(pack_id, pack, year, today=today())
                while len(self._trials) > MOST_TRIALS:
                    self._trials.popitem(last=False)
            self._trials.move_to_end(key)
            return kept

    def clear(self) -> None:
        with self._lock:
            self._trials.clear()


def init_kept_trials(state: BlueprintSetupState) -> None:
    state.app.extensions["kept_trials"] = KeptTrials()


def kept_trial(pack_id: int, pack: Pack, year: int) -> Trial:
    return current_app.extensions["kept_trials"].trial(pack_id, pack, year)
