"""Files that go with a case study: what is taken, how it is cleaned, who may have it."""
