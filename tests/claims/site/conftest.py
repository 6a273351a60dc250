"""A reporter who reads the site."""

import pytest
from django.test import Client

from newsroom.models import User
from tests import factories


@pytest.fixture
def reporter(db: None) -> User:
    return factories.reporter()


@pytest.fixture
def desk(reporter: User) -> Client:
    client = Client()
    client.force_login(reporter)
    return client
