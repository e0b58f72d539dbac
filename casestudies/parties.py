"""Who moves a submission, as the tables of its moves name them."""

from members.roles import Role
from moderation.parties import holder, of_administration, of_secretariat

WRITER = of_administration(Role.CONTRIBUTOR, Role.CONTACT_POINT)
CONTACT_POINT = of_administration(Role.CONTACT_POINT)
CASE_OFFICER = of_secretariat(Role.CASE_OFFICER)
HOLDER = holder(Role.CASE_OFFICER)
PUBLISHER = of_secretariat(Role.PUBLISHER)
NOBODY = ()
