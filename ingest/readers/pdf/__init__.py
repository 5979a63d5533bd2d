"""PDF, by way of PDFium."""

from ingest.readers.pdf.reader import read

__all__ = ["read"]
