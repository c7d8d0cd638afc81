"""Stories are told on both databases."""

from tests.conftest import on_databases
from tests.databases import Kind

app = on_databases(*Kind)
