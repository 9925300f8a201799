"""``flask search``: what a person would find."""

import json

import click
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import is_chinese, today
from blueprints.shared.found_words import Shown, shown
from domain.access import may
from domain.finding import find
from domain.visitors import find_visitor

MOST = 200  # results


@click.command("search")
@click.argument("text")
@click.option("--as", "username", required=True, help="Whose search it is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def search(text: str, username: str, as_json: bool) -> None:  # noqa: FBT001 - click gives it by name
    """Say what the person of USERNAME would find for TEXT; finding nothing is well."""
    visitor = find_visitor(username, today=today())
    if visitor is None or not may(visitor, "search.use"):
        raise click.UsageError(
            _("There is no open account %(name)s that may search.", name=username)
        )
    language = "zh" if is_chinese() else "en"
    results = find(text, visitor, today=today(), size=MOST, language=language)
    lines = [shown(one, language) for one in results.hits]
    if as_json:
        document = {"results": [_document(one) for one in lines]}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        for one in lines:
            click.echo(f"{one.kind}\t{one.hit.title}\t{one.url}\t{one.hit.passage}")
    click.echo(
        _("%(shown)d of %(total)d results.", shown=len(lines), total=results.total), err=True
    )


def _document(line: Shown) -> dict[str, str]:
    hit = line.hit
    return {"kind": hit.kind, "title": hit.title, "address": line.url, "passage": hit.passage}
