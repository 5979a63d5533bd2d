"""Formats that are archives of parts: documents, presentations, workbooks and card collections."""
