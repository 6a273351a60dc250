"""The numbers that a text states: ``quantities(text)``. Pure functions over text."""

from nlp.quantities.reader import Found, QuantityFields, quantities

__all__ = ["Found", "QuantityFields", "quantities"]
