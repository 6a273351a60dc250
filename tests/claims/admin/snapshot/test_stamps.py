"""Time stamps on the desk's page of a snapshot."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from newsroom.history import acting
from newsroom.time_stamps import authorities, verify
from sources.models import Snapshot, TimeStamp
from sources.snapshot_stamps import stamp
from tests import factories
from tests.stamping import Tsa, trusted

pytestmark = pytest.mark.django_db


def desk() -> Client:
    client = Client()
    client.force_login(factories.reporter())
    return client


def page(snapshot: Snapshot) -> str:
    address = reverse("admin:sources_snapshot_change", args=[snapshot.pk])
    return " ".join(desk().get(address).content.decode().split())


def test_what_is_not_asked_for_is_said() -> None:
    assert "the newsroom names no authority" in page(factories.snapshot())


def test_stamps_gaps_and_tokens(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        snapshot = factories.snapshot()
        assert "tsa has not stamped it yet." in page(snapshot)
        tsa.fails = True
        stamp(snapshot.pk)
        assert "No stamp by tsa since" in (shown := page(snapshot))
        assert "127.0.0.1 answered with status 503." in shown
        tsa.fails = False
        stamp(snapshot.pk)
        assert "Existed before" in (shown := page(snapshot))
        assert re.search(r"\d\d:\d\d:\d\d(\.\d+)? UTC</time>: stamped by tsa", shown)
        hashes, token = (
            reverse(f"admin:sources_snapshot_{name}", args=[snapshot.pk, *more])
            for name, more in (("hashes", ()), ("stamp", ("tsa",)))
        )
        assert f'href="{hashes}"' in shown
        assert f'href="{token}"' in shown
        client = desk()
        data, answer = client.get(hashes).content, client.get(token).content
        assert verify(answer, data, authorities()).authority == "tsa"
        for address in (
            reverse("admin:sources_snapshot_stamp", args=[snapshot.pk, "other"]),
            reverse("admin:sources_snapshot_hashes", args=[snapshot.pk + 999]),
        ):
            assert client.get(address).status_code == 404
        assert Client().get(token).status_code == 302
        client.force_login(factories.person(None))
        assert client.get(token).status_code in (302, 403)


def test_a_stamp_that_does_not_hold_is_named(tsa: Tsa, settings: Any) -> None:
    with trusted(tsa, settings):
        snapshot = factories.snapshot()
        with acting(None):
            TimeStamp.objects.create(
                snapshot=snapshot,
                authority="tsa",
                token=b"No token.",
                stamped_at=snapshot.captured_at,
            )
        assert "The stamp by tsa does not hold." in page(snapshot)
