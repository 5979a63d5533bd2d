"""Language models behind any OpenAI-compatible endpoint: asked through one gate, never trusted, never needed."""
