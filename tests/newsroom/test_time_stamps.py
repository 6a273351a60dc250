"""Time stamps by openssl as the authority: what holds, and what is refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from factcheck.checks import check_time_stamp_authorities
from newsroom import time_stamps
from newsroom.time_stamps import BadAuthorities, BadStamp, authorities, query, verify
from sources.allowed_hosts import FetchFailed
from sources.time_stamping import ask
from tests.stamping import POLICY, Tsa, serving, trusted

DATA = b"text 1\nraw 2\n"
ONE = "authority tsa https://tsa.example/ leaf-chain.pem"


def of(tsa: Tsa, settings: Any, ending: str = "") -> tuple[time_stamps.Authority, ...]:
    settings.TIME_STAMP_AUTHORITIES = tsa.settings_file("https://tsa.example/", ending=ending)
    return authorities()


def test_an_authority_is_asked_and_its_stamp_holds(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings, f" policy {POLICY}"):
        (authority,) = authorities()
        answer, stamp = ask(authority, DATA)
    assert stamp == ("tsa", stamp.at, POLICY)
    assert datetime.now(UTC) - timedelta(minutes=5) < stamp.at <= datetime.now(UTC)
    assert verify(answer, DATA, [authority]) == stamp
    assert DATA not in tsa.queries[-1]


def test_other_data_leaf_policy_or_request_is_refused(tsa: Tsa, settings: Any) -> None:
    trusts = of(tsa, settings)
    sent = query(DATA)
    answer = tsa.answer(sent.body)
    assert verify(answer, DATA, trusts, sent.nonce).authority == "tsa"
    for data, nonce, sentence in (
        (DATA.replace(b"1", b"3"), sent.nonce, "something else"),
        (DATA, sent.nonce + 1, "another request"),
    ):
        with pytest.raises(BadStamp, match=sentence):
            verify(answer, data, trusts, nonce)
    with pytest.raises(BadStamp, match=r"under policy 1\.2\.3\.4\.1, not 1\.2\.3\.4\.2"):
        verify(answer, DATA, of(tsa, settings, " policy 1.2.3.4.2"))
    tsa.leaf = "other"
    with pytest.raises(BadStamp, match="Another certificate"):
        verify(tsa.answer(sent.body), DATA, trusts, sent.nonce)
    with pytest.raises(BadStamp, match="Another certificate"):
        verify(answer, DATA, [])


def test_no_byte_of_what_is_signed_can_be_changed(tsa: Tsa, settings: Any) -> None:
    trusts = of(tsa, settings)
    answer = tsa.answer(query(DATA).body)
    stamp = verify(answer, DATA, trusts)
    refused = 0
    for at in range(len(answer)):
        changed = bytes([*answer[:at], answer[at] ^ 1, *answer[at + 1 :]])
        try:
            assert verify(changed, DATA, trusts) == stamp
        except BadStamp:
            refused += 1
    assert refused > len(answer) / 2


@pytest.mark.parametrize(
    "answer",
    [b"", b"0", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x30\x02\x02\x00", bytes(100_001)],
)
def test_what_is_no_stamp_gets_a_sentence(answer: bytes) -> None:
    with pytest.raises(BadStamp, match="time stamp"):
        verify(answer, DATA, [])


def test_an_authority_that_fails_or_refuses(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        (authority,) = authorities()
        tsa.fails = True
        with pytest.raises(BadStamp, match=r"127\.0\.0\.1 answered with status 503"):
            ask(authority, DATA)
    with pytest.raises(FetchFailed, match="can't be reached"):
        ask(authority, DATA)
    settings.FETCH_ALLOWED_HOSTS = []
    with pytest.raises(FetchFailed):  # not a public address
        ask(authority, DATA)
    refusal = bytes.fromhex("3005 3003 020102")  # status 2, without a token
    with serving(lambda query: refusal) as address:
        settings.FETCH_ALLOWED_HOSTS = [address.split("/")[2]]
        settings.TIME_STAMP_AUTHORITIES = tsa.settings_file(address)
        with pytest.raises(BadStamp, match="refused"):
            ask(authorities()[0], DATA)


def test_an_authority_that_changed_its_certificate(tsa: Tsa, settings: Any) -> None:
    file = tsa.folder / "authorities"
    settings.TIME_STAMP_AUTHORITIES = file
    now = "authority tsa https://tsa.example/ other-chain.pem\n"
    file.write_text(f"# who stamps\n\n{now}authority tsa - leaf-chain.pem\n")
    assert [each.address for each in time_stamps.in_use()] == ["https://tsa.example/"]
    assert verify(tsa.answer(query(DATA).body), DATA, authorities()).authority == "tsa"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("witness tsa https://tsa.example/ leaf-chain.pem", "A line is"),
        ("authority tsa https://tsa.example/ leaf-chain.pem policy x", "A line is"),
        ("authority ts/a https://tsa.example/ leaf-chain.pem", "A name has"),
        ("authority tsa ftp://tsa.example/ leaf-chain.pem", "An address starts"),
        ("authority tsa https://tsa.example/ missing.pem", "can't be read"),
        ("authority tsa https://tsa.example/ cnf", "no certificates"),
        ("authority tsa https://tsa.example/ leaf.pem", "no root"),
        (f"{ONE}\n{ONE.replace('leaf', 'other')}", "at another address already"),
        (f"{ONE}\nauthority tsa - leaf-chain.pem", "stands here already"),
    ],
)
def test_a_file_that_can_not_be_read_names_the_line(
    tsa: Tsa, settings: Any, lines: str, sentence: str
) -> None:
    settings.TIME_STAMP_AUTHORITIES = tsa.folder / "authorities"
    (tsa.folder / "authorities").write_text(f"{lines}\n")
    with pytest.raises(BadAuthorities, match=rf"Line {lines.count(chr(10)) + 1} of .*{sentence}"):
        authorities()
    assert [each.id for each in check_time_stamp_authorities(None)] == ["factcheck.E007"]


def test_without_the_setting_nobody_is_asked(settings: Any, tmp_path: Path) -> None:
    settings.TIME_STAMP_AUTHORITIES = None
    assert authorities() == time_stamps.in_use() == ()
    assert check_time_stamp_authorities(None) == []
    settings.TIME_STAMP_AUTHORITIES = tmp_path / "missing"
    with pytest.raises(BadAuthorities, match="can't be read"):
        authorities()
