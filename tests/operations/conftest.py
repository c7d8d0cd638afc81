"""Operations hold on both databases."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests import conftest
from tests.databases import Kind

app = pytest.fixture(params=list(Kind))(conftest.app.__wrapped__)
