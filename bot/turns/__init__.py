"""What the coach does with one message: practise, ask, rate. Each makes turns; the coach stores them and replies."""
