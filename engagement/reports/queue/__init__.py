"""The queue: reports that need a person now, several at once, beside those like them."""
