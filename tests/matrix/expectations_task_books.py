"""By hand: task books, their tasks and rehearsals. Source: who may do what, the last row."""

from tests.matrix.notation import Row, studying

# The branch's own is its secretary's, a unit's its leader's; of people, they see but keep not.
SEEN = {
    "cadre": "own", "secretary": "own branch home", "organiser": "own", "hr": "own",
    "leader": "own unit led",
}  # fmt: skip
KEPT = {
    "cadre": "own", "secretary": "own home", "organiser": "own", "hr": "own", "leader": "own led",
}  # fmt: skip
BOOK, ITEM = "/task-books/<int:book_id>", "/task-books/<int:book_id>/items/<int:item_id>"

TASK_BOOKS = {
    ("/task-books", "GET"): studying(),
    ("/task-books/new", "GET"): studying(),
    ("/task-books/new", "POST"): studying(),
    (BOOK, "GET"): Row(kind="task-book", **SEEN),
    (f"{BOOK}/edit", "GET"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/edit", "POST"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/agreement", "POST"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/beginning", "POST"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/end", "POST"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/review", "GET"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/review", "POST"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/reopening", "GET"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/reopening", "POST"): Row(kind="task-book", form={"reason": "没有落实"}, **KEPT),
    (f"{BOOK}/items/new", "GET"): Row(kind="task-book", **KEPT),
    (f"{BOOK}/items/new", "POST"): Row(kind="task-book", **KEPT),
    (f"{ITEM}/edit", "GET"): Row(kind="task", **KEPT),
    (f"{ITEM}/edit", "POST"): Row(kind="task", **KEPT),
    (f"{ITEM}/removal", "POST"): Row(kind="task", **KEPT),
    # Whoever is responsible reports, wherever the book is: here that is the person of the book.
    (f"{ITEM}/progress", "GET"): Row(kind="task", **KEPT),
    (f"{ITEM}/progress", "POST"): Row(
        kind="task", form={"state": "done", "said": "印发了", "version": "1"}, **KEPT
    ),
    ("/task-books/tasks/<int:item_id>", "GET"): Row(kind="task", **SEEN),
    (f"{BOOK}/rehearsals", "POST"): Row(
        kind="task-book", form={"risk": "时间被挤占", "answer": "补上"}, **KEPT
    ),
    (f"{BOOK}/rehearsals/<int:row_id>/removal", "POST"): Row(kind="task-rehearsal", **KEPT),
}
