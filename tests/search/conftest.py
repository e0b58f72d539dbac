import pytest

from search import audiences, facets, index
from tests.search import corpus


@pytest.fixture
def library(db: None) -> None:
    """The small library in five languages, indexed."""
    corpus.fill()


@pytest.fixture(autouse=True)
def _nobody_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other apps register is their business; here the search stands alone."""
    monkeypatch.setattr(audiences, "_registered", [])
    monkeypatch.setattr(facets, "_registered", {})
    monkeypatch.setattr(index, "_sources", {})
