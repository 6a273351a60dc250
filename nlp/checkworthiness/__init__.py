"""How worth checking a sentence is: ``assess(text)``. English; pure functions over text."""

from nlp.checkworthiness.model import MODEL, PROBABLY_NOT, PROBABLY_WORTH, Reason, Worth, assess
from nlp.checkworthiness.signs import Sign

__all__ = ["MODEL", "PROBABLY_NOT", "PROBABLY_WORTH", "Reason", "Sign", "Worth", "assess"]
