"""A small GraphQL reader: documents and type notations in, answers with the selected fields out."""
