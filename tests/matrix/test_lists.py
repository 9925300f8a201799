"""Lists, counts, searches and exports hold the people whom the reader may see, and no others."""

import io
import re
import zipfile

import pytest

from models import db
from tests.factories import make_task_book
from tests.matrix.walk import Walk
from tests.matrix.world import VISITING, make_world

HOME = {"cadre", "secretary", "organiser", "same branch"}
OTHER = {"hr", "leader", "in unit", "secretary in unit", "foreign"}
LED = {"leader", "in unit", "secretary in unit", "without branch in unit"}
HERE = HOME | OTHER | {"without branch in unit"}
# The people on a page, by hand: (visitor, address) -> whose names stand in its main part.
SHOWN = {
    ("secretary", "/people"): HOME,
    ("organiser", "/people"): HERE,
    ("hr", "/people"): HERE,
    ("leader", "/people"): LED,
    ("secretary", "/people?state=all"): HOME,
    ("organiser", "/people?state=left"): HERE,  # that only HR asks for: the filter is not there
    ("hr", "/people?state=all"): HERE | {"left"},
    ("hr", "/people?state=left"): {"left"},
    ("leader", "/people?state=all"): LED,
    ("secretary", "/people?text=柳"): HOME,
    ("secretary", "/people?text=十外"): set(),
    ("secretary", "/people?text=liushiwai"): set(),
    ("secretary", "/people?text=7"): HOME,
    ("leader", "/people?text=柳"): LED,
    ("leader", "/people?text=六同"): set(),
    ("secretary", "/people?branch={other}"): set(),
    ("secretary", "/people?unit={foreign}"): set(),
    ("leader", "/people?branch={home}"): set(),
    ("leader", "/people?branch={other}"): LED - {"without branch in unit"},
    ("leader", "/people?unit={office}"): LED,
    ("leader", "/people?unit={foreign}"): set(),
    ("leader", "/people?page=2"): LED,
    ("secretary", "/people/list.xlsx"): HOME,
    ("secretary", "/people/list.xlsx?state=all"): HOME,
    ("organiser", "/people/list.xlsx"): HERE,
    ("hr", "/people/list.xlsx?state=all"): HERE | {"left"},
    ("leader", "/people/list.xlsx"): LED,
    ("leader", "/people/list.xlsx?unit={office}"): LED,
    ("secretary", "/desk"): HOME,
    ("secretary", "/desk?as=xlsx"): HOME,
    ("secretary", "/desk?branch={other}"): set(),
    ("secretary", "/desk?state=quiet30&as=xlsx"): set(),
    ("secretary", "/desk/year-end"): HOME | {"left"},  # a member on a day of the year
    ("secretary", "/desk/year-end?as=xlsx"): HOME | {"left"},
    ("secretary", "/desk/year-end?as=docx"): HOME | {"left"},
    ("hr", "/desk/year-end?branch={other}&as=xlsx"): OTHER,
    ("leader", "/board?branch={home}"): set(),
    ("leader", "/board?unit={office}&as=xlsx"): LED,
    ("leader", "/board"): LED,
    ("leader", "/board?as=xlsx"): LED,
    ("hr", "/board"): HERE,
    ("hr", "/board?as=xlsx"): HERE,
    ("organiser", "/hours/people"): HERE,
    ("organiser", "/hours/people?as=xlsx"): HERE,
    ("organiser", "/hours/people?branch={home}"): HOME,
    ("cadre", "/task-books"): {"cadre"},
    ("secretary", "/task-books"): HOME,
    ("secretary", "/task-books?as=xlsx"): HOME,
    ("organiser", "/task-books"): {"organiser"},
    ("hr", "/task-books"): {"hr"},
    ("leader", "/task-books"): LED,
    ("leader", "/task-books?whose=person&as=xlsx"): LED,
    ("secretary", "/study/queue"): HOME - {"secretary"},
    ("secretary", "/study/queue?entry={foreign_entry}"): HOME - {"secretary"},
    ("secretary", "/study/queue?show=odd"): HOME - {"secretary"},  # to choose one of them
    ("secretary", "/study/corrections"): set(),
    ("leader", "/study/corrections"): set(),
    ("secretary", "/study/spot-checks?seed=1&from=2026-01-01&to=2026-11-20&size=99"): {
        "secretary",  # who prints it
    },
    ("leader", "/study/queue"): {"secretary in unit", "without branch in unit"},
    ("leader", "/study/queue?entry={foreign_entry}"): {
        "secretary in unit", "without branch in unit",
    },
    **{
        (visitor, path): {visitor}
        for visitor in VISITING
        for path in (
            "/account", "/study/entries", "/study/entries/new", "/study/entries.xlsx",
            "/study/months/2026-11",
        )
    },
    **{
        (visitor, path): set()
        for visitor in VISITING
        for path in ("/account/trail", "/rules", "/help", "/study/materials")
    },
    **{(visitor, "/hours"): {visitor} for visitor in VISITING},
    **{(visitor, "/"): {visitor} for visitor in ("cadre", "organiser", "hr")},
    ("secretary", "/"): HOME,  # whose entries wait, and who owes the answer to their own
    ("leader", "/"): {"leader", "secretary in unit", "without branch in unit"},
    ("secretary", "/matters"): HOME,  # with who prints it
    ("secretary", "/matters?whose=owed"): {"secretary"},
    ("secretary", "/matters?whose=people&as=xlsx"): HOME - {"secretary"},
    ("secretary", "/matters?whose=all&state=any"): HOME,
    ("leader", "/matters"): {"leader", "secretary in unit", "without branch in unit"},
    ("leader", "/matters?whose=people"): LED,
    ("leader", "/matters?whose=all&state=any&as=xlsx"): LED,
    **{
        (visitor, path): {visitor}
        for visitor in ("cadre", "organiser", "hr")
        for path in ("/matters?whose=people&state=any", "/matters?whose=all&state=any")
    },
    ("cadre", "/matters?whose=people"): {"cadre"},  # a list that is not there: one's own instead
    ("cadre", "/study/entries/new?again={foreign_entry}"): {"cadre"},
    ("security_officer", "/admin/roles"): {
        "secretary", "organiser", "hr", "leader", "secretary in unit",
    },
    ("auditor", "/audit"): set(),  # the trail holds ids, never names
    ("auditor", "/audit?as=xlsx"): set(),
}  # fmt: skip


