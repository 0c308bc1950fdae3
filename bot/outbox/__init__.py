"""Messages out: written down before they are sent, paced, and settled."""
