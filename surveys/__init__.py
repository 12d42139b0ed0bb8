"""What we ask: questionnaires, answers and results, standing on engagement and geo."""