@pytest.fixture
def world(app, database):
    return make_world(app)


def test_a_list_shows_whom_the_reader_may_see_and_nobody_else(app, world):
    for person in world.people.values():
        make_task_book("person", person)
    db.session.commit()
    walk, wrong = Walk(app, world.cookies), []
    ids = {
        "foreign_entry": world.entries["foreign"].id,
        **{name: branch.id for name, branch in world.branches.items()},
        **{name: unit.id for name, unit in world.units.items()},
    }
    for (visitor, path), wanted in SHOWN.items():
        answer = walk.open(visitor, path.format(**ids))
        shown = _people_in(_text(answer), world)
        if answer.status_code != 200 or shown != wanted:
            more, fewer = sorted(shown - wanted), sorted(wanted - shown)
            wrong.append(f"{path} as {visitor}: {answer.status_code}, too many {more}, not {fewer}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("visitor", "people", "entries"),
    [("secretary", 4, 3), ("organiser", 10, 0), ("hr", 10, 0), ("leader", 4, 2)],
)
def test_a_count_is_of_what_the_reader_may_open(app, world, visitor, people, entries):
    walk = Walk(app, world.cookies)
    assert f"{people} people you may see here." in walk.open(visitor, "/people").text
    asked = re.findall(r"(\d+) things? (?:is|are) yours to do", walk.open(visitor, "/").text)
    assert [int(number) for number in asked] == ([entries] if entries else [])


def test_a_page_of_one_person_names_nobody_beyond_the_readers_reach(app, world):
    walk, wrong = Walk(app, world.cookies), []
    everybody = HERE | {"left"}
    for visitor, reach in {"secretary": HOME, "leader": LED, "organiser": everybody}.items():
        for key, person in world.people.items():
            for path in (f"/people/{person.staff_no}", f"/hours/{person.staff_no}"):
                shown = _people_in(_text(walk.open(visitor, path)), world)
                beyond = shown - (reach & {key, visitor})
                wrong += [f"{path} ({key}) as {visitor}: {sorted(beyond)}"] if beyond else []
    assert not wrong, "\n".join(wrong)


def _text(answer) -> str:
    """What is read: the main part of a page, or everything in a workbook."""
    if answer.data[:2] != b"PK":
        return answer.text.partition("<main")[2]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def _people_in(text: str, world) -> set[str]:
    return {key for key, person in world.people.items() if person.name in text}
