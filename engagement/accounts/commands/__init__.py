"""What changes accounts: officers and organisations, one-time links, signing in."""
