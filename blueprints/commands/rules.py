"""``flask rules``: the rule files of content/rules into the database, and which is in force."""

import json
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import full_day_text, now
from blueprints.shared.pack_words import pack_refusal_text
from blueprints.shared.rules_words import adoption_refusal, version_kept_text
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.groupstudy.rule_keeping import load_study_first
from domain.hours.adoptions import (
    REFUSALS,
    Adopted,
    adopt_first,
    adopt_pack,
    adoptions,
    find_pack,
    loaded_packs,
)
from domain.hours.fields import PackRefused
from domain.hours.packs import PackInForceChanged, load_pack
from domain.hours.toml_texts import text_of
from domain.kept_rules import RuleChanged
from domain.lectures.rubric_keeping import load_rubric
from domain.matters.reckoning import TimesChanged, load_times
from domain.placements.rotation_rules import load_rotation
from models import RulePack

rules = AppGroup("rules", help="Rules as data.")


@rules.command("load")
@click.argument("folder", required=False, type=click.Path(exists=True, path_type=Path))
@in_own_language
def load(folder: Path | None) -> None:
    """Load the rule files of FOLDER (default: content/rules), where new.

    These are hours-*.toml, reply-times*.toml, rotation-*.toml, rubric-*.toml and
    study-first*.toml.
    A pack that is loaded lies ready; `rules adopt` puts it in force. Where nothing was ever
    adopted, the example office's pack is.
    """
    folder = folder or Path(current_app.root_path) / "content" / "rules"
    try:
        loaded, first = load_folder(folder)
    except PackRefused as refused:
        raise click.ClickException(pack_refusal_text(refused)) from None
    except (PackInForceChanged, RuleChanged, TimesChanged) as changed:
        raise click.ClickException(version_kept_text(changed)) from None
    click.echo(ngettext("%(num)d rule pack loaded", "%(num)d rule packs loaded", loaded), err=True)
    if first is not None:
        click.echo(
            _(
                "Nothing was ever adopted: %(pack)s, version %(version)d, is in force from "
                "%(day)s, as an example.",
                pack=first.slug, version=first.version, day=full_day_text(first.effective_from),
            ),
            err=True,
        )  # fmt: skip


def load_folder(folder: Path) -> tuple[int, RulePack | None]:
    """How many files of rules in the folder were new, and the example pack if it was adopted.
    One transaction.
    """
    loaders = [(load_pack, path) for path in sorted(folder.glob("hours-*.toml"))]
    loaders += [(load_times, path) for path in sorted(folder.glob("reply-times*.toml"))]
    loaders += [(load_rotation, path) for path in sorted(folder.glob("rotation-*.toml"))]
    loaders += [(load_study_first, path) for path in sorted(folder.glob("study-first*.toml"))]
    loaders += [(load_rubric, path) for path in sorted(folder.glob("rubric-*.toml"))]
    read = [
        (load_file, text_of(path.read_bytes(), path.name), path.name) for load_file, path in loaders
    ]
    with writing():
        loaded = sum(
            load_file(text, name, actor=Actor(None), now=now()) for load_file, text, name in read
        )
        return loaded, adopt_first(actor=Actor(None), now=now())


@rules.command("adopt")
@click.argument("slug", metavar="ID")
@click.argument("version", type=click.IntRange(min=1))
@click.option("--from", "from_on", required=True, type=click.DateTime(["%Y-%m-%d"]),
              help="The first day in force.")  # fmt: skip
@click.option("--reason", required=True, help="Why, such as the paper that decided it.")
@in_own_language
def adopt(slug: str, version: int, from_on: datetime, reason: str) -> None:
    """Put VERSION of the pack ID in force from a day on; the one before it ends the day before."""
    pack = find_pack(slug, version)
    if pack is None:
        raise click.ClickException(
            _("%(pack)s, version %(version)d, is not loaded.", pack=slug, version=version)
        )
    try:
        with writing():
            adopt_pack(pack, from_on.date(), reason, actor=Actor(None), now=now())
    except REFUSALS as refused:
        raise click.ClickException(adoption_refusal(refused)) from None
    click.echo(
        _("%(pack)s, version %(version)d, is in force from %(day)s.", pack=slug, version=version,
          day=full_day_text(from_on.date())),
        err=True,
    )  # fmt: skip


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def list_rules(*, as_json: bool) -> None:
    """Every pack that is loaded, and from when to when each is in force."""
    packs, standing = loaded_packs(), adoptions()
    if as_json:
        click.echo(json.dumps(_document(packs, standing), ensure_ascii=False, indent=2))
        return
    for pack in packs:
        click.echo(f"{pack.slug} {pack.version}")
        for one in _of(pack, standing):
            click.echo(f"  {one.from_on} – {one.to_on or ''}  {one.reason}")


def _of(pack: RulePack, standing: list[Adopted]) -> list[Adopted]:
    return [one for one in reversed(standing) if one.pack_id == pack.id]


def _document(packs, standing: list[Adopted]) -> dict[str, object]:
    return {
        "packs": [
            {
                "id": pack.slug,
                "version": pack.version,
                "effective_from": pack.effective_from.isoformat(),
                "effective_to": _day(pack.effective_to),
                "sha256": pack.sha256,
                "in_force": [
                    {
                        "from": one.from_on.isoformat(),
                        "to": _day(one.to_on),
                        "reason": one.reason,
                    }
                    for one in _of(pack, standing)
                ],
            }
            for pack in packs
        ]
    }


def _day(day) -> str | None:
    return None if day is None else day.isoformat()
