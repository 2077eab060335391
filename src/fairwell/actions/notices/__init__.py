"""What can happen to the notices that the law, or courtesy, has us send."""
