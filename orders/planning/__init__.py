"""From an order's lines to purchases that are proposed: the offers, the decision as it is kept, the drafts."""
