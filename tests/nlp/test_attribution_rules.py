"""Reading statements without a parser: each way of handing words on, in sentences of our own."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from nlp.attribution import LANGUAGES, Statement, statements
from nlp.kinds import Basis, Directness, FoundSpeaker
from tests.length import examples

NAMED, ANONYMOUS = FoundSpeaker.NAMED, FoundSpeaker.ANONYMOUS
UNATTRIBUTED, OWN = FoundSpeaker.UNATTRIBUTED, FoundSpeaker.ARTICLE
DIRECT, MIXED, INDIRECT = Directness.DIRECT, Directness.MIXED, Directness.INDIRECT

# sentence, speaker, verb, content, how quoted
SPANISH = [
    ("«El puente es seguro», dijo la alcaldesa Ada Quintana.", "la alcaldesa Ada Quintana", "dijo", "«El puente es seguro»", DIRECT),
    ("“El puente es seguro”, ha asegurado Ada Quintana, alcaldesa de Lastres.", "Ada Quintana", "ha asegurado", "“El puente es seguro”", DIRECT),
    ("\"El puente es seguro\", le reprochó ayer la alcaldesa.", "la alcaldesa", "reprochó", "\"El puente es seguro\"", DIRECT),
    ("‘El puente es seguro’, afirman los vecinos.", "los vecinos", "afirman", "‘El puente es seguro’", DIRECT),
    ("La alcaldesa, Ada Quintana, afirmó: «El puente es seguro».", "Ada Quintana", "afirmó", "«El puente es seguro»", DIRECT),
    ("Ada Quintana, que dirige la obra desde mayo, dijo: «El puente es seguro».", "Ada Quintana", "dijo", "«El puente es seguro»", DIRECT),
    ("Dijo en una ocasión Ada Quintana: «El puente es seguro».", "Ada Quintana", "Dijo", "«El puente es seguro»", DIRECT),
    ("—No volveremos —dijo Marta Ríos—. Nunca más.", "Marta Ríos", "dijo", "—No volveremos —dijo Marta Ríos—. Nunca más.", DIRECT),
    ("«Hemos —afirmó Marta Ríos— cumplido con todos».", "Marta Ríos", "afirmó", "«Hemos —afirmó Marta Ríos— cumplido con todos»", DIRECT),
    ("La obra será “más cara que nunca”, según la oposición.", "la oposición", "según", "La obra será “más cara que nunca”", MIXED),
    ("El ministro Luis Toro declaró que la obra era “necesaria”.", "El ministro Luis Toro", "declaró", "la obra era “necesaria”", MIXED),
    ("El ministro Luis Toro calificó la obra de “innecesaria”.", "El ministro Luis Toro", "calificó", "la obra de “innecesaria”", MIXED),
    ("El ministro se reunió con los vecinos y prometió que habría obras.", "El ministro", "prometió", "habría obras", INDIRECT),
    ("La portavoz, Inés Mar, quien ha reconocido que hubo fallos, dimitió.", "Inés Mar", "ha reconocido", "hubo fallos, dimitió", INDIRECT),
    ("Según la oficina del puerto, se perdieron doce barcos.", "la oficina del puerto", "Según", "se perdieron doce barcos", INDIRECT),
    ("Se perdieron doce barcos, según la oficina del puerto.", "la oficina del puerto", "según", "Se perdieron doce barcos", INDIRECT),
    ("A juicio de Inés Mar, la obra llega tarde.", "Inés Mar", "A juicio de", "la obra llega tarde", INDIRECT),
    ("En palabras de Inés Mar, la obra «llega tarde y mal».", "Inés Mar", "En palabras de", "la obra «llega tarde y mal»", MIXED),
    ("La obra llega tarde, como ha señalado Inés Mar.", "Inés Mar", "ha señalado", "La obra llega tarde", INDIRECT),
    ("La obra sigue en marcha, explicó el concejal.", "el concejal", "explicó", "La obra sigue en marcha", INDIRECT),
    ("La obra costará 40 millones, dijo el martes la directora de Obras.", "la directora de Obras", "dijo", "La obra costará 40 millones", INDIRECT),
    ("La tenista partirá como favorita, según hizo público hoy la organización.", "la organización", "hizo público", "La tenista partirá como favorita", INDIRECT),
    ("La feria acoge una muestra, según explica en un comunicado la Junta de Vecinos.", "la Junta de Vecinos", "explica", "La feria acoge una muestra", INDIRECT),
    ("Ha aparecido un único acertante, informó a Efe el Organismo de Loterías.", "el Organismo de Loterías", "informó", "Ha aparecido un único acertante", INDIRECT),
    ("La red tiene 3.200 socios, informó hoy en rueda de prensa el director, Rafael Mar.", "el director, Rafael Mar", "informó", "La red tiene 3.200 socios", INDIRECT),
    ("Las obras son, según la alcaldesa, Ada Quintana, «muy caras y muy lentas».", "la alcaldesa, Ada Quintana", "según", "Las obras son, según la alcaldesa, Ada Quintana, «muy caras y muy lentas»", MIXED),
    ("Unos 150 vecinos, según la Policía Local, asistieron al acto.", "la Policía Local", "según", "Unos 150 vecinos, según la Policía Local, asistieron al acto", INDIRECT),
    ("“El puente es seguro“, dijo la alcaldesa Ada Quintana.", "la alcaldesa Ada Quintana", "dijo", "“El puente es seguro“", DIRECT),
    ("“El puente es seguro\", dijo la alcaldesa Ada Quintana.", "la alcaldesa Ada Quintana", "dijo", "“El puente es seguro\"", DIRECT),
    ("Cuando Luis Gil le preguntó por la obra, Inés Mar bajó la voz y confesó que todo fue un error.", "Inés Mar", "confesó", "todo fue un error", INDIRECT),
    ("Gil cuestionó la postura de Ada López, que ayer dijo que aceptaría la obra.", "Ada López", "dijo", "aceptaría la obra", INDIRECT),
    ("Tim Mar, director general de Lastres, dijo que la obra «sigue en marcha».", "Tim Mar", "dijo", "la obra «sigue en marcha»", MIXED),
    ("El jefe de la policía, James O´Neill, admite que hubo fallos.", "James O´Neill", "admite", "hubo fallos", INDIRECT),
    ("La obra de Lastres \"todavía no está cerrada\", según confirmó hoy el propio alcalde.", "el propio alcalde", "confirmó", "La obra de Lastres \"todavía no está cerrada\"", MIXED),
    ("El paro no está en “mínimos históricos” como dice Inés Mar.", "Inés Mar", "dice", "“mínimos históricos”", DIRECT),
]  # fmt: skip

FRENCH = [
    ("«\u00a0Le pont est sûr\u00a0», a déclaré la maire Ada Colin.", "la maire Ada Colin", "a déclaré", "«\u00a0Le pont est sûr\u00a0»", DIRECT),
    ("“Le pont est sûr”, a-t-il dit.", "a-t-il", "a-t-il dit", "“Le pont est sûr”", DIRECT),
    ("« Le pont est sûr », assure Ada Colin, maire de Lorient.", "Ada Colin", "assure", "« Le pont est sûr »", DIRECT),
    ("« Nous irons, a prévenu Ada Colin, jusqu’au bout de ce chantier ».", "Ada Colin", "a prévenu", "« Nous irons, a prévenu Ada Colin, jusqu’au bout de ce chantier »", DIRECT),
    ("— Jamais nous ne reviendrons — répondit Marc Roux.", "Marc Roux", "répondit", "— Jamais nous ne reviendrons", DIRECT),
    ("La maire, Ada Colin, a affirmé : « Le pont est sûr ».", "Ada Colin", "a affirmé", "« Le pont est sûr »", DIRECT),
    ("M. Roux, président du conseil, a parlé d’une « réussite ».", "M. Roux", "a parlé", "d’une « réussite »", MIXED),
    ("Le ministre a qualifié le chantier d’« inutile ».", "Le ministre", "a qualifié", "le chantier d’« inutile »", MIXED),
    ("Selon le port, douze bateaux ont été perdus.", "le port", "Selon", "douze bateaux ont été perdus", INDIRECT),
    ("Douze bateaux ont été perdus, d’après le port.", "le port", "d’après", "Douze bateaux ont été perdus", INDIRECT),
    ("Le préfet a expliqué que le pont resterait fermé.", "Le préfet", "a expliqué", "le pont resterait fermé", INDIRECT),
    ("Le chantier continue, souligne Ada Colin.", "Ada Colin", "souligne", "Le chantier continue", INDIRECT),
]  # fmt: skip


def one(text: str, language: str, published: date | None = None) -> Statement:
    [found] = statements(text, published, language=language, own_voice=False)
    return found


def check(case: tuple[str, str, str, str, Directness], language: str) -> None:
    sentence, *expected = case
    found = one(sentence, language)
    assert [found.speaker, found.verb, found.content, found.quotation] == expected
    assert sentence[found.start : found.end] == found.content


@pytest.mark.parametrize("case", SPANISH, ids=[sentence for sentence, *_ in SPANISH])
def test_each_way_of_handing_on_in_spanish(case: tuple[str, str, str, str, Directness]) -> None:
    check(case, "es")


@pytest.mark.parametrize("case", FRENCH, ids=[sentence for sentence, *_ in FRENCH])
def test_each_way_of_handing_on_in_french(case: tuple[str, str, str, str, Directness]) -> None:
    check(case, "fr")


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Le ministre n’a pas dit que « tout est perdu ».", "fr"),
        ("Le film « Un pont trop loin » est sorti en mai.", "fr"),
        ("El ministro no ha dicho que “todo está perdido”.", "es"),
        ("La novela «El puente de los sueños» se publicó en mayo.", "es"),
        ("El cantante escribió la canción “El puente”.", "es"),
        ("En el pueblo se llama “la torre” al faro.", "es"),
        ("El proyecto “Un Puente Para Todos” empezará en junio.", "es"),
        ("Nadie dijo que la obra está acabada.", "es"),
        ("En el pleno nadie ha dicho que la obra está acabada.", "es"),
        ("Ninguno de los ministros dijo que la obra está acabada.", "es"),
        ("Ninguno de los ministros, reunidos ayer, dijo que la obra está acabada.", "es"),
        ("Ningún ministro afirmó que la obra está acabada.", "es"),
        ("Ni Ada Ríos ni Inés Mar dijeron que la obra está acabada.", "es"),
        ("No es verdad que Ada Ríos dijo que la obra está acabada.", "es"),
        ("Es falso que Ada Ríos haya dicho que la obra está acabada.", "es"),
        ("¿Dijo Ada Ríos que la obra está acabada?", "es"),
        ("Según la misma fuente, AQ, que dirige la obra, no descartó nuevas subidas.", "es"),
        ("Preguntado por la ley, Ríos dijo que no porque está a favor de la familia.", "es"),
        (
            '“En esas circunstancias, ¿es bueno que vayan todos y se contagien?", preguntó la ministra.',
            "es",
        ),
        ("Personne a dit que le chantier est fini.", "fr"),
        ("Personne n’a dit que le chantier est fini.", "fr"),
        ("Aucun des ministres a affirmé que le chantier est fini.", "fr"),
        ("Il n’est pas vrai que Ada Colin a dit que le chantier est fini.", "fr"),
        ("Il est faux qu’Ada Colin a dit que le chantier est fini.", "fr"),
    ],
)
def test_what_nobody_is_reported_to_have_said(sentence: str, language: str) -> None:
    assert statements(sentence, language=language, own_voice=False) == []


@pytest.mark.parametrize(
    ("sentence", "language", "speaker"),
    [
        ("Sin ningún apoyo, Ada Ríos dijo que la obra está acabada.", "es", "Ada Ríos"),
        ("No habrá ningún cambio en la obra, dijo Ada Ríos.", "es", "Ada Ríos"),
        ("Es verdad que Ada Ríos dijo que la obra está acabada.", "es", "Ada Ríos"),
        ("El ministro que no asistió dijo que la obra está acabada.", "es", "El ministro"),
        ("Une personne a dit que le chantier est fini.", "fr", "Une personne"),
    ],
)
def test_a_denial_of_something_else_does_not_hide_a_report(
    sentence: str, language: str, speaker: str
) -> None:
    assert one(sentence, language).speaker == speaker


def test_a_clause_before_a_report_is_a_sentence_whatever_its_verb() -> None:
    found = one(
        "El presupuesto asciende a 249 millones de euros, según informó el Gobierno local.", "es"
    )
    assert (found.content, found.complete) == (
        "El presupuesto asciende a 249 millones de euros",
        True,
    )
    assert not one("Cinco heridos en la costa, según informó la policía.", "es").complete
    found = one("El incendio quemó 30 casas, según datos oficiales.", "es")
    assert (found.content, found.relay, found.complete) == (
        "El incendio quemó 30 casas",
        "datos oficiales",
        True,
    )


def test_the_word_after_an_opening_mark_begins_no_name() -> None:
    text = "¿Dijo Ada Ríos que la obra está acabada? Ríos afirmó que no."
    names = {each.speaker_name for each in statements(text, language="es", own_voice=False)}
    assert names <= {"Ada Ríos"}


def test_a_surname_and_a_description_are_the_person_named_before() -> None:
    text = (
        "La ministra de Obras, Inés Mar Ferrer, visitó el puerto el lunes.\n"
        "«No hay peligro alguno», dijo la ministra.\n"
        "Mar añadió que las obras seguirán. «No pararemos ni en verano ni en invierno».\n"
        "También advirtió de que «falta dinero»."
    )
    found = statements(text, language="es", own_voice=False)
    assert [each.speaker_name for each in found] == ["Inés Mar Ferrer"] * len(found)
    assert [each.kind for each in found] == [NAMED] * len(found)
    assert len(found) >= 3


def test_the_next_verb_alone_is_said_by_whom_the_sentence_is_about() -> None:
    text = 'Luis Gil criticó a Ada López, que dijo que aceptaría la obra. "Dice una cosa y hace otra", expuso.'
    found = statements(text, language="es", own_voice=False)
    assert [each.speaker_name for each in found] == ["Ada López", "Luis Gil"]


def test_a_subject_after_a_place_does_not_describe_it() -> None:
    text = "Tras su gira por Lastres, el panista dijo que hay dinero. El panista insistió en que no parará."
    found = statements(text, language="es", own_voice=False)
    assert [each.speaker_name for each in found] == ["", ""]


def test_a_quotation_goes_on_after_the_words_of_the_article_and_in_the_next_paragraph() -> None:
    text = "«La obra sigue», dijo Inés Mar, «y seguirá todo el año».\n«No pararemos ni en verano»."
    found = one(text, "es")
    assert [text[slice(*part)] for part in found.parts] == [
        "«La obra sigue»",
        "«y seguirá todo el año»",
        "«No pararemos ni en verano».".removesuffix("."),
    ]


def test_whoever_is_not_named_is_not_given_a_name() -> None:
    found = one("Fuentes del Gobierno aseguran que la obra costará el doble.", "es")
    assert (found.kind, found.speaker_name) == (ANONYMOUS, "")
    found = one("«La obra costará el doble de lo que se dijo al principio, y quizá más».", "es")
    assert (found.kind, found.speaker) == (UNATTRIBUTED, "")


@pytest.mark.parametrize(
    ("sentence", "language", "day", "basis"),
    [
        ("«No hay peligro», dijo el lunes Inés Mar.", "es", date(2026, 3, 2), Basis.INFERRED),
        ("«No hay peligro», dijo ayer Inés Mar.", "es", date(2026, 3, 4), Basis.INFERRED),
        ("El 3 de mayo de 2024 Inés Mar dijo: «No hay peligro».", "es", date(2024, 5, 3), Basis.STATED),
        ("« Pas de danger », a dit lundi Ada Colin.", "fr", date(2026, 3, 2), Basis.INFERRED),
        ("Inés Mar dijo que el puente abrió el lunes.", "es", None, Basis.UNKNOWN),
        ("Inés Mar dijo el jueves pasado que no hay peligro.", "es", date(2026, 2, 26), Basis.INFERRED),
        ("Inés Mar dijo el pasado jueves que no hay peligro.", "es", date(2026, 2, 26), Basis.INFERRED),
        ("Inés Mar dijo el jueves que no hay peligro.", "es", date(2026, 3, 5), Basis.INFERRED),
        ("Inés Mar dijo el martes pasado que no hay peligro.", "es", date(2026, 3, 3), Basis.INFERRED),
        ("Antes del pleno del próximo lunes, Inés Mar dijo que no hay peligro.", "es", None, Basis.UNKNOWN),
        ("Antes del pleno del próximo lunes 9 de marzo, Inés Mar dijo que no hay peligro.", "es", None, Basis.UNKNOWN),
        ("Antes del pleno del viernes próximo, Inés Mar dijo que no hay peligro.", "es", None, Basis.UNKNOWN),
        ("Ada Colin a dit jeudi dernier que le pont est sûr.", "fr", date(2026, 2, 26), Basis.INFERRED),
        ("Avant la réunion de vendredi prochain, Ada Colin a dit que le pont est sûr.", "fr", None, Basis.UNKNOWN),
    ],
)  # fmt: skip
def test_the_day_beside_the_verb(
    sentence: str, language: str, day: date | None, basis: Basis
) -> None:
    found = one(sentence, language, date(2026, 3, 5))
    assert (found.said_from, found.said_basis) == (day, basis)


def test_numbers_in_the_articles_own_voice() -> None:
    text = "En 2025 murieron 1.200 personas en la costa.\n«Murieron 1.300 personas», dijo Inés Mar."
    found = statements(text, language="es")
    assert [(each.kind, each.quotation) for each in found] == [(OWN, DIRECT), (NAMED, DIRECT)]


MARKS = st.sampled_from([*"«»“”‘’\"'—–-(),.;:?¡¿\n …", "dijo ", "según ", "que ", "Ríos ", "la ", "a-t-il dit ", "l'", "d’"])  # fmt: skip


@given(st.lists(MARKS, max_size=60).map("".join) | st.text(max_size=80), st.sampled_from(sorted(LANGUAGES - {"en"})))  # fmt: skip
@given_settings(max_examples=examples(40), deadline=None)
def test_whatever_is_read_stands_in_the_text(text: str, language: str) -> None:
    last = 0
    for each in statements(text, date(2026, 3, 5), language=language):
        assert text[each.start : each.end] == each.content
        assert last <= each.start < each.end
        last = each.end
        assert all(each.start <= start < end <= each.end for start, end in each.parts)
        if each.speaker_start is not None:
            assert text[each.speaker_start : each.speaker_end] == each.speaker


@pytest.mark.parametrize(
    ("sentence", "language", "wording"),
    [
        ("Ada Ríos dijo que la obra cuesta 3 millones.", "es", "la obra cuesta 3 millones"),
        ("«No vamos a parar nunca», dijo Ada Ríos.", "es", "«No vamos a parar nunca»"),
        (
            "«Anteponen siempre sus intereses», dijo Ada Ríos.",
            "es",
            "«Anteponen siempre sus intereses»",
        ),
        ("Los vecinos dicen que la obra no acaba.", "es", "la obra no acaba"),
        (
            "“Impresiona tanta crítica, me quedé incluso con la idea de que no gusta”, dijo Ada Ríos.",
            "es",
            "“Impresiona tanta crítica, me quedé incluso con la idea de que no gusta”",
        ),
        (
            "“El nivel de tasa que maneja no puede hundir la economía”, dijo Ada Ríos.",
            "es",
            "“El nivel de tasa que maneja no puede hundir la economía”",
        ),
        ("El alcalde calificó la obra de “necesaria”.", "es", ""),
        ("Ada Ríos pidió que se vaya el alcalde.", "es", ""),
        ("Los lectores dicen que la obra no acaba.", "es", ""),
        ("La tormenta reveló que la obra no acaba.", "es", ""),
        (
            "« Nous irons jusqu'au bout », a déclaré Paul Durand.",
            "fr",
            "« Nous irons jusqu'au bout »",
        ),
        ("Paul Durand a affirmé qu'il n'y a pas de hausse.", "fr", "il n'y a pas de hausse"),
        ("Le maire a qualifié la mesure de « scandaleuse ».", "fr", ""),
        ("Les lecteurs disent que le pont est fermé.", "fr", ""),
    ],
)
def test_only_a_sentence_that_somebody_said_is_complete(
    sentence: str, language: str, wording: str
) -> None:
    found = [each.content for each in statements(sentence, language=language) if each.complete]
    assert found == ([wording] if wording else [])


@pytest.mark.parametrize(
    ("sentence", "language", "relay"),
    [
        ("El informe afirma que la obra cuesta 3 millones.", "es", "El informe"),
        ("Une étude affirme que le pont est fermé.", "fr", "Une étude"),
    ],
)
def test_a_document_is_no_speaker_but_hands_on(sentence: str, language: str, relay: str) -> None:
    [found] = statements(sentence, language=language)
    assert (found.relay, found.kind, found.complete) == (relay, FoundSpeaker.UNATTRIBUTED, True)


@pytest.mark.parametrize(
    ("language", "sentence", "speaker", "content"),
    [
        # what the article adds itself, or what somebody did next, was not said
        ("es", "Gil tuiteó que la obra estaba terminada, pero eso es falso.", "Gil", "la obra estaba terminada"),
        ("es", "Gil afirmó que la obra costó 5 millones, lo que es falso.", "Gil", "la obra costó 5 millones"),
        ("es", "Gil aseguró que la obra sigue, pero no quiso dar detalles.", "Gil", "la obra sigue"),
        ("es", "Gil aseguró que la obra sigue pero, recalcó Ríos, no acaba.", "Gil", "la obra sigue"),
        ("fr", "Le maire a dit que le pont est sûr, mais c'est faux.", "Le maire", "le pont est sûr"),
        # nor what somebody else says, or what is proposed for that reason
        ("es", "Gil aseguró que la empresa reparte el dinero que pide el barrio y la oposición lo negó.", "Gil", "la empresa reparte el dinero que pide el barrio"),
        ("es", "Gil reconoció que faltan médicos, por lo que propuso que los alumnos hagan prácticas.", "Gil", "faltan médicos"),
        ("es", "Gil indicó que “hay varios estudios en marcha”, y recomienda no bañarse en la playa.", "Gil", "“hay varios estudios en marcha”"),
        ("es", "La alcaldesa respondió que no tenía la cifra y, en todo caso, le deseaba lo mejor a su amiga.", "La alcaldesa", "no tenía la cifra"),
        # a condition or an aside stays
        ("es", "Gil dijo que, si se aprueba la ley, cerrarán la planta.", "Gil", "si se aprueba la ley, cerrarán la planta"),
        ("es", "Gil anunció que, aunque llueva, la obra seguirá.", "Gil", "aunque llueva, la obra seguirá"),
        ("fr", "Roux a dit que, si la loi est votée, le pont fermera.", "Roux", "si la loi est votée, le pont fermera"),
        ("es", "Gil afirmó que los aviones que, según él, fueron lanzados ayer, fueron destruidos.", "Gil", "los aviones que, según él, fueron lanzados ayer, fueron destruidos"),
        # the words after "que" are whole, and no more than what was said
        ("es", "Varios medios recogían que el ministro, Luis Gil, reconoció que la obra es cara.", "Varios medios", "el ministro, Luis Gil, reconoció que la obra es cara"),
        ("es", "A pesar de que el delegado, Luis Gil, avisó de que, por ahora, no iba a hablar, Ríos criticó al club.", "Luis Gil", "por ahora, no iba a hablar"),
        ("es", "Gil, que dirige el club, avisó de que la obra es cara y, por eso, Luis Mar dimitió.", "Gil", "la obra es cara y, por eso, Luis Mar dimitió"),
        ("es", "Gil señaló que la denuncia \"no tiene fundamento\" y es \"un disparate\".", "Gil", "la denuncia \"no tiene fundamento\" y es \"un disparate\""),
        ("es", "“La obra no es cara, si se sabe explicar”, analizó Gil.\n\n\"Mercados libres y algo de suerte\"", "Gil", "“La obra no es cara, si se sabe explicar”"),
        # who speaks
        ("es", "La prelada sostuvo que el proyecto viola los derechos.", "La prelada", "el proyecto viola los derechos"),
        ("es", "El CNE anunció que habrá elecciones.", "El CNE", "habrá elecciones"),
        ("es", "El ex presidente confirmó que no será candidato.", "El ex presidente", "no será candidato"),
        ("es", "Gil habló también del papa Francisco, y consideró que el papa es sabio.", "Gil", "el papa es sabio"),
        ("es", "Gil eludió opinar sobre la ley que aprobó el Congreso, aunque apuntó que es justa.", "Gil", "es justa"),
        ("es", "El presidente evitó responder y aseguró que no hay crisis.", "El presidente", "no hay crisis"),
        ("es", "Respecto a los presos, se afirma que los jueces aplican la ley.", "", "los jueces aplican la ley"),
        ("fr", "Le plombier a expliqué que le pont est sûr.", "Le plombier", "le pont est sûr"),
    ],
)  # fmt: skip
def test_what_a_sentence_reports_and_of_whom(
    language: str, sentence: str, speaker: str, content: str
) -> None:
    [found] = [each for each in statements(sentence, language=language) if each.complete]
    assert (found.speaker, found.content) == (speaker, content)


def test_a_missing_space_or_mark_does_not_join_two_sentences() -> None:
    text = "“Estamos en ello”, sostuvo la fiscal Ada Gil.No es un caso fácil."
    assert statements(text, language="es")[0].speaker_name == "Ada Gil"
    text = 'Gil afirmó que hay "beneficio de la duda, y recalcó que Ríos vendrá "cuando quiera".'
    assert [each.content for each in statements(text, language="es")] == [
        'hay "beneficio de la duda',
        'Ríos vendrá "cuando quiera"',
    ]


def test_a_thing_that_says_something_is_not_the_speaker_of_the_next_sentence() -> None:
    text = (
        "La fiscal Ada Gil aclaró que no hay detenidos. Aunque agradece la colaboración de la "
        "Secretaría Federal, que participa, recalcó que no tienen los datos. Precisó que hay 4 líneas."
    )
    assert statements(text, language="es")[-1].speaker_name == "Ada Gil"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "La situación demuestra que la presa es segura."),
        ("es", "La tendencia indica que los precios bajarán."),
        ("fr", "La situation montre que le pont est sûr."),
        ("es", "Gil dijo que no."),
        ("es", "Gil asegura sentirse “afortunado” por lo que ha pasado."),
    ],
)
def test_a_thing_says_nothing_and_less_than_a_sentence_is_no_statement(
    language: str, sentence: str
) -> None:
    assert not [each for each in statements(sentence, language=language) if each.complete]
