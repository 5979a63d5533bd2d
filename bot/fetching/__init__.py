"""Documents from links: fetched without becoming a way into the network that the coach is in, and politely."""
