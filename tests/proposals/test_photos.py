"""Photos of proposals: drawn anew, three at most, seen by whoever sees the proposal (T22)."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from webapp.accounts.actions import erase_account
from webapp.accounts.models import Account, Mail
from webapp.accounts.queries import own_data
from webapp.proposals.models import Proposal, ProposalEvent, ProposalPhoto
from webapp.proposals.photos import MOST_BYTES, MOST_PIXELS, PhotoError, PhotoFault, prepare
from webapp.rounds.models import Round

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 32), mode: str = "RGB", **saved: Any) -> bytes:
    into = BytesIO()
    Image.new(mode, size, "red" if mode in ("RGB", "RGBA", "L") else 0).save(into, kind, **saved)
    return into.getvalue()


def with_place(kind: str) -> bytes:
    """A photo that says where it was taken, by what, and that it is to be turned."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "SecretPhone"
    exif.get_ifd(GPS).update({1: "N", 2: (61.0, 3.0, 30.0), 3: "E", 4: (28.0, 11.0, 20.0)})
    return photo(kind, exif=exif)


@pytest.fixture
def round_(session: Session) -> Round:
    return factories.round_(session, "proposing")


@pytest.fixture
def author(session: Session) -> Account:
    return factories.account(session)


@pytest.fixture
def proposal(session: Session, round_: Round, author: Account) -> Proposal:
    return factories.proposal(session, round_, author_id=author.id)


@pytest.fixture
def browser(sign_in: SignIn, author: Account, proposal: Proposal) -> FlaskClient:
    return sign_in(author)


def add(browser: FlaskClient, proposal: Proposal, content: bytes, description: str = "Ranta") -> int:
    data = {"file": (BytesIO(content), "IMG_61.0_28.2.jpg"), "description": description}
    return browser.post(f"/proposals/{proposal.id}/photos", data=data).status_code


def photos(session: Session, proposal: Proposal) -> list[ProposalPhoto]:
    found = (
        select(ProposalPhoto).where(ProposalPhoto.proposal_id == proposal.id).order_by(ProposalPhoto.number)
    )
    return list(session.scalars(found))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_t22_a_photo_keeps_neither_place_nor_device_and_stands_upright(kind: str) -> None:
    prepared = prepare(with_place(kind))
    for kept in (prepared.large, prepared.small):
        assert b"SecretPhone" not in kept and b"Exif" not in kept
        drawn = Image.open(BytesIO(kept))
        assert not drawn.getexif() and drawn.info.keys().isdisjoint({"exif", "xmp", "comment", "icc_profile"})
        assert drawn.size == (32, 64)
    assert (prepared.width, prepared.height) == (32, 64)


def test_t22_words_hidden_in_a_picture_stay_behind() -> None:
    prepared = prepare(photo("JPEG", comment=b"at home") + b"<script>alert(1)</script>")
    assert b"at home" not in prepared.large and b"script" not in prepared.large


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "RGBA", "1"])
def test_every_kind_of_colour_is_shown(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert Image.open(BytesIO(prepare(photo(kind, mode=mode)).large)).mode == "RGB"


def test_a_large_photo_is_made_as_small_as_a_page_needs_it() -> None:
    prepared = prepare(photo(size=(4000, 3000)))
    assert (prepared.width, prepared.height) == (1600, 1200)
    assert max(Image.open(BytesIO(prepared.small)).size) == 480


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", PhotoFault.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", PhotoFault.UNREADABLE),
        (photo("GIF"), PhotoFault.UNREADABLE),
        (photo("TIFF"), PhotoFault.UNREADABLE),
        (photo()[:-200], PhotoFault.UNREADABLE),
        (photo("PNG", (6000, 5001)), PhotoFault.TOO_LARGE),
        (b"\xff" * (MOST_BYTES + 1), PhotoFault.TOO_LARGE),
    ],
    ids=["empty", "svg", "gif", "tiff", "cut off", "too many pixels", "too many bytes"],
)
def test_what_is_no_photo_is_refused(content: bytes, fault: PhotoFault) -> None:
    with pytest.raises(PhotoError) as raised:
        prepare(content)
    assert raised.value.fault is fault


def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = photo("PNG", (20_000, 20_000), "1")
    assert len(bomb) < 100_000 and MOST_PIXELS["PNG"] < 20_000**2
    with pytest.raises(PhotoError):
        prepare(bomb)


def test_an_author_adds_and_removes_photos_and_everyone_sees_them(
    browser: FlaskClient, client: FlaskClient, session: Session, proposal: Proposal
) -> None:
    assert add(browser, proposal, photo(), "Ranta & laituri") == 302
    page = client.get(f"/proposals/{proposal.id}").text
    assert 'alt="Ranta &amp; laituri"' in page
    (one,) = photos(session, proposal)
    for size in ("large", "small"):
        answer = client.get(f"/photos/{one.id}/{size}.jpg")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"/photos/{one.id}/{size}.jpg", headers=tag).status_code == 304
    assert browser.post(f"/proposals/{proposal.id}/photos/{one.id}/remove").status_code == 302
    assert client.get(f"/photos/{one.id}/large.jpg").status_code == 404


