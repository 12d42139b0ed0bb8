"""Areas: county, districts, wards, parishes and LSOAs as reference data."""
