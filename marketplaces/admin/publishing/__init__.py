"""The pages of publishing: the dialog, the five pages of a plan, templates, attributes, product safety."""
