"""Break the product in places drawn at random, and see whether a test notices."""
