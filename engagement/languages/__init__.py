"""Languages of public pages: choosing one without a cookie, and who has checked it."""
