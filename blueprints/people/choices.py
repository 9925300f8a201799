"""What a form about a person offers to choose from."""

from wtforms.fields.choices import SelectChoice

from domain.organisation import lists


def branch_choices(empty: str, *, also: tuple[int, str] | None = None) -> list[SelectChoice]:
    """The open branches after an empty choice; ``also`` is one that may be closed by now."""
    rows = {branch.id: branch.name for branch in lists.open_branches()}
    if also is not None:
        rows.setdefault(*also)
    return [SelectChoice("", empty), *(SelectChoice(str(key), name) for key, name in rows.items())]


def chosen(value: str) -> int | None:
    return int(value) if value else None