def test_the_fourth_photo_is_refused_and_so_is_one_at_the_same_moment(
    browser: FlaskClient, session: Session, proposal: Proposal
) -> None:
    assert [add(browser, proposal, photo()) for _ in range(4)] == [302, 302, 302, 409]
    assert [one.number for one in photos(session, proposal)] == [1, 2, 3]
    twin = ProposalPhoto(
        proposal_id=proposal.id, number=3, description="x", width=1, height=1, large=b"", small=b""
    )
    with pytest.raises(IntegrityError, match="proposal_photo_proposal_id_number_unique"):
        session.add(twin)
        session.flush()


def test_a_photo_must_be_described_and_be_one(
    browser: FlaskClient, session: Session, proposal: Proposal
) -> None:
    assert add(browser, proposal, photo(), "") == 400
    assert add(browser, proposal, b"no photo") == 400
    assert browser.post(f"/proposals/{proposal.id}/photos", data={"description": "x"}).status_code == 400
    assert not photos(session, proposal)


def test_a_photo_in_order_is_asked_for_again_with_its_description(
    browser: FlaskClient, proposal: Proposal
) -> None:
    data = {"file": (BytesIO(photo()), "a.jpg"), "description": ""}
    page = browser.post(f"/proposals/{proposal.id}/photos", data=data).text
    assert page.count("Valitse kuva uudelleen") == 2 and page.count("mitä kuvassa näkyy") == 2


def test_nobody_adds_to_or_removes_from_anothers_proposal(
    browser: FlaskClient, sign_in: SignIn, session: Session, proposal: Proposal
) -> None:
    add(browser, proposal, photo())
    (one,) = photos(session, proposal)
    stranger = sign_in(factories.account(session))
    assert add(stranger, proposal, photo()) == 403
    assert stranger.post(f"/proposals/{proposal.id}/photos/{one.id}/remove").status_code == 403
    assert stranger.get(f"/proposals/{proposal.id}/photos").status_code == 403
    assert browser.post(f"/proposals/{proposal.id}/photos/{uuid4()}/remove").status_code == 404
    assert len(photos(session, proposal)) == 1


def test_once_proposing_is_over_photos_can_only_be_removed(
    sign_in: SignIn, session: Session, author: Account
) -> None:
    over = factories.round_(session)
    factories.phase(session, over, "proposing", -3, -1)
    proposal = factories.proposal(session, over, author_id=author.id)
    photo_ = ProposalPhoto(
        proposal_id=proposal.id, number=1, description="x", width=1, height=1, large=b"x", small=b"x"
    )
    session.add(photo_)
    session.commit()
    browser = sign_in(author)
    assert add(browser, proposal, photo()) == 409
    assert browser.post(f"/proposals/{proposal.id}/photos/{photo_.id}/remove").status_code == 302


def test_photos_of_a_withdrawn_proposal_are_gone_for_others(
    browser: FlaskClient, client: FlaskClient, session: Session, proposal: Proposal
) -> None:
    add(browser, proposal, photo())
    (one,) = photos(session, proposal)
    browser.post(f"/proposals/{proposal.id}/withdraw")
    assert client.get(f"/photos/{one.id}/large.jpg").status_code == 404
    kept = browser.get(f"/photos/{one.id}/large.jpg")
    assert (kept.status_code, kept.headers["Cache-Control"]) == (200, "private, no-store")


def test_an_official_takes_a_photo_down_for_a_public_reason(
    browser: FlaskClient, client: FlaskClient, sign_in: SignIn, session: Session, proposal: Proposal
) -> None:
    add(browser, proposal, photo())
    (one,) = photos(session, proposal)
    official = sign_in(factories.account(session, "official"))
    address = f"/staff/proposals/{proposal.id}"
    assert official.post(f"{address}/photos", data={"photo-photo": str(one.id)}).status_code == 400
    data = {"photo-photo": str(one.id), "photo-note": "Kuvassa näkyy ihmisiä.", "photo-unit": "Kadut"}
    assert official.post(f"{address}/photos", data={**data, "photo-photo": str(uuid4())}).status_code == 400
    assert official.post(f"{address}/photos", data=data).status_code == 302
    assert not photos(session, proposal)
    assert "Kuvassa näkyy ihmisiä." in client.get(f"/proposals/{proposal.id}").text
    kinds = session.scalars(select(ProposalEvent.kind).where(ProposalEvent.proposal_id == proposal.id)).all()
    assert "photo_taken_down" in kinds
    assert session.scalar(select(Mail.recipient)) is not None


def test_photos_are_in_ones_own_data_and_go_with_the_account(
    browser: FlaskClient, session: Session, author: Account, proposal: Proposal
) -> None:
    add(browser, proposal, photo())
    (one,) = own_data(session, author.id)["photos"]
    assert (one["proposal_id"], one["description"]) == (proposal.id, "Ranta")
    erase_account(session, author.id)
    assert not photos(session, proposal)


def test_the_page_of_photos_asks_few_questions(
    browser: FlaskClient, proposal: Proposal, queries: list[str]
) -> None:
    for _ in range(3):
        add(browser, proposal, photo())
    queries.clear()
    assert browser.get(f"/proposals/{proposal.id}/photos").status_code == 200
    assert len(queries) <= 4
    queries.clear()
    assert browser.get(f"/proposals/{proposal.id}").status_code == 200
    assert len(queries) <= 6
