"""Shows answers: the command line and what renders them."""
