"""Files that somebody might drop, by mistake or to do harm; each is made by the tests."""
