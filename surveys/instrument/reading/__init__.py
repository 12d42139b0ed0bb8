"""The parts of an XForm, read: its XML, texts, lists of choices and rules."""
