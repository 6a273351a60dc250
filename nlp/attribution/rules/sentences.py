"""Whether Spanish or French words are a sentence: by forms that can only be those of a verb."""

import re

from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.rules.text import Paragraph
from nlp.english import word_set

_VERBS = {
    "es": word_set("""
        es son era eran fue fueron será serán sería serían sea soy somos está están estaba estaban
        estuvo estuvieron estará estarán estoy estamos ha han he hemos había habían hay hubo habrá
        habrán habría habrían haya hayan tiene tienen tenía tenían tuvo tuvieron tendrá tendrán tengo
        tenemos hace hacen hacía hizo hicieron hará harán hago hacemos puede pueden podía podían pudo
        pudieron podrá podrán podría podrían puedo podemos debe deben debía debían deberá deberán
        debería deberían debo debemos va van iba iban voy vamos irá irán viene vienen vino vendrá da
        dan dio daba sabe saben sé sabemos quiere quieren quiero queremos quería parece parecen
        queda quedan sigue siguen llega llegan pasa pasan cree creo creemos existe existen vive viven
        trabaja trabajan necesita necesitan necesitamos permite permiten cumple cumplen supone suponen
        cuesta cuestan gana ganan pierde pierden crece crecen sube suben baja bajan cae caen aumenta
        aumentan significa significan representa representan afecta afectan depende dependen
        corresponde ocurre ocurren empieza empiezan termina terminan acaba acaban falta faltan
        espera esperan pide piden exige exigen garantiza garantizan ofrece ofrecen genera generan
        produce producen recibe reciben incluye incluyen mantiene mantienen muestra muestran
        demuestra demuestran busca buscan cuenta cuentan lleva llevan deja dejan pone ponen
        convierte responde responden refleja reflejan respeta respetan defiende defienden
        rechaza rechazan apoya apoyan importa importan merece merecen conoce conocen entiende
        entiendo entendemos funciona funcionan sirve sirven toca cabe consiste implica implican
        estudia estudian aplica aplican avanza avanzan continúa continúan gobierna gobiernan
    """),
    "fr": word_set("""
        est sont était étaient fut furent sera seront serait seraient soit suis sommes a ont avait
        avaient aura auront aurait auraient ai avons avez fait font faisait fera feront fais faisons
        peut peuvent pouvait pourra pourront pourrait pourraient peux pouvons doit doivent devait
        devra devront devrait devraient dois devons va vont allait ira iront vais allons veut veulent
        voulait veux voulons vient viennent faut fallait faudra faudrait sait savent savons reste
        restent permet permettent prend prennent met mettent semble semblent existe existent
        représente représentent concerne concernent montre montrent travaille travaillent coûte
        coûtent augmente augmentent baisse baissent suffit tient tiennent dit disent croit croient
        pense pensent attend attendent demande demandent vit vivent perd perdent gagne gagnent
        passe passent arrive arrivent donne donnent porte portent dépend dépendent devient
        deviennent répond répondent manque manquent compte comptent continue continuent crée créent
        constitue constituent respecte respectent
    """),
}
_ENDINGS = {
    "es": ("ó", "aron", "ieron", "aba", "aban", "ábamos", "ía", "ían", "íamos", "ará", "arán", "erá",
           "erán", "irá", "irán", "aré", "eré", "iré", "aremos", "eremos", "iremos", "aría", "arían",
           "ería", "erían", "iría", "irían", "amos", "emos", "imos"),
    "fr": ("ait", "aient", "era", "eront", "erait", "eraient", "irait", "iront", "erons", "irons"),
}  # fmt: skip
_NO_VERBS = {
    "es": word_set("""
        día días economía energía policía mayoría minoría garantía compañía tecnología vía guía todavía
        alegría ciudadanía democracia soberanía autonomía categoría fiscalía alcaldía cercanía ideología
        tía filosofía geografía psicología biología pandemia extremos supremos mismos últimos próximos
        máximos mínimos ánimos íntimos tramos ramos amos sistemas temas ambos cambios mayo auditoría asesoría
        consejería librería panadería ingeniería minería ganadería categorías batería galería lotería
        tesorería artillería infantería caballería fotografía cartografía bahía sequía teoría memoria
        ministerio jefatura anatomía sinfonía monarquía
    """),
    "fr": word_set("fait trait extrait portrait lait souhait retrait attrait parfait bienfait opéra caméra"),
}  # fmt: skip
# In the plural: "anteponen".
_PLURAL: dict[str, tuple[str, ...]] = {"es": ("an", "en"), "fr": ()}
_NOUNS_SO_ENDING = word_set("""
    también bien quien según alguien cien sin gran tan pan plan imagen orden joven crimen examen
    volumen margen origen virgen régimen dictamen afán capitán alemán catalán resumen abdomen
    polen germen certamen gravamen desorden titán huracán volcán refrán galán musulmán almacén
    andén rehén sartén sostén vaivén recién vagón jan juan iván germán ibán
""")
# After which "que" brings what is wanted, not what is so: "pidió que se vaya".
WANTING = word_set("""
    pedir reclamar exigir demandar ordenar proponer reprochar recomendar aconsejar instar exhortar urgir
    animar invitar sugerir lamentar celebrar criticar demander exiger réclamer proposer recommander
    ordonner regretter déplorer souhaiter suggérer inviter exhorter
""")
# Before a word that then is a verb.
_BEFORE_VERB = {
    "es": word_set("no se nos me te le les"),
    "fr": word_set("je j' tu il elle on nous vous ils elles ne n' se s' ça cela c' ce y"),
}
_SUBORDINATE = {
    "es": word_set("""
        que quien quienes cual cuales donde cuando si porque aunque mientras cuyo cuya cuyos cuyas
        cómo qué cuánto cuántos quién dónde
    """),
    "fr": word_set("""
        que qu' qui dont où quand lorsque lorsqu' si puisque puisqu' quoique comment pourquoi combien
        lequel laquelle quel quelle
    """),
}
_OBJECT = word_set("a al con como de del por sobre à au aux avec comme d' du")
_INFINITIVE = re.compile(r"\w{2,}[aei]r(?:se|me|nos|l[aeo]s?)?|\w+(?:er|ir|oir|re)")
_ASKING = word_set(
    "si cómo qué cuánto cuántos cuándo quién dónde s' comment pourquoi combien quel quelle"
)


