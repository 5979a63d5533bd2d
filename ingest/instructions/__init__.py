"""Instructions to the model that stand in documents: told apart from what documents say to their readers."""

from ingest.instructions.detector import Suspicion, hidden_suspicion, suspicion

__all__ = ["Suspicion", "hidden_suspicion", "suspicion"]
