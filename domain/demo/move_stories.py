"""Rotations and secondments of the demo, in every state, and marks of the radar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.demo import placement_words as words
from domain.demo.people import A_DAY, Place
from domain.demo.stage import Stage, Story
from domain.demo.town_book import town_book
from domain.organisation.changes import When
from domain.organisation.units import open_unit
from domain.placements import hand_over, reports
from domain.placements.deciding import approve
from domain.placements.opinions import Said, find_asked, sign
from domain.placements.papers import add_paper
from domain.placements.proposals import Proposal
from domain.placements.proposing import propose
from domain.placements.radar import EXEMPT, PLANNED
from domain.placements.reach import ROTATION, SECONDMENT
from domain.placements.reports import Written
from domain.placements.returning import come_back
from domain.placements.rotation_marks import mark_rotation
from domain.placements.rotation_rules import rules_on
from domain.placements.running import cancel, complete, end_early, extend
from domain.placements.talks import TalkText, confirm_talk, log_talk
from models import Person, Placement, db

MOVED: Place = ("档案法规处", 6)  # half a year ago, within the branch
TAKES_OVER: Place = ("档案法规处", 7)
MOVES_SOON: Place = ("信息处", 6)
TO_MOVE: Place = ("秘书一处", 6)
CALLED_OFF: Place = ("综合调研处", 9)
IN_TOWN: Place = ("综合调研处", 8)
LONGER: Place = ("秘书二处", 8)
RETURNED: Place = ("人事处", 6)
ENDED_EARLY: Place = ("后勤科", 5)
MARKS = (  # who, so many years from now, how, why
    (("行政事务中心", 4), 0, EXEMPT, words.EXEMPT),
    (("档案法规处", 3), 2, PLANNED, words.PLANNED),
)
OUTSIDE = (words.TOWN, words.PROJECT_OFFICE)


@dataclass(frozen=True, slots=True)
class Moves:
    """The stage, with ids of units by name and of posts by unit and title."""

    stage: Stage
    units: dict[str, int]
    posts: Mapping[tuple[str, str], int]

    def stories(self) -> list[Story]:
        return [
            self._hosts(), self._moved(), self._moves_soon(), self._to_move(), self._called_off(),
            self._in_town(), self._longer(), self._returned(), self._ended_early(), self._marks(),
        ]  # fmt: skip

    def _by_hr(self) -> dict[str, Any]:
        stage = self.stage
        return {"visitor": stage.visitor("hr"), "today": stage.day, "now": stage.now}

    def _propose(self, kind: str, place: Place, paper: int = 0, **said: Any) -> Placement:
        """By a paper of that number, unless it is still without one."""
        hr, stage = self._by_hr(), self.stage
        if paper:
            number = f"示委办交〔{stage.day.year}〕{paper}号"
            add_paper(number, stage.day, actor=hr["visitor"].actor, now=stage.now)
            said |= {"document_no": number, "document_on": stage.day}
        return propose(kind, Proposal(person_id=stage.people[place].id, **said), **hr)

    def _approve(self, placement: Placement) -> None:
        approve(placement, version=placement.version, **self._by_hr())

    def _hosts(self) -> Story:
        """Outside units are names only; they were written down years ago."""
        yield self.stage.ago(800)
        day = self.stage.day
        for name in OUTSIDE:
            when = When(day, day, self.stage.visitor("hr").actor, self.stage.now)
            self.units[name] = open_unit(name=name, outside=True, when=when).id

    def _moved(self) -> Story:
        """Moved, handed over, signed for and checked after a month; not assessed yet."""
        yield self.stage.ago(156)
        placement = self._propose(
            ROTATION, MOVED, 31, from_on=self.stage.ago(150), to_rank="一级主任科员",
            to_post_id=self.posts["信息处", "信息报送岗"], aim=words.WHY_ROTATED,
            receiver_id=self.stage.people[TAKES_OVER].id,
        )  # fmt: skip
        yield self.stage.ago(153)
        self._approve(placement)
        hand_over.add_items(placement, words.HAND_OVER, **self._by_hr())
        yield self.stage.ago(150)
        hand_over.hand_over(placement, self._versions(placement), **self._by_hr())
        yield self.stage.ago(148)
        receiver = self.stage.visitor(self.stage.people[TAKES_OVER].staff_no)
        hand_over.receive(
            placement, self._versions(placement), words.RECEIVED, receiver, now=self.stage.now
        )  # fmt: skip
        yield self.stage.ago(118)
        self._sign(placement, "first_month", "unit", words.FIRST_MONTH)
        yield self.stage.ago(20)
        complete(placement, self.stage.ago(21), **self._by_hr())

    def _versions(self, placement: Placement) -> dict[int, int]:
        return {one.id: one.version for one in hand_over.items_of(placement)}

    def _sign(self, placement: Placement, phase: str, side: str, text: str) -> None:
        """By the leader above every unit."""
        stage, which = self.stage, find_asked(placement, phase, side, "person")
        if which is not None:
            leader = stage.visitor("leader2")
            sign(
                placement, which, Said(text, "good"), leader, read=0, today=stage.day,
                now=stage.now,
            )  # fmt: skip

    def _moves_soon(self) -> Story:
        """From the first of the next month on; the posts follow already."""
        yield self.stage.ago(9)
        next_month = (self.stage.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        placement = self._propose(
            ROTATION, MOVES_SOON, 57, from_on=next_month, aim=words.WHY_TO_COME,
            to_post_id=self.posts["档案法规处", "核稿岗"], to_rank="一级主任科员",
        )  # fmt: skip
        yield self.stage.ago(6)
        self._approve(placement)

    def _to_move(self) -> Story:
        """Waits for its decision, and lacks a document."""
        yield self.stage.ago(3)
        self._propose(
            ROTATION, TO_MOVE, from_on=self.stage.today + timedelta(days=40),
            to_post_id=self.posts["文稿科", "文稿起草岗"], aim=words.WHY_PROPOSED,
        )  # fmt: skip

    def _called_off(self) -> Story:
        """Approved and then called off: the past stands as before."""
        yield self.stage.ago(60)
        placement = self._propose(
            ROTATION, CALLED_OFF, 48, from_on=self.stage.ago(35), aim=words.WHY_ROTATED,
            to_post_id=self.posts["督查室", "督办岗"],
        )  # fmt: skip
        yield self.stage.ago(55)
        self._approve(placement)
        yield self.stage.ago(41)
        cancel(placement, words.CALLED_OFF, **self._by_hr())

    def _second(self, place: Place, host: str, paper: int, **said: Any) -> Placement:
        """Proposed and approved on one day."""
        placement = self._propose(
            SECONDMENT, place, paper, host_unit_id=self.units[host], **said
        )  # fmt: skip
        self._approve(placement)
        return placement

    def _in_town(self) -> Story:
        """At the grass roots, outside: a report answered, one that waits, a talk half way."""
        yield self.stage.ago(250)
        begins = self.stage.ago(240)
        placement = self._second(
            IN_TOWN, words.TOWN, 12, from_on=begins, planned_to_on=begins + timedelta(days=729),
            host_post=words.TOWN_POST, project=words.TOWN_PROJECT, grass_roots=True,
        )  # fmt: skip
        number = self.stage.people[IN_TOWN].staff_no
        yield from town_book(self.stage, placement, number)
        away = self.stage.visitor(number)
        for days, (title, text, answer) in zip((150, 5), words.REPORTS, strict=True):
            yield self.stage.ago(days)
            report = reports.hand_in(
                placement, Written("report", title, text), away, now=self.stage.now
            )
            if answer:
                leader = self.stage.visitor("leader2")
                reports.answer(
                    placement, report, answer, leader, version=report.version,
                    today=self.stage.day, now=self.stage.now,
                )  # fmt: skip
                talk = TalkText(self.stage.day - A_DAY, 60, words.MIDWAY)
                logged = log_talk(placement, talk, leader, today=self.stage.day, now=self.stage.now)
                confirm_talk(
                    placement, logged, away, version=logged.version, today=self.stage.day,
                    now=self.stage.now,
                )  # fmt: skip

    def _longer(self) -> Story:
        """Extended by another document; ends in the next weeks."""
        yield self.stage.ago(306)
        placement = self._second(
            LONGER, "督查室", 5, from_on=self.stage.ago(300), planned_to_on=self.stage.ago(-20),
            host_post=words.INSPECTION_POST,
        )  # fmt: skip
        yield self.stage.ago(14)
        self._extend(placement, self.stage.ago(-45), 55)

    def _extend(self, placement: Placement, to_on: date, paper: int) -> None:
        number, hr = f"示委办交〔{self.stage.day.year}〕{paper}号", self._by_hr()
        add_paper(number, self.stage.day, actor=hr["visitor"].actor, now=self.stage.now)
        extend(
            placement, to_on, document_no=number, document_on=self.stage.day,
            reason=words.EXTENDED_BECAUSE, **hr,
        )  # fmt: skip

    def _returned(self) -> Story:
        """Extended, over as planned, back at the home post, and both units have signed."""
        yield self.stage.ago(610)
        placement = self._second(
            RETURNED, "行政事务中心", 21, from_on=self.stage.ago(600),
            planned_to_on=self.stage.ago(240), host_post=words.CENTRE_POST,
        )  # fmt: skip
        yield self.stage.ago(600)
        yield self.stage.ago(262)
        self._extend(placement, self.stage.ago(120), 33)
        yield self.stage.ago(119)
        come_back(placement, self.stage.ago(119), **self._by_hr())
        yield self.stage.ago(100)
        self._sign(placement, "final", "host", words.FINAL_HOST)
        self._sign(placement, "final", "home", words.FINAL_HOME)

    def _ended_early(self) -> Story:
        """Nobody said yet what they think of it."""
        yield self.stage.ago(400)
        placement = self._second(
            ENDED_EARLY, words.PROJECT_OFFICE, 0, from_on=self.stage.ago(400),
            planned_to_on=self.stage.ago(30), host_post=words.PROJECT_POST,
        )  # fmt: skip
        yield self.stage.ago(88)
        end_early(placement, self.stage.ago(90), words.ENDED_BECAUSE, **self._by_hr())

    def _marks(self) -> Story:
        """Where rules say who is due."""
        yield self.stage.ago(12)
        for place, years, state, reason in MARKS:
            year, hr = self.stage.today.year + years, self._by_hr()
            if rules_on(date(year, 12, 31)).clauses:
                person = db.session.get_one(Person, self.stage.people[place].id)
                mark_rotation(person, year, state, reason, by=hr["visitor"], now=hr["now"])
