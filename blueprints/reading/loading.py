"""Which class or material an address means; what the visitor may not open is not there."""

from flask import abort
from flask_login import current_user

from domain.reading import reach
from models import ClassMember, ReadingClass, ReadingMaterial


def class_or_404(slug: str) -> ReadingClass:
    return reach.find_class(slug, current_user) or abort(404)


def material_or_404(slug: str, material: str) -> tuple[ReadingClass, ReadingMaterial]:
    """The class, and the material on its syllabus."""
    return reach.find_material(slug, material, current_user) or abort(404)


def author_or_404(slug: str) -> tuple[ReadingClass, bool]:
    """The class for the visitor's own reflection, and whether they are a member of it today."""
    reading = reach.find_class(slug, current_user)
    if reading is not None and reach.membership(reading, current_user.person_id) is not None:
        return reading, True
    return reach.find_class_of_author(slug, current_user.person_id) or abort(404), False


def member_or_404(slug: str) -> tuple[ReadingClass, ClassMember]:
    """The class, and the visitor's own membership of it."""
    reading = class_or_404(slug)
    member = reach.membership(reading, current_user.person_id)
    return (reading, member) if member is not None else abort(404)
