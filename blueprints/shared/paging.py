"""Pages of a long list, numbered from 1."""

from dataclasses import dataclass

from flask import abort, redirect, request, url_for

PAGE_SIZE = 50
MOST_DIGITS = 9  # below the databases' 2**31


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of how many rows; its links keep every other argument of the address."""

    number: int
    total: int
    size: int = PAGE_SIZE

    def __post_init__(self) -> None:
        """A page beyond the last, from an old link or another filter: the last one instead."""
        if self.total and self.number > self.pages:
            abort(redirect(self.url_of(self.pages)))

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def url_of(self, number: int) -> str:
        arguments = {**(request.view_args or {}), **own_arguments(), "page": number}
        return url_for(request.endpoint, **arguments)


def page_number() -> int:
    """The page asked for in the address; 1 when it is not a number above 0."""
    return whole_number(request.args.get("page", "1")) or 1


def whole_number(text: str | None) -> int:
    """A whole number of at most nine digits, as an address or a hidden field holds it; else 0."""
    given = text or ""
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS else 0


def own_arguments() -> dict[str, str]:
    """The arguments of the address, without the words that ``url_for`` keeps for itself."""
    return {
        name: value
        for name, value in request.args.to_dict().items()
        if name != "endpoint" and not name.startswith("_")
    }
