"""What people are told by mail when something happens to a proposal that they made or follow, each in their language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from webapp.accounts.actions import post_mails
from webapp.accounts.models import Mail
from webapp.accounts.stopping import stop_address
from webapp.extensions import current_settings
from webapp.formats import day, euros, in_language, moment, speaking
from webapp.proposals.rules import EVENT_NAMES
from webapp.texts import Texts

# One letter for each person, about a proposal that they made rather than one that they follow.
READERS = text("""
    select distinct on (a.id) a.id, a.email, a.language, p.id as proposal_id, p.title, m.title as merged_into,
           p.author_id is not distinct from a.id as is_author
      from proposal p left join proposal m on m.id = p.merged_into_id
      join account a on a.id = p.author_id
        or exists (select from proposal_follower f where f.proposal_id = p.id and f.account_id = a.id)
     where (p.id = any(:ids) or :with_merged and p.merged_into_id = any(:ids)) and a.email is not null and a.wants_news
     order by a.id, p.author_id is not distinct from a.id desc, p.id
""")


@dataclass(frozen=True, slots=True)
class News:
    """What has happened: a kind of event, and what there is to tell of it in the city's own words.

    `until`: until when the author may correct it. `next_date`: the day of the next news.
    """

    kind: str
    unit: str | None = None
    reason: Texts | None = None
    note: Texts | None = None
    into: str | None = None
    price_cents: int | None = None
    until: datetime | None = None
    next_date: date | None = None


def in_every_language(note: str | None) -> Texts | None:
    """What an official wrote in one language only, as everyone gets it."""
    return Texts(fi=note) if note else None


def send_news(
    session: Session, proposal_ids: Collection[int], link: str, news: News, *, with_merged: bool = True
) -> None:
    """Write to those who made or follow the proposals, and to those of the proposals merged into them.

    `link`: the address of the service.
    """
    values = {"ids": list(proposal_ids), "with_merged": with_merged}
    readers: Sequence[Row[Any]] = session.execute(READERS, values).all()
    post_mails(session, [_letter(reader, link, news) for reader in readers])


def _letter(reader: Row[Any], link: str, news: News) -> Mail:
    title = _on_one_line(reader.title)
    with speaking(reader.language):
        about = (
            _("Your proposal: %(title)s") if reader.is_author else _("A proposal that you follow: %(title)s")
        )
        parts = [
            _("Hello!"),
            "\n".join(_told(news, reader)),
            _("See everything that has happened to the proposal:")
            + f"\n{link}/proposals/{reader.proposal_id}",
            in_language(current_settings().city_name),
            _footer(reader, link),
        ]
        return Mail(recipient=reader.email, subject=about % {"title": title}, body="\n\n".join(parts) + "\n")


def _told(news: News, reader: Row[Any]) -> list[str]:
    head = _(EVENT_NAMES[news.kind])
    lines = [f"{head} ({news.unit})." if news.unit else f"{head}."]
    if news.into:
        lines.append(_("It goes on as part of this proposal: %(title)s", title=_on_one_line(news.into)))
    elif reader.merged_into:
        title = _on_one_line(reader.merged_into)
        lines.insert(0, _("This is about the proposal with which it was merged: %(title)s", title=title))
    lines += [in_language(words) for words in (news.reason, news.note) if words]
    if news.price_cents is not None:
        lines.append(_("Price: %(sum)s", sum=euros(news.price_cents)))
    if news.next_date is not None:
        lines.append(_("Next news: %(day)s", day=day(news.next_date)))
    if news.until is not None and reader.is_author and not reader.merged_into:
        lines.append(
            _("You can correct the proposal and send it again until %(moment)s.", moment=moment(news.until))
        )
    return lines


def _on_one_line(title: str) -> str:
    return " ".join(title.split())


def _footer(reader: Row[Any], link: str) -> str:
    made, follows = (
        _("You get this because you made the proposal."),
        _("You get this because you follow the proposal."),
    )
    stop = _("Stop such messages: %(link)s", link=link + stop_address(reader.id))
    return f"{made if reader.is_author else follows}\n{stop}"
