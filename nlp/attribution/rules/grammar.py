"""What the rules need to know of a language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Grammar:
    """Words in lower case; verbs from each form to the verb."""

    code: str
    finite: Mapping[str, str]  # "dijo": "decir"
    participles: Mapping[str, str]  # after an auxiliary
    gerunds: Mapping[str, str]  # and infinitives: the subject is that of the sentence
    auxiliaries: frozenset[str]
    clitics: frozenset[str]  # between subject, auxiliary and verb: pronouns, negations
    adverbs: frozenset[str]  # there too
    naming: frozenset[str]  # verbs that take words rather than a clause: "calificar"
    weak: frozenset[str]  # verbs that seldom take words in marks
    impersonal: frozenset[str]  # verbs that after "se" name a thing: "se llama"
    negations: frozenset[str]
    nobody: frozenset[str]  # subjects and words before them: "nadie", "ningún", "ni"
    truths: frozenset[str]  # "verdad" of "no es verdad que"
    falsehoods: frozenset[str]  # "falso" of "es falso que"
    denials: frozenset[str]  # verbs, of "niega que"
    doubts: frozenset[str]  # verbs that don't state what they introduce: "preguntar"
    uncertain: frozenset[str]  # after a verb: "expresó temores de que", "se mostró confiado en que"
    alleged: frozenset[str]  # "supuestamente": nobody vouches that it was said
    believing: frozenset[str]  # infinitives after "dijo" that keep it a statement: "dijo creer que"
    people_only: frozenset[str]  # verbs of which only people and bodies are the subject
    aside: frozenset[str]  # before them "que" belongs to a noun: "habló con los vecinos que …"
    past: re.Pattern[str]  # verbs that tell what the subject of a report did next: "achacó"
    calls: frozenset[str]  # verbs that don't before "à": "appeler"
    having: frozenset[str]  # infinitives after a denial: "negó haber cobrado"
    conditions: frozenset[str]  # "si"
    modals: frozenset[str]  # "podría" of "podría haber dicho"
    likewise: frozenset[str]  # "como" of ", como dijo"
    clause: frozenset[str]  # "que"
    according: tuple[tuple[str, ...], ...]  # ("según",), ("a", "juicio", "de")
    # Those that say so only before a name at the beginning of a sentence: "Para Ríos, …".
    at_beginning: frozenset[tuple[str, ...]]
    articles: frozenset[str]  # and other words with which a noun phrase begins
    linking: frozenset[str]  # within a noun phrase: "de", "del"
    prepositions: frozenset[str]
    relatives: frozenset[str]  # "quien", "que", after a comma
    conjunctions: frozenset[str]  # at which a noun phrase and a clause end
    joining: frozenset[str]  # "y", before a second verb of one subject
    pronouns: Mapping[str, str]  # "ella": "f"; "" for either
    titles: frozenset[str]  # before names: "sra"
    his: frozenset[str]
    hers: frozenset[str]
    unnamed: frozenset[str]  # "fuentes"
    days: frozenset[str]  # words of time, which are no speakers: "ayer", "lunes"
    breaks: frozenset[str]  # words at which reported words end: "mientras"
    # Words at which another report begins: ("por", "lo", "que").
    therefore: tuple[tuple[str, ...], ...]
    made_public: frozenset[tuple[str, str]]  # ("hizo", "público"): announced
    date: re.Pattern[str]
    months: Mapping[str, int]
    weekdays: tuple[str, ...]  # from Monday on
    relative_days: Mapping[str, int] = field(default_factory=dict)  # "ayer": 1 day before
    inner: frozenset[str] = frozenset()  # small words within names: "de la"
    abbreviations: frozenset[str] = frozenset()

    @cached_property
    def reporting(self) -> frozenset[str]:
        """The verbs themselves: "decir"."""
        return frozenset(self.finite.values())
