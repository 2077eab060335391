"""What can happen to the devices that use a subscription."""
