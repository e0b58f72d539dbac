"""The audit trail: every move and every change of somebody's standing, filtered and exported."""
