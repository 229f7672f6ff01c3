"""The world of the document tests."""

import pytest

from models.enums import Role
from tests.services.documents.world import World


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


@pytest.fixture
def world(session, build, director) -> World:
    return World(session, build, director)
