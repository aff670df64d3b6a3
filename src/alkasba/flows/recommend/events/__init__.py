"""What people do with suggestions: taken, kept, counted, learnt from."""
