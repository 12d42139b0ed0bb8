"""Files of responses that officers take away: labelled, safe to open, in no order of arrival."""
