"""Posts to choose from in a form."""

import sqlalchemy as sa
from wtforms.fields.choices import SelectChoice

from blueprints.shared.clock import today
from domain.name_order import place_key
from domain.organisation import lists, tree


def post_choices(
    empty: str, *, also: tuple[int, str] | None = None, whom: sa.ColumnElement[bool] | None = None
) -> list[SelectChoice]:
    """The open posts under their units' paths, with who holds them, after an empty choice.

    ``whom``: the condition on ``Person`` for the holders that are named; all without it.
    """
    paths = {node.unit_id: " / ".join(node.path) for node in tree.open_units()}
    posts = lists.post_rows(today(), whom=whom)
    choices = [
        SelectChoice(
            str(post.post_id),
            f"{post.title}（{post.holders}）" if post.holders else post.title,
            optgroup=paths.get(post.unit_id, post.unit),
        )
        for post in posts
    ]
    if also is not None and also[0] not in {post.post_id for post in posts}:
        choices.append(SelectChoice(str(also[0]), also[1], optgroup=also[1]))
    return [
        SelectChoice("", empty),
        *sorted(choices, key=lambda choice: place_key(choice.optgroup)),
    ]
