"""What several commands share: arguments, finding and checking decks, output, and the sides of a comparison."""
