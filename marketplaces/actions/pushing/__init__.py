"""What shops are to show, and bringing it to them: price and stock of what is on sale."""
