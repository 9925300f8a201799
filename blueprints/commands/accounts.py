"""``flask accounts``: the first accounts, and a one-time link for anybody who needs one."""

import json
from dataclasses import dataclass

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import moment_text, now, today
from blueprints.shared.saving import writing
from domain.accounts import grants, links, opening, second_factor
from domain.accounts.grants import Role
from domain.accounts.links import Issued
from domain.audit import Actor
from domain.organisation import tree
from models import HANDS, ROLES, Account, Person, db

COMMAND = Actor(None)
LINK_PATH = "/first/"

accounts = AppGroup("accounts", help="Accounts and the way in.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``accounts create`` was called with."""

    username: str
    role: str
    staff_no: str | None
    branch: str | None
    unit: str | None


@accounts.command("create")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice((*HANDS, "cadre", *ROLES)))
@click.option("--person", "staff_no", help="Staff number of the person; of a hand, who keeps it.")
@click.option("--branch", help="Name of the branch of a secretary.")
@click.option("--unit", help="Name or path (with /) of the unit of a leader.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def create(*, as_json: bool, **asked: str | None) -> None:
    """Open an account and print its one-time link."""
    wanted = Asked(**asked)
    _check_call(wanted)
    try:
        with writing():
            account = _open(wanted)
            issued = links.issue_link(account, actor=COMMAND, now=now())
    except opening.UsernameImpossible:
        raise click.UsageError(
            _("A username is 1 to 60 letters, digits or . _ @ - and begins with a letter or digit.")
        ) from None
    except opening.UsernameTaken:
        raise click.ClickException(
            _("The username %(username)s is taken.", username=wanted.username)
        ) from None
    except opening.PersonHasAccount as held:
        raise click.ClickException(
            _("This person has the account %(username)s already.", username=held.username)
        ) from None
    except grants.NotInPlace:
        raise click.ClickException(
            _("This person is not in that branch, or has no post in, above or below that unit.")
        ) from None
    except opening.HolderHasHand:
        raise click.ClickException(
            _("This person keeps one of the three hands already; nobody keeps two.")
        ) from None
    _print(issued, wanted.role, as_json=as_json)


@accounts.command("link")
@click.argument("username")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def link(username: str, *, as_json: bool) -> None:
    """Print a new one-time link for USERNAME; the older ones stop working."""
    with writing():
        account = _account(username)
        if account.disabled_at is not None:
            raise click.ClickException(
                _("The account %(username)s is disabled; enable it first.", username=username)
            )
        issued = links.issue_link(account, actor=COMMAND, now=now())
    _print(issued, None, as_json=as_json)


@accounts.command("reset-second-factor")
@click.argument("username")
@click.option("--reason", required=True, type=click.Choice(sorted(second_factor.RESET_REASONS)))
@in_own_language
def reset_second_factor(username: str, reason: str) -> None:
    """Take the second step away from USERNAME: the way back in for one of the three hands."""
    with writing():
        second_factor.reset(_account(username), reason, actor=COMMAND, now=now())
    click.echo(_("The second step of %(username)s is off; a new one is set up at the next "
                 "sign-in where it is required.", username=username), err=True)  # fmt: skip


def _account(username: str) -> Account:
    account = opening.find_account(username)
    if account is None:
        raise click.ClickException(
            _("No account has the username %(username)s.", username=username)
        )
    return account


def _check_call(asked: Asked) -> None:
    """Exit 2 when the options do not fit the role."""
    for needed, given, roles in (
        ("--branch", asked.branch, ("secretary",)),
        ("--unit", asked.unit, ("leader",)),
    ):
        if (asked.role in roles) != (given is not None):
            raise click.UsageError(
                _("%(option)s goes with the role %(role)s, and only with it.",
                  option=needed, role=roles[0])
            )  # fmt: skip
    if asked.role in {"cadre", "secretary", "leader"} and asked.staff_no is None:
        raise click.UsageError(_("The role %(role)s needs --person.", role=asked.role))


def _open(asked: Asked) -> Account:
    person_id = _person_id(asked.staff_no) if asked.staff_no is not None else None
    if asked.role in HANDS:
        if asked.role == "security" and opening.hand_exists("security"):
            raise click.ClickException(
                _("There is a security officer already. The administrator opens a further "
                  "account and the security officer lets it in, on the page Roles.")
            )  # fmt: skip
        return opening.open_hand(
            asked.username, asked.role, person_id, enabled=True, actor=COMMAND, now=now()
        )
    account = opening.open_account(asked.username, person_id, actor=COMMAND, now=now())
    if asked.role != "cadre":
        role = Role(asked.role, _branch_id(asked.branch), _unit_id(asked.unit))
        grants.grant_role(account, role, today=today(), actor=COMMAND, now=now())
    return account


def _person_id(staff_no: str) -> int:
    found = db.session.scalar(sa.select(Person.id).where(Person.staff_no == staff_no))
    if found is None:
        raise click.ClickException(_("No person has the staff number %(no)s.", no=staff_no))
    return found


def _branch_id(name: str | None) -> int | None:
    if name is None:
        return None
    found = tree.find_branch(name)
    if found is None:
        raise click.ClickException(_("No branch is called %(name)s.", name=name))
    return found.id


def _unit_id(path: str | None) -> int | None:
    """The unit of a path from the top, or of a name that only one unit carries."""
    if path is None:
        return None
    names = tuple(name.strip() for name in path.split("/"))
    found = [
        node.unit_id
        for node in tree.open_units()
        if not node.outside and names in {node.path, (node.name,)}
    ]
    if len(found) != 1:
        raise click.ClickException(
            _("No unit, or more than one, is called %(name)s. Give its path, from the top, "
              "with / between the names.", name=path)
        )  # fmt: skip
    return found[0]


def _print(issued: Issued, role: str | None, *, as_json: bool) -> None:
    address = _base_address()
    until = issued.expires_at.astimezone(current_app.config["TIMEZONE"])
    if as_json:
        document = {
            "username": issued.username, "role": role,
            "link": f"{address}{LINK_PATH}{issued.token}",
            "expires_at": until.isoformat(timespec="seconds"),
        }  # fmt: skip
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(_("Account: %(username)s", username=issued.username))
    click.echo(
        _("One-time link, until %(until)s: %(link)s", until=moment_text(until),
          link=f"{address}{LINK_PATH}{issued.token}")
    )  # fmt: skip
    click.echo(
        _("It works once. Put the address by which people reach this server in front of the path.")
    )


def _base_address() -> str:
    """Where this server listens; people may reach it by another name."""
    host, port = current_app.config.get("HOST"), current_app.config.get("PORT")
    return f"http://{host}:{port}" if host and port else ""
