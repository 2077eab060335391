"""What can happen to what is sold and to the subscriptions that come with it."""
