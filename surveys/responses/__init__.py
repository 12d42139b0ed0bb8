"""What people answered: documents, storing once, taking back, counting, files that leave."""
