"""What the shop keeps: goods, orders, subscriptions, jobs. Nothing here knows of GraphQL or HTTP."""
