"""Officers make surveys here, try them, publish them, hand them out, close them."""
