"""Turns questions into checked, cited answers; knows nothing of screens."""

from rag.answers import Answer, Citation, Statement
from rag.assistant import Assistant, ask

__all__ = ["Answer", "Assistant", "Citation", "Statement", "ask"]
