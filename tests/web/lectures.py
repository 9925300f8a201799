"""A series in preparation with three lectures, and their times."""

import re

from models import LectureSeries, db
from tests.factories import make_branch, make_cadre, make_unit
from tests.gatherings import load_rule
from tests.lecture_halls import make_lecture, make_series
from tests.packs import load_pack
from tests.web.gatherings import person_of

HALL = "/lectures/hall"


def make_season() -> LectureSeries:
    load_pack()
    load_rule()
    series = make_series(make_unit(name="办公室"), slug="hall", state="preparing", seats=2)
    branch = make_branch(name="第一支部")
    for name in ("李青川", "何听雨", "周远"):
        make_lecture(series, branch, person_of(make_cadre(name=name)), topic=f"{name}的一讲")
    db.session.commit()
    return series


def times(client, sittings: str, **more):
    found = re.search(r'name="version"[^>]*value="(\w+)"', client.get(f"{HALL}/times").text)
    typed = {"sittings": sittings, "minutes": "30", "pause": "10", "version": found[1], **more}
    return client.post(f"{HALL}/times", data=typed)
