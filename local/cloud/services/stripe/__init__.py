"""A stateful stand-in for the part of Stripe's API that the product uses, spoken to by Stripe's own client."""
