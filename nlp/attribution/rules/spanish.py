"""The words by which Spanish reports what somebody said."""

import re

from nlp.attribution.rules.grammar import Grammar
from nlp.english import spellings, word_set

_AR = ("a an ó aron aba aban ará arán", "ado", "ando")
_ER = ("e en ió ieron ía ían erá erán", "ido", "iendo")
_IR = ("e en ió ieron ía ían irá irán", "ido", "iendo")

_REGULAR = word_set("""
    afirmar asegurar señalar declarar explicar agregar manifestar indicar comentar destacar subrayar
    apuntar precisar aclarar informar anunciar denunciar criticar lamentar reclamar reiterar
    insistir añadir admitir escribir responder preguntar argumentar alegar celebrar aseverar recalcar
    remarcar resaltar relatar narrar expresar exclamar confesar revelar detallar puntualizar matizar
    recordar contar negar demostrar mostrar considerar opinar pensar estimar creer sostener zanjar
    valorar pronosticar calcular bromear ironizar gritar susurrar murmurar contestar replicar
    sentenciar rematar apostillar continuar proseguir terciar objetar rechazar advertir sugerir referir
    coincidir acusar calificar describir tildar tachar llamar definir tuitear publicar
    confirmar desmentir enfatizar justificar defender exigir demandar ordenar proponer prometer
    vaticinar augurar cuestionar reprochar hablar citar rubricar dictaminar adelantar avisar alertar
    aludir arengar jurar perjurar acotar deplorar condenar felicitar elogiar saludar ratificar
    corroborar garantizar notificar comunicar apostar abogar animar instar urgir recomendar aconsejar
    presumir especular plantear evocar recoger rezar esgrimir apelar interpretar comprometer
    desvelar reprobar sintetizar resumir razonar reflexionar clamar proclamar invitar exhortar pedir
    decir exponer reconocer mantener concluir suponer prever descartar refutar
    dudar temer esperar confiar desear sospechar ignorar desconocer rogar suplicar solicitar
""")
_IRREGULAR = spellings("""
    decir: dice dicen dijo dijeron decía decían dirá dirán; pedir: pide piden pidió pidieron;
    advertir: advierte advierten advirtió advirtieron; sugerir: sugiere sugieren sugirió sugirieron;
    referir: refiere refieren refirió refirieron; sostener: sostiene sostienen sostuvo sostuvieron;
    confiar: confía confían; rogar: ruega ruegan; desconocer: desconoce desconocen;
    mantener: mantiene mantienen mantuvo mantuvieron; recordar: recuerda recuerdan;
    contar: cuenta cuentan; negar: niega niegan; demostrar: demuestra demuestran; mostrar: muestra
    muestran; concluir: concluye concluyen concluyó concluyeron; creer: creyó creyeron;
    pensar: piensa piensan; defender: defiende defienden; proponer: propone proponen propuso
    propusieron; suponer: supone suponen; proseguir: prosigue prosiguen prosiguió prosiguieron;
    exponer: expuso expusieron; apostar: apuesta apuestan; prever: prevé prevén; exigir: exige exigen;
    desmentir: desmiente desmienten desmintió desmintieron;
    apelar: apela apelan; reconocer: reconoce reconocen; recomendar: recomienda recomiendan
""")
_PARTICIPLES = spellings("""
    decir: dicho; escribir: escrito; describir: descrito; proponer: propuesto; exponer: expuesto; suponer: supuesto;
    prever: previsto; creer: creído; sostener: sostenido;
    mantener: mantenido; pedir: pedido
""")
_GERUNDS = spellings("""
    decir: diciendo diciéndole diciéndoles; pedir: pidiendo; advertir: advirtiendo; sugerir: sugiriendo;
    concluir: concluyendo; creer: creyendo; referir: refiriendo
""")
# Forms that are more often a noun or another word.
_AMBIGUOUS = word_set(
    "cuenta cuentan cita citas apuesta llama llamado ordena ve ven reza lee demanda sentencia"
)


