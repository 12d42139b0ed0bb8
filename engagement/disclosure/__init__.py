"""What may be published about few people: pure functions, one policy, frozen releases."""
