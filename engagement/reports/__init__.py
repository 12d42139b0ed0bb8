"""Drop-a-pin reports: places where people told us they do not feel safe."""
