"""What the calls do, a file for each family of resources; each registers its operations when it is imported."""
