"""A denial as a negated sentence: "negó que la cifra incluyera casas" as "La cifra no incluía casas".

Only where the clause's verb is one of a few known ones and stands alone in it; a person words the others.
"""

import re

from nlp.attribution.rules.clauses import Draft
from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.phrases import Phrase
from nlp.attribution.rules.text import Paragraph
from nlp.english import spellings, word_set

_SPANISH = spellings("""
    ha: haya ha; han: hayan han; había: hubiera hubiese había; habían: hubieran hubiesen habían; es: sea es;
    son: sean son; está: esté está; están: estén están; estaba: estuviera estuviese estaba; estaban:
    estuvieran estuviesen estaban; existe: exista existe; existen: existan existen; existía: existiera
    existiese existía; existían: existieran existiesen existían; tiene: tenga tiene; tienen: tengan tienen;
    tenía: tuviera tuviese tenía; tenían: tuvieran tuviesen tenían; va: vaya va; van: vayan van; puede:
    pueda puede; pueden: puedan pueden; podía: pudiera pudiese podía; debe: deba debe; deben: deban deben;
    trata: trate; trataba: tratara tratase; busca: busque; buscan: busquen; buscaba: buscara; pretende:
    pretenda pretende; pretenden: pretendan; pretendía: pretendiera; quiere: quiera quiere; quieren:
    quieran; quería: quisiera quisiese; hace: haga; hacen: hagan; hacía: hiciera hiciese; supone: suponga
    supone; suponen: supongan; suponía: supusiera; implica: implique implica; implican: impliquen;
    incluye: incluya incluye; incluyen: incluyan; incluía: incluyera incluyese incluía; incluían:
    incluyeran; recibe: reciba; reciben: reciban; recibía: recibiera; sabe: sepa; sabía: supiera; conoce:
    conozca; conocía: conociera; forma: forme; formaba: formara; era: era; eran: eran; fue: fue; fueron:
    fueron; sirve: sirva; sirven: sirvan; cuenta: cuente; contaba: contara; corresponde: corresponda;
    corresponden: correspondan; afecta: afecte; afectaba: afectara; participa: participe; participaba:
    participara; contiene: contenga contiene; contenía: contuviera; produce: produzca; causa: cause;
    causaba: causara; hay: hay; queda: quede; falta: falte; faltaba: faltara; será: será; serán: serán;
    habrá: habrá; tendrá: tendrá; iba: iba; iban: iban; sería: sería
""")
_GONE = {"fuera": ("fue", "iba", "era"), "fuese": ("fue", "iba", "era"),
         "fueran": ("fueron", "iban", "eran"), "fuesen": ("fueron", "iban", "eran")}  # fmt: skip
_THERE_IS = {"ha": "hay", "han": "hay"}
_FRENCH = spellings("""
    a: ait a; ont: aient ont; est: soit est; sont: soient sont; avait: avait; avaient: avaient; était: était
    fût; étaient: étaient; peut: puisse peut; peuvent: puissent; fait: fasse; font: fassent; existe: existe;
    doit: doive; va: aille va; vont: aillent; veut: veuille; sait: sache; tient: tienne; sera: sera; aura:
    aura; seront: seront; contient: contienne; constitue: constitue; concerne: concerne
""")
_PARTICIPLE = re.compile(
    r"\w+(?:[aií]d[oa]s?)|(?:hech|dich|vist|puest|muert|escrit|abiert|rot|sid)[oa]s?|sido"
)
_PARTICIPE = re.compile(r"\w+(?:é|ée|és|ées|i|ie|is|ies|u|ue|us|ues|t|ts|te|tes)|été|eu")
# "reçu de l'argent", "eu des blessés": with a negation it would be "d'argent", "de blessés".
_PARTITIVE = re.compile(r"^\s*(?:\w+\s){0,2}?(?:des|du|de\sla|de\sl['’]|une?)\b", re.IGNORECASE)
_UNCLEAR = word_set("""
    no nunca jamás ni nada nadie ningún ninguna ninguno tampoco todos todas todo toda cada ambos algunos
    algunas algún alguna varios varias muchos muchas solo sólo también incluso siempre o
    ne n' pas jamais ni rien personne aucun aucune tous toutes tout toute chaque certains plusieurs
    seulement aussi même toujours ou
""")
_INDEFINITE = word_set("varios varias algunos algunas")
_INNER = word_set("que quien quienes cuyo cuya donde cuando qui dont où qu' lequel laquelle")
_CLITICS = word_set("se le les lo los la las me nos")
_AFTER_COMMA = word_set("""
    aunque pero mientras tras según sino y al como tal mais alors selon tandis après et
""")


