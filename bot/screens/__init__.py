"""What is seen: text and its buttons together, one function per screen."""
