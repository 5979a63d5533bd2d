"""What is asked of a language model: one folder a prompt, one file a version, rendered in a sandbox."""
