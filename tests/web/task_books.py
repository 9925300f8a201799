"""A cadre's own task book, for the tests of its pages."""

from models import Account, Person, TaskBook, db
from tests.factories import make_task_book

PAGE = "/task-books"


def person_of(account: Account) -> Person:
    return db.session.get_one(Person, account.person_id)


def own_book(account: Account, **values) -> TaskBook:
    book = make_task_book("person", person_of(account), **values)
    db.session.commit()
    return book


def stored(model) -> list:
    """Every row of the table, read anew."""
    db.session.expire_all()
    return db.session.query(model).order_by(model.id).all()
