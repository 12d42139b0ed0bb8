"""What is published about reports: frozen figures, the public page, the officers' page."""
