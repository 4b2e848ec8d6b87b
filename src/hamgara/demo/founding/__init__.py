"""The founding meeting: its people and texts as data, the outlooks that move them, and the story of its acts."""