def is_sentence(
    p: Paragraph, grammar: Grammar, parts: list[tuple[int, int]], verb: str = ""
) -> bool:
    """Whether a verb stands there that doesn't belong to "que …" or another part of a sentence.

    ``verb``: that of saying; the words after it and "que" are a sentence.
    """
    first = p.token_at(parts[0][0])
    inside = [i for start, end in parts for i in range(p.token_at(start), p.token_at(end))]
    spoken = [i for i in inside if p.forms[i][0].isalpha()]
    before = p.lower[first - (p.forms[first - 1] == ",") - 1] if first else ""
    if verb and before in ("que", "qu'", "qu’"):
        last = p.lower[spoken[-1]] if spoken else ""
        return verb not in WANTING and len(spoken) > 1 and last not in grammar.relatives
    if not spoken or p.lower[spoken[0]] in _ASKING or p.lower[spoken[-1]] in grammar.relatives:
        return False
    if grammar.finite.get(before) == verb and _INFINITIVE.fullmatch(p.lower[spoken[0]]):
        return False  # "asegura sentirse bien"
    if verb in grammar.naming and p.lower[spoken[0]] in _OBJECT and p.quoted[spoken[0]] < 0:
        return False  # "acusa a la empresa de …"
    below = 0
    for i in spoken:
        if p.lower[i] in _SUBORDINATE[grammar.code]:
            below += 1
        elif is_verb(p, grammar, i, i - 1 if i > spoken[0] else -1) or (
            below and _after_relative(p, grammar, i)
        ):
            if not below:
                return True
            below -= 1
    return False


def _after_relative(p: Paragraph, grammar: Grammar, i: int) -> bool:
    """Whether a word right after "que" may be its verb: "la tasa que maneja no sube"."""
    small = grammar.articles | grammar.clitics | grammar.adverbs | grammar.prepositions
    return (
        p.lower[i - 1] == "que"
        and p.forms[i].islower()
        and p.lower[i] not in small | grammar.pronouns.keys()
        and p.lower[i].endswith(("a", "e", "o", "an", "en"))
    )


def is_verb(p: Paragraph, grammar: Grammar, i: int, before: int) -> bool:
    code, word = grammar.code, p.lower[i]
    previous = p.lower[before] if before >= 0 else ""
    if word in _NO_VERBS[code] or previous in grammar.articles - grammar.clitics:
        return False
    if word in _VERBS[code] or word in grammar.finite:
        return True
    if p.capital(i) and before >= 0:
        return False
    if word.endswith(_ENDINGS[code]) and len(word) > 4:
        return True
    if word.endswith(_PLURAL[code]) and len(word) > 4 and word not in _NOUNS_SO_ENDING:
        return True
    verbal = word.isalpha() and word not in grammar.clitics and word not in grammar.adverbs
    if not verbal or previous not in _BEFORE_VERB[code]:
        return False
    return code == "fr" or word.endswith(("a", "e", "o", "é", "í", "an", "en", "as", "es"))
