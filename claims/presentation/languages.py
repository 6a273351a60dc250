"""Names of languages, for readers."""

from django.utils import translation


def language_name(code: str) -> str:
    """The language's name in the reader's language, as within a sentence; the code if it has none."""
    try:
        name = str(translation.gettext(translation.get_language_info(code)["name"]))
    except KeyError:
        return code
    # English writes it with a capital letter, Spanish doesn't; Django's names begin a line.
    is_english = (translation.get_language() or "en").startswith("en")
    return name if is_english else f"{name[:1].lower()}{name[1:]}"
