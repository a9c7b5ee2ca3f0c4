"""What a member may do at a site."""

CLINICIAN = "clinician"
"""Uploads films and reads them."""

REVIEWER = "reviewer"
"""Reads films to judge the model."""

SITE_ADMIN = "site_admin"
"""As a clinician; also invites members, changes their roles and removes them. A sign-up makes one."""

PROGRAM = "program"
"""Another system. It uses the API with credentials of its own, and cannot log in at the pages."""

ROLES_OF_PEOPLE = (CLINICIAN, REVIEWER, SITE_ADMIN)
"""The roles that a site administrator gives. Programs bypass the second factor, so an operator adds them."""
