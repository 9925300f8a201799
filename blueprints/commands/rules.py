"""``flask rules``: the rule files of content/rules into the database."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import now
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.hours.fields import PackRefused
from domain.hours.packs import PackInForceChanged, load_pack
from domain.matters.reckoning import TimesChanged, load_times

rules = AppGroup("rules", help="Rules as data.")


@rules.command("load")
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@in_own_language
def load(folder: Path | None) -> None:
    """Load hours-*.toml and reply-times.toml of FOLDER (default: content/rules), where new."""
    folder = folder or Path(current_app.root_path) / "content" / "rules"
    try:
        loaded = load_folder(folder)
    except PackRefused as refused:
        raise click.ClickException(
            _(
                "%(file)s, field %(field)s: expected %(expected)s",
                file=refused.file, field=refused.field or "—", expected=refused.expected,
            )
        ) from None  # fmt: skip
    except (PackInForceChanged, TimesChanged) as changed:
        raise click.ClickException(
            _(
                "%(pack)s, version %(version)d, is loaded with another text: raise its version.",
                pack=changed.slug, version=changed.version,
            )
        ) from None  # fmt: skip
    click.echo(ngettext("%(num)d rule pack loaded", "%(num)d rule packs loaded", loaded), err=True)


def load_folder(folder: Path) -> int:
    """How many files of rules in the folder were new. One transaction."""
    loaders = [(load_pack, path) for path in sorted(folder.glob("hours-*.toml"))]
    loaders += [(load_times, path) for path in sorted(folder.glob("reply-times*.toml"))]
    with writing():
        return sum(
            load_file(path.read_text(encoding="utf-8"), path.name, actor=Actor(None), now=now())
            for load_file, path in loaders
        )
