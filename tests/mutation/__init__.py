"""Faults planted one at a time in the tables of moves and their guards: the tests must catch each of them."""
