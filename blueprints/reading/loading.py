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


def member_or_404(slug: str) -> tuple[ReadingClass, ClassMember]:
    """The class, and the visitor's own membership of it."""
    reading = class_or_404(slug)
    member = reach.membership(reading, current_user.person_id)
    return (reading, member) if member is not None else abort(404)
