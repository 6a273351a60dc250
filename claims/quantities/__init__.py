"""The numbers that a text states: ``quantities(text)``. Pure functions over text."""

from claims.quantities.reading import Found, QuantityFields, quantities

__all__ = ["Found", "QuantityFields", "quantities"]
