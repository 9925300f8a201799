"""Registers of placements, views that accounts keep of them, histories on their way in."""

from collections.abc import Mapping

from models import ImportFile, SavedView, db
from tests.domain.history_files import history_text
from tests.matrix.world import World
from tests.placed import NOON

Arguments = Mapping[str, object]
NO_ID = 9_999_999


class PlacementRegisterObjects:
    """The objects of registers; views and files are those of accounts."""

    world: World

    def make_placement_registers(self) -> None:
        self._views: dict[str, int] = {}
        self._history_files: dict[str, int] = {}
        for key, account in self.world.accounts.items():
            view = SavedView(
                account_id=account.id, place="placements.rotation", name="轮岗", query="",
                saved_at=NOON,
            )  # fmt: skip
            file = ImportFile(
                account_id=account.id, kind="histories", filename="histories.csv",
                content=history_text({}).encode(), create_missing=False, uploaded_at=NOON,
            )  # fmt: skip
            db.session.add_all([view, file])
            db.session.flush()
            self._views[key], self._history_files[key] = view.id, file.id

    def placement_register(self, visitor: str) -> dict[str, Arguments]:
        return {"any": {"kind": "rotation"}, "missing": {"kind": "loan"}}

    def kept_view(self, visitor: str) -> dict[str, Arguments]:
        return self._view_of(visitor, "view_id", self._views)

    def history_upload(self, visitor: str) -> dict[str, Arguments]:
        return self._view_of(visitor, "upload_id", self._history_files)

    def _view_of(self, visitor: str, name: str, ids: Mapping[str, int]) -> dict[str, Arguments]:
        found = {
            relation: {name: ids[key]}
            for relation, key in self.world.related(visitor).items()
            if key in ids
        }
        return {**found, "missing": {name: NO_ID}}
