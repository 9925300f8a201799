"""Pages of a long list, numbered from 1."""

from dataclasses import dataclass

from flask import request, url_for

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of how many rows; its links keep every other argument of the address."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def url_of(self, number: int) -> str:
        arguments = {**(request.view_args or {}), **request.args.to_dict(), "page": number}
        return url_for(request.endpoint, **arguments)


def page_number() -> int:
    """The page asked for in the address; 1 when it is not a number above 0."""
    given = request.args.get("page", "1")
    return int(given) if given.isdigit() and 0 < int(given) < 10**6 else 1
