"""`flask count`: count any Pabulib file with no database, so that everyone can check a published outcome."""

import json
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from webapp.counting.election import Election
from webapp.counting.left_out import left_out_by
from webapp.counting.lot import DEFAULT_ORDER, TieBreak, Ties
from webapp.counting.pabulib import amount, fingerprint
from webapp.counting.pabulib_faults import PabulibError
from webapp.counting.pabulib_reading import read_bytes
from webapp.counting.result import CountResult, Loss, Step
from webapp.counting.rules import RuleError, rule_called, rule_names


@click.command("count")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(rule_names()), required=True, help="Counting rule.")
@click.option("--completion", help="Equal shares: none, add1, utilitarian or add1-utilitarian.")
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE", help="Another option of the rule; may repeat."
)
@click.option("--seed", help="Seed of the lot as published. Without it ties go by project id as text.")
@click.option(
    "--ties",
    default=",".join(DEFAULT_ORDER),
    show_default=True,
    help="What decides between equals, in order.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print everything as JSON, with what each supporter paid."
)
def count_file(
    file: Path,
    rule: str,
    completion: str | None,
    options: tuple[str, ...],
    seed: str | None,
    ties: str,
    as_json: bool,
) -> None:
    """Count the ballots of a Pabulib FILE; amounts are in the currency of the file."""
    try:
        election = read_bytes(file.read_bytes())
        chosen = rule_called(rule, _options(options, completion))
        order = tuple(TieBreak(word.strip()) for word in ties.split(","))
        result = chosen.count(election, Ties(seed, order))
    except (PabulibError, RuleError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(as_plain(election, result, seed, order), indent=2, ensure_ascii=False))
    else:
        _print(election, result)


def _options(pairs: tuple[str, ...], completion: str | None) -> dict[str, Any]:
    options: dict[str, Any] = {} if completion is None else {"completion": completion}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise RuleError(f"write the option as NAME=VALUE, not {pair!r}")
        options[name.strip().replace("-", "_")] = (
            json.loads(value) if value.startswith("[") else value.strip()
        )
    return options


def _print(election: Election, result: CountResult) -> None:
    names = {project.id: project.name for project in election.projects}
    for step in result.steps:
        tie = (
            "" if step.tie is None else f"  (tie with {', '.join(step.tie.others)}: by {step.tie.decided_by})"
        )
        click.echo(
            f"{step.number:4} {step.project}  {names[step.project]}  {step.votes} votes, {amount(step.cost_cents)}{tie}"
        )
    click.echo(
        f"{len(result.steps)} of {len(election.projects)} projects win; {amount(result.cost_cents)} of ",
        nl=False,
    )
    click.echo(f"{amount(result.budget_cents)} is spent, {amount(result.left_cents)} is left.")


def as_plain(
    election: Election, result: CountResult, seed: str | None, order: tuple[TieBreak, ...]
) -> dict[str, Any]:
    """The result as plain values for JSON. Money is text in currency units; fractions are exact and as decimals."""
    return {
        "rule": result.rule,
        "seed": seed,
        "ties_decided_by": [criterion.value for criterion in order],
        "fingerprint": fingerprint(election),
        "voters": result.voters,
        "projects": len(election.projects),
        "budget": amount(result.budget_cents),
        "winners": list(result.winners),
        "cost": amount(result.cost_cents),
        "left": amount(result.left_cents),
        "facts": result.facts,
        "ties": [
            {"winner": t.winner, "others": list(t.others), "decided_by": t.decided_by} for t in result.ties
        ],
        "rounds": [_step(step) for step in result.steps],
        "losers": [_loss(loss) for loss in result.losses],
        "left_out": _left_out(election, result),
    }


def _step(step: Step) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "round": step.number,
        "winner": step.project,
        "votes": step.votes,
        "score": step.score,
        "cost": amount(step.cost_cents),
        "left": amount(step.left_cents),
    }
    if step.tie is not None:
        plain["tied_with"] = list(step.tie.others)
    if step.completion is not None:
        plain["completion"] = step.completion
    if step.payment is not None:
        plain |= {
            "price": _money(step.payment.price),
            "effective_votes": str(_rounded(step.payment.effective_votes)),
            "paid_full": step.payment.full_payers,
            "paid_less": step.payment.partial_payers,
            "paid": [{"each": _money(each), "supporters": times} for each, times in step.payment.paid],
        }
    return plain


def _loss(loss: Loss) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "project": loss.project,
        "votes": loss.votes,
        "score": loss.score,
        "cost": amount(loss.cost_cents),
        "reason": loss.reason.value,
    }
    if loss.missing_cents is not None:
        plain["missing"] = _money(Fraction(loss.missing_cents))
    if loss.missing_votes is not None:
        plain["missing_votes"] = loss.missing_votes
    if loss.after_step is not None:
        plain["after_round"] = loss.after_step
    if loss.because_of is not None:
        plain["because_of"] = loss.because_of
    return plain


def _left_out(election: Election, result: CountResult) -> list[dict[str, Any]] | None:
    groups = left_out_by(election, result)
    if groups is None:
        return None
    return [
        {
            "project": group.project,
            "voters": group.voters,
            "share": _money(group.share_cents),
            "got": amount(group.got_cents),
        }
        for group in groups
    ]


def _money(cents: Fraction) -> str:
    """Cents as currency units, rounded to six decimals for reading (the count itself never rounds)."""
    return str(_rounded(cents / 100))


def _rounded(number: Fraction) -> Decimal:
    scaled = round(number * 1_000_000)
    return (Decimal(scaled) / 1_000_000).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
