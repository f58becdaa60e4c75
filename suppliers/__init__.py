"""Where we buy: supplier accounts and their offers."""
