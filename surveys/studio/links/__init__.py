"""Links by which people come to a survey: one for a place, an event or a campaign, with posters."""
