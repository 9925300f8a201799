"""What the next page says of this request, worded by that page, which looks up its words anyway."""

from flask_babel import ngettext

COUNTED = "counted"  # of such messages among those that were flashed
_BETWEEN = "\x1f"


class Counted(str):
    """A message in both forms, with its number, as it is kept until it is shown."""

    __slots__ = ()


def counted(singular: str, plural: str, num: int) -> Counted:
    """A message for ``saved`` with ``%(num)d`` in both forms."""
    return Counted(_BETWEEN.join((singular, plural, str(num))))


def worded(message: str) -> str:
    """What ``counted`` made, in the reader's language."""
    singular, plural, num = message.split(_BETWEEN)
    return ngettext(singular, plural, int(num))
