"""A case study as a Word file: the template, the way back into a draft, and the copy of one's own text."""