def negated(p: Paragraph, g: Grammar, draft: Draft) -> str:
    """The sentence, or "" where none is sure."""
    cue = draft.cue
    first = p.token_at(draft.start)
    if (
        cue is None
        or cue.verb not in g.denials
        or first <= cue.last
        or len(draft.parts) > 1
        or p.quoted[first] >= 0
    ):
        return ""
    last = p.token_at(draft.end) - 1
    for i in range(first, last):
        # ", de la cual fue rival", "antes de que cayera": beside what is denied
        relative = p.lower[i + 1 : i + 4]
        aside = p.forms[i] == "," and (
            p.lower[i + 1] in _AFTER_COMMA or not (g.relatives - g.clause).isdisjoint(relative)
        )
        when = p.lower[i + 1] in ("antes", "después") and p.lower[i + 2 : i + 4] == ["de", "que"]
        if aside or when:
            last = i - (p.forms[i] == ",")
            break
    words = p.lower[first : last + 1]
    marks = [form for form in p.forms[first : last + 1] if form in ",:;?¿"]
    within = p.lower[first] in ("que", "qu'")
    clause = within or p.lower[first - 1] in ("que", "qu'")
    body = words[1:] if within else words
    # not of "la renuncia de varios ministros"
    unclear = [w for i, w in enumerate(body) if body[i - 1 : i] != ["de"] or w not in _INDEFINITE]
    if marks or not body or not _UNCLEAR.isdisjoint(unclear):
        return ""
    if not clause:
        return _of_infinitive(p, g, draft.subject, first, last)
    return _of_clause(p, g, first + within, last)


def _of_clause(p: Paragraph, g: Grammar, first: int, last: int) -> str:
    known = _SPANISH.keys() | _GONE.keys() if g.code == "es" else _FRENCH.keys()
    verb = next(
        (i for i in range(first, last + 1) if p.lower[i] in known or p.lower[i] in _INNER), None
    )
    if verb is None or p.lower[verb] in _INNER or p.quoted[verb] >= 0:
        return ""
    following = p.lower[verb + 1] if verb < last else ""
    begin = verb
    if g.code == "es":
        while begin > first and p.lower[begin - 1] in _CLITICS:
            begin -= 1
        middle = (
            f"no {p.text[p.starts[begin] : p.starts[verb]]}{_indicative(p.lower[verb], following)}"
        )
    else:
        before = p.lower[verb - 1] if verb > first else ""
        if (
            before in ("lui", "leur", "en", "l'", "le", "la", "les", "me", "m'")
            and verb - 1 > first
        ):
            return ""
        form = _FRENCH[p.lower[verb]]
        middle = f"{_ne(form)}{form} pas"
        if before in ("se", "s'"):
            begin, middle = verb - 1, f"ne {'s’' if form[0] in 'aeéo' else 'se '}{form} pas"
        elif before == "y":
            begin, middle = verb - 1, f"n’y {form} pas"
    before, behind = p.text[p.starts[first] : p.starts[begin]], p.text[p.ends[verb] : p.ends[last]]
    return "" if g.code == "fr" and _PARTITIVE.search(behind) else _sentence(before, middle, behind)


def _indicative(form: str, following: str) -> str:
    if form in _GONE:
        passive, going, being = _GONE[form]
        return passive if _PARTICIPLE.fullmatch(following) else going if following == "a" else being
    found = _SPANISH[form]
    if found in _THERE_IS and not _PARTICIPLE.fullmatch(following):
        return _THERE_IS[found]
    return found


def _of_infinitive(p: Paragraph, g: Grammar, who: Phrase | None, first: int, last: int) -> str:
    """ "negó haber cobrado": what the speaker had not done."""
    word = p.lower[first]
    rest = p.text[p.ends[first] : p.ends[last]]
    if who is None or first == last or _PARTITIVE.search(rest):
        return ""
    names = p.lower[who.first : who.last + 1]
    if (
        names[0] in g.pronouns
        or not g.joining.isdisjoint(names)
        or names[0] in ("su", "sus", "son", "sa", "ses")
    ):
        return ""
    speaker = p.text[p.starts[who.first] : p.ends[who.last]] + " "
    if who.first and p.lower[who.first - 1] in ("el", "la", "le", "l'", "los", "las", "les"):
        speaker = p.text[p.starts[who.first - 1] : p.ends[who.last]] + " "
    several = speaker.lower().startswith(("los ", "las ", "les "))
    if g.code == "es":
        found = re.fullmatch(r"haber(se|l[oae]s?)?", word)
        if found is None or not _PARTICIPLE.fullmatch(p.lower[first + 1]):
            return ""
        clitic = f"{found[1]} " if found[1] else ""
        return _sentence(speaker, f"no {clitic}{'habían' if several else 'había'}", rest)
    if word not in ("avoir", "être") or not _PARTICIPE.fullmatch(p.lower[first + 1]):
        return ""
    form = {"avoir": ("a", "ont"), "être": ("est", "sont")}[word][several]
    return _sentence(speaker, f"{_ne(form)}{form} pas", rest)


def _ne(form: str) -> str:
    return "n’" if form[0] in "aeéo" else "ne "


def _sentence(before: str, middle: str, behind: str) -> str:
    words = " ".join(f"{before}{middle}{behind}".split())
    return words[:1].upper() + words[1:]
