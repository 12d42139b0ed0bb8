"""The resident's journey: where, why, when, check, receipt. No session, no cookie."""
