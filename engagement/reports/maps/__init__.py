"""Maps for officers: districts, and concentrations on a grid, each with its numbers."""
