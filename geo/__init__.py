"""Where: coordinates, areas, cells and rates. Pure: arrays and frames in, arrays and frames out."""
