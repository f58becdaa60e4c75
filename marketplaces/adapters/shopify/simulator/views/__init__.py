"""What is kept, as GraphQL shows it: one mapping an object, worked out only where it is selected."""
