"""What a seller and a listing need before publishing: readiness, the shop's choices, categories."""
