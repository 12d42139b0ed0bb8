"""The respondent's pages: one survey answered page by page. No account, no session, no cookie."""
