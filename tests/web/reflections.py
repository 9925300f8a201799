"""A class with members and their reviewers, for the tests of reflections."""

from dataclasses import dataclass

from domain.audit import Actor
from domain.reading import answering, reflections
from domain.reading.answering import Verdict
from domain.reading.reflections import Written
from domain.reading.written import rendered_words
from models import Account, Branch, Person, ReadingClass, Reflection, Unit, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_secretary, make_unit
from tests.packs import load_pack
from tests.reading_classes import make_class, make_member

WORDS = "学习以后，我认为写短是对读者的尊重。\n\n写实，是对事情的尊重；先想清楚，再动笔。"
BY = {"actor": Actor(None), "now": NOON}


@dataclass
class Room:
    """A class with one member of a branch, and the branch's secretary."""

    reading: ReadingClass
    branch: Branch
    unit: Unit
    member: Account
    secretary: Account

    @property
    def person(self) -> Person:
        return db.session.get_one(Person, self.member.person_id)

    @property
    def page(self) -> str:
        return f"/reading/{self.reading.slug}/reflection"


def make_room(**values) -> Room:
    load_pack()
    branch, unit = make_branch(), make_unit()
    member = make_cadre(branch=branch, unit=unit, name="李青川")
    secretary = make_secretary(branch, unit=unit, name="周书记")
    reading = make_class(**values)
    make_member(reading, db.session.get_one(Person, member.person_id))
    db.session.commit()
    return Room(reading, branch, unit, member, secretary)


def written(words: str = WORDS, title: str = "写短写实") -> Written:
    return Written(title, words, rendered_words(words))


def handed_in(room: Room, person: Person | None = None, words: str = WORDS) -> Reflection:
    """The person's reflection, kept and handed in as it stands."""
    person = person or room.person
    db.session.expire_all()
    own = reflections.find_own(room.reading.id, person.id)
    version = own.version if own is not None else 0
    row = reflections.hand_in(room.reading, person.id, written(words), version=version, **BY)
    db.session.commit()
    return row


def decided(row: Reflection, verdict: str = "accepted", words: str = "好") -> Reflection:
    number = reflections.last_version(row.id).number
    answering.decide(row, number, Verdict(verdict, words), **BY)
    db.session.commit()
    return row


def member_of(room: Room, **values) -> Account:
    """One more member of the class and the branch."""
    account = make_cadre(branch=room.branch, unit=room.unit, **values)
    make_member(room.reading, db.session.get_one(Person, account.person_id))
    db.session.commit()
    return account