def _forms() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    finite: dict[str, str] = {}
    participles: dict[str, str] = {}
    gerunds: dict[str, str] = {}
    for verb in _REGULAR:
        stem, ending = verb[:-2], verb[-2:]
        ends, participle, gerund_ends = {"ar": _AR, "er": _ER}.get(ending, _IR)
        finite |= {stem + end: verb for end in ends.split()}
        participles[stem + participle] = verb
        gerunds |= {stem + end: verb for end in gerund_ends.split()}
    return (
        {form: verb for form, verb in (finite | _IRREGULAR).items() if form not in _AMBIGUOUS},
        participles | _PARTICIPLES,
        gerunds | _GERUNDS,
    )


_FINITE, _AFTER_HABER, _OTHERS = _forms()
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")

SPANISH = Grammar(
    code="es",
    finite=_FINITE,
    participles=_AFTER_HABER,
    gerunds=_OTHERS,
    auxiliaries=word_set("ha han había habían habría habrían haya hayan haber habiendo hubo"),
    clitics=word_set("se le les lo la los las me nos te os no"),
    adverbs=word_set("""
        también ya además así asimismo nunca siempre solo sólo después luego incluso todavía aún ayer
        hoy mañana igualmente finalmente entonces tampoco hasta recientemente públicamente respecto
    """),
    naming=word_set("""
        calificar describir tildar tachar llamar definir acusar hablar criticar denunciar pedir
        reclamar exigir demandar defender rechazar condenar lamentar celebrar elogiar reprochar citar
        aludir apelar abogar instar exhortar animar invitar prometer proponer anunciar expresar
        manifestar negar confirmar considerar destacar comprometer publicar esgrimir justificar
        ofrecer
    """),
    weak=word_set("pensar creer suponer escribir publicar mostrar recoger calcular valorar estimar"),
    impersonal=word_set("decir llamar hablar considerar describir definir escribir publicar citar"),
    negations=word_set("no nunca tampoco jamás"),
    nobody=word_set("nadie ninguno ninguna ningún ni"),
    truths=word_set("verdad cierto exacto correcto seguro probado verdadero"),
    falsehoods=word_set("falso falsa mentira incierto inexacto incorrecto bulo"),
    denials=word_set("negar desmentir"),
    doubts=word_set("""
        preguntar pedir exigir reclamar demandar ordenar cuestionar proponer instar animar exhortar invitar
        urgir recomendar aconsejar rezar especular suponer abogar apelar plantear dudar temer esperar
        confiar desear sospechar ignorar desconocer rogar suplicar solicitar
    """),
    uncertain=word_set("""
        temor temores miedo esperanza esperanzas duda dudas deseo deseos confianza sospecha sospechas
        preocupación inquietud escepticismo interés recelo recelos posibilidad petición riesgo peligro
        confiado confiada confiados confiadas esperanzado esperanzada esperanzados preocupado preocupada
        preocupados inquieto inquieta escéptico escéptica escépticos dudoso temeroso temerosa optimista
        optimistas partidario partidaria partidarios difícil imposible improbable posible probable
    """),
    alleged=word_set("supuestamente presuntamente presumiblemente"),
    believing=word_set("creer pensar considerar estimar opinar entender"),
    people_only=word_set("""
        decir afirmar asegurar declarar explicar agregar manifestar comentar precisar aclarar informar
        anunciar denunciar criticar lamentar reiterar insistir añadir admitir responder argumentar
        alegar aseverar recalcar relatar narrar exclamar confesar puntualizar matizar negar opinar creer
        pensar sostener contestar replicar sentenciar apostillar proseguir objetar advertir tuitear
        desmentir enfatizar prometer reprochar vaticinar jurar ratificar notificar comunicar reconocer
        señalar subrayar contar referir celebrar recordar descartar rechazar acusar
    """),
    aside=word_set("con sobre contra por de del"),
    past=re.compile(
        r"\w{2,}ó|\w+(?:aron|ieron|jeron)|(?:hizo|quiso|pudo|tuvo|puso|vino|dio|supo|dijo|\w+[td]uvo)"
    ),
    calls=frozenset(),
    having=word_set("haber haberse haberlo haberla haberlos haberlas haberle haberles ser estar tener"),
    conditions=word_set("si"),
    modals=word_set("podría podrían puede pueden pudo pudieron debería deberían sin"),
    likewise=word_set("como según"),
    clause=word_set("que si cómo"),
    according=(
        ("según",), ("a", "juicio", "de"), ("a", "juicio", "del"), ("en", "palabras", "de"),
        ("en", "palabras", "del"), ("en", "opinión", "de"), ("en", "opinión", "del"),
        ("de", "acuerdo", "con"), ("a", "decir", "de"), ("al", "decir", "de"),
        ("a", "ojos", "de"), ("para",), ("conforme", "a"),
    ),
    at_beginning=frozenset({("para",)}),
    articles=word_set("""
        el la los las un una unos unas su sus este esta estos estas ese esa aquel aquella otro otra
        otros otras varios varias algunos algunas muchos muchas ambos ambas dos tres cuatro cinco
        nuestro nuestra ningún cada numerosos numerosas diversas diversos
    """),
    linking=word_set("de del"),
    prepositions=word_set("""
        a al ante bajo con contra desde durante en entre hacia hasta mediante para por sin sobre tras
        según excepto salvo
    """),
    relatives=word_set("que quien quienes cual"),
    conjunctions=word_set("""
        y e o u ni que pero sino aunque cuando mientras porque si como donde quien quienes cuyo cuya
        pues
    """),
    joining=word_set("y e pero"),
    pronouns={"él": "m", "ella": "f", "ellos": "", "ellas": "", "este": "m", "esta": "f", "éste": "m",
              "ésta": "f"},
    titles=word_set("""
        señor señora sr sra srta dr dra don doña doctor doctora sir presidente presidenta ministro
        ministra senador senadora diputado diputada alcalde alcaldesa concejal concejala general
        coronel papa rey reina portavoz exministro exministra expresidente expresidenta juez jueza
        fiscal profesor profesora gobernador gobernadora secretario secretaria conseller consellera
    """),
    his=word_set("""
        señor sr dr don doctor presidente ministro senador diputado alcalde concejal papa rey juez
        profesor gobernador secretario director exministro expresidente portavoz_m
    """),
    hers=word_set("""
        señora sra srta dra doña doctora presidenta ministra senadora diputada alcaldesa concejala
        reina jueza profesora gobernadora secretaria directora exministra expresidenta
    """),
    unnamed=word_set("""
        fuente fuentes críticos expertos experto experta analista analistas testigo testigos vecinos
        vecino vecina portavoz portavoces funcionario funcionarios funcionaria asesor asesores
        asesora medios publicaciones publicación usuarios usuario internautas mensaje mensajes texto
        textos post blog tuit tuits opositores opositor activistas periodista periodistas
        investigadores científicos médicos personas gente quienes algunos muchos otros varios
    """),
    days=frozenset(
        {*_WEEKDAYS, *_MONTHS, "ayer", "hoy", "mañana", "anoche", "anteayer", "semana", "mes", "año",
         "tarde", "noche", "pasado", "día", "fin", "vez", "momento"}
    ),
    breaks=word_set("mientras aunque antes"),
    made_public=frozenset(
        (verb, public)
        for verb in ("hizo", "hicieron", "hace", "hacen")
        for public in ("público", "pública", "públicos", "públicas")
    ),
    therefore=(("por", "lo", "que"), ("por", "lo", "cual"), ("tras", "lo", "cual"), ("así", "que")),
    date=re.compile(
        # "el próximo lunes", "el próximo lunes 3 de mayo": nothing was said then.
        r"(?<!próximo\s)"
        + "".join(rf"(?<!próximo\s{each}\s)" for each in _WEEKDAYS)
        +         rf"\b(?:(?P<day>3[01]|[12]\d|0?[1-9])º?\sde\s(?P<month>{'|'.join(_MONTHS)}|setiembre)"
        r"(?:\s(?:de|del)\s(?P<year>(?:19|20)\d\d))?"
        rf"|(?P<last>pasado\s)?(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!\s\d)(?P<past>\spasado)?"
        r"|(?P<relative>anteayer|ayer|anoche|hoy))\b(?!\spróximo|\sque\sviene|\ssiguiente)",
        re.IGNORECASE,
    ),
    months={name: number for number, name in enumerate(_MONTHS, 1)} | {"setiembre": 9},
    weekdays=_WEEKDAYS,
    relative_days={"hoy": 0, "ayer": 1, "anoche": 1, "anteayer": 2},
    inner=word_set("de del la las los y e van von da dos di du el al bin"),
    abbreviations=word_set("sr sra srta dr dra d ee uu st no núm pág art ing lic gral cía prof"),
)  # fmt: skip
