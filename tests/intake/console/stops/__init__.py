"""The stops of the tour, by the part of the console that they show."""
