"""What denials, doubts, questions and conditions become: a negated sentence, or no statement."""

import pytest

from nlp.attribution import statements
from nlp.attribution.stance import Stance, stance_of

NO_STATEMENT = {
    "en": """
        The spokesman refused to say that the bridge was safe.
        The spokesman declined to confirm that two men had been arrested.
        The minister would not rule out that the plant had leaked.
        The White House would not say that the strike was legal.
        Quill doubted that the figure was right.
        Quill asked whether the harbour would reopen.
        The union asked if the wage had been paid.
        The union hopes that the wage will be paid.
        Quill questioned whether wages had been paid.
        Quill wondered why the bridge was safe.
        Quill feared that the dam would break.
        Residents urged the council to rebuild the bridge.
        Quill demanded that the minister resign.
        The workers also demanded the government announce punishments for officers who they said had beaten them.
        The governor ordered that the schools be closed.
        Quill recommended that the city close the bridge.
        Quill suggested closing the bridge.
        Quill never said that the bridge was safe.
        The firm did not deny that it had paid 5 million.
        The firm neither confirmed nor denied that it had paid 5 million.
        No one said the bridge was safe.
        Few experts believe that the bridge is safe.
        If the minister says that wages fell, he is wrong.
        Did the minister say that wages fell by 5 percent?
        Critics might argue that the law is bad.
        Quill tried to show that the bridge was safe.
        The report stopped short of saying that the bridge was safe.
        Quill was unsure whether the bridge was safe.
        It is unclear whether the minister knew that the plan had failed.
        “Why was the bridge closed?” Ada Quill asked.
        The judge denied the man bail.
        The minister’s refusal to say that the bridge was safe angered many.
        Quill voiced doubts about the figure.
        Quill came close to an admission that the bridge was unsafe.
        Quill stopped short of an admission that the bridge was unsafe.
        There is no evidence that the dam was safe.
        There is no truth to the claim that the dam was unsafe.
        There is little to suggest that the dam was unsafe.
        Investigators found no evidence that the minister had lied.
        Police are investigating claims that the dam was unsafe.
        Quill retracted her claim that the dam was safe.
        Police have yet to confirm that two men were arrested.
        The minister closed the port, nor did he say that the bridge was safe.
        At no point did Quill say that the bridge was safe.
        Nowhere does the report say that the bridge was safe.
        Had the minister said that wages fell, nobody would have acted.
        Suppose the minister says that wages fell.
        The opposition dared him to say that the bridge was safe.
        Quill could fight the charge by arguing that the bridge was safe.
        Rather than say that the bridge was safe, Quill left.
        Quill is intent on proving that the bridge was safe.
        The firm published a statement disputing allegations by a union that wages had fallen.
        The minister pretended that the bridge was safe.
        Quill suggested they leave the city.
        “We will close the plant,” Quill said, if the law passes.
        Asked whether she was concerned that Ada Quill, the former mayor, who has called warming a hoax, could be the next mayor, Ban demurred.
        Opponents of admitting refugees into the town cite concerns that the region is rife with rebels.
    """,
    "es": """
        La portavoz se negó a decir que la obra estaba terminada.
        El ministro no descartó que suban los impuestos.
        El ministro no ha negado que suban los impuestos.
        El fiscal ni confirmó ni desmintió que hubiera detenidos.
        Nadie ha negado que hubiera deudas.
        La portavoz preguntó si la obra estaba terminada.
        La portavoz no quiso decir si la obra estaba terminada.
        Ríos dudó de que la obra esté terminada.
        Ríos esperaba que la obra esté terminada.
        La ministra confió en que el paro baje del 10 %.
        El alcalde pidió que se retiren los escombros.
        La empresa cuestionó que la obra estuviera terminada.
        Si el ministro dijo que la obra estaba terminada, mintió.
        De confirmarse que el ministro dijo que había firmado, dimitiría.
        ¿Dijo el ministro que la obra estaba terminada?
        «¿Por qué no se terminó la obra?», preguntó la alcaldesa.
        El PP acusó a Ríos de mentir y no dijo que el acuerdo sea legal.
        La ministra manifestó dudas de que la presa resista.
        La ministra expresó temores de que la presa se rompa.
        El portavoz se mostró confiado en que “la presa resistirá”.
        El portavoz dijo temer que la presa se rompa.
        El portavoz dijo no creer que la presa se rompa.
        El portavoz dijo no tener constancia de que la presa se rompió.
        El portavoz aseguró no haber dicho que la presa se rompió.
        El ministro habría dicho que la obra sigue.
        El ministro prevé anunciar que la obra sigue.
        Presuntamente, el acusado dijo que había robado 5 millones.
        En la reunión que sostuvo con los vecinos que bloquearon la calle, prometió obras.
        El ministro informó de las preguntas que contestará el jefe.
        Ríos se retractó de haber dicho que la obra sigue.
        “Cerraremos la planta”, dijo Ana Ríos, si se aprueba la ley.
        Si se aprueba la ley, Ana Ríos dijo que cerrarán la planta.
        Ríos leyó una nota en la que se afirma que el ministro mintió.
    """,
    "fr": """
        La maire a refusé de dire que le pont était sûr.
        La maire a demandé si le pont était sûr.
        Le ministre n'a pas exclu que le pont soit fermé.
        Le ministre n'a pas démenti que le pont soit fermé.
        Le syndicat espère que le pont sera rouvert.
        Le syndicat doutait que le pont soit sûr.
        Si le ministre a dit que le pont était sûr, il a menti.
        Le maire a exprimé la crainte que le pont s'effondre.
        Le maire a dit ne pas croire que le pont s'effondre.
        Le maire a dit espérer que le pont rouvre.
        Le maire s'est dit confiant que le pont rouvrira.
        Le maire aurait dit que le pont est sûr.
        Si la loi est votée, Paul Roux a dit que le pont fermera.
    """,
}
EACH = [
    (language, line.strip())
    for language, lines in NO_STATEMENT.items()
    for line in lines.strip().splitlines()
]

# language, sentence, verb, wording
DENIED = [
    ("en", "The spokesman denied that the figure included unfinished homes.", "denied", "The figure did not include unfinished homes"),
    ("en", "Ada Quill denied that she had advised anyone against vaccination.", "denied", "She had not advised anyone against vaccination"),
    ("en", "Ada Quill denied having advised anyone against vaccination.", "denied", "Ada Quill had not advised anyone against vaccination"),
    ("en", "The firm denies the plant leaks oil.", "denies", "The plant does not leak oil"),
    ("en", "The firm denied that it would close the plant, calling it safe.", "denied", "It would not close the plant"),
    ("en", "Quill denied claims that the dam was safe.", "denied", "The dam was not safe"),
    ("en", "The republic denies that the crime was a genocide and goes to great lengths to hide it.", "denies", "The crime was not a genocide"),
    ("en", "Quill denied that they’re leaving.", "denied", "They are not leaving"),
    ("en", "Quill’s denial that he had met the envoy was ignored.", "denial", "He had not met the envoy"),
    ("en", "Quill denied that the minister frequently met the banker.", "denied", "The minister did not frequently meet the banker"),
    ("en", "Quill denied that the bridge was unsafe when questioned by reporters.", "denied", "The bridge was not unsafe"),
    ("en", "Quill denied he met him to discuss the bridge when she was asked by the judge.", "denied", "He did not meet him to discuss the bridge"),
    # what "not" would belong to isn't sure, or there is no sentence
    ("en", "Quill denied that all the homes were finished.", "denied", ""),
    ("en", "Quill denied that no one was hurt.", "denied", ""),
    ("en", "The firm denies that anything has been sorted.", "denies", ""),
    ("en", "Quill denied that he had lied and stolen.", "denied", ""),
    ("en", "Quill denied any wrongdoing.", "denied", ""),
    ("en", "Quill called the report false.", "called the report false", ""),
    ("en", "The bank denied “a plan to close branches”.", "denied", ""),
    ("es", "La alcaldesa Ana Gil negó que ese dato sea cierto.", "negó", "Ese dato no es cierto"),
    ("es", "El ministro Pablo Ríos negó que la cifra incluyera viviendas.", "negó", "La cifra no incluía viviendas"),
    ("es", "El portavoz desmintió que se hubiera reunido con Ríos.", "desmintió", "No se había reunido con Ríos"),
    ("es", "El Gobierno ha negado que haya presos políticos.", "ha negado", "No hay presos políticos"),
    ("es", "El ministro negó que la detenida fuera trasladada a otra cárcel.", "negó", "La detenida no fue trasladada a otra cárcel"),
    ("es", "El Kremlin ha desmentido haber atacado el hospital.", "ha desmentido", "El Kremlin no había atacado el hospital"),
    ("es", "El Kremlin ha desmentido que Rusia atacara el hospital.", "ha desmentido", ""),
    ("es", "El ministro negó que todas las viviendas estén terminadas.", "negó", ""),
    ("es", "Ríos negó que exista la renuncia de varios ministros.", "negó", "No existe la renuncia de varios ministros"),
    ("es", "Ríos negó que exista la renuncia de todos los ministros.", "negó", ""),
    ("es", "Ríos negó que haya recibido dinero para la casa Gil, de la cual fue rival.", "negó", "No ha recibido dinero para la casa Gil"),
    ("es", "Ríos negó que su proyecto sea un plagio, tal y como se dijo este martes.", "negó", "Su proyecto no es un plagio"),
    ("es", "Ríos negó que esté en la cárcel después de que sus vecinos dijeran que ya no vive allí.", "negó", "No está en la cárcel"),
    ("es", "Ríos negó que tuviera previsto acudir al Banco Central (BCE) para comprar deuda.", "negó", "No tenía previsto acudir al Banco Central (BCE) para comprar deuda"),
    ("es", "La ministra negó, además, que la empresa tenga deudas.", "negó", "La empresa no tiene deudas"),
    ("es", "El alcalde negó que la obra se haya retrasado y achacó la demora a la lluvia.", "negó", "La obra no se ha retrasado"),
    ("es", "El alcalde negó que la obra se haya retrasado y achacó la demora “a la lluvia de abril”.", "negó", "La obra no se ha retrasado"),
    ("fr", "Le ministre Paul Roux a démenti que le chiffre ait baissé.", "a démenti", "Le chiffre n’a pas baissé"),
    ("fr", "Roux dément que l'usine soit fermée.", "dément", "L'usine n’est pas fermée"),
    ("fr", "Le porte-parole a nié qu'il y ait eu des blessés.", "a nié", ""),
    ("fr", "Le maire a nié, en outre, que le pont soit fermé.", "a nié", "Le pont n’est pas fermé"),
]  # fmt: skip

STATED = [
    ("en", "The minister said that if wages fall, people will leave."),
    ("en", "The minister would only say that wages fell."),
    ("en", "Not surprisingly, Quill said that the bridge was safe."),
    ("en", "Quill went on to say that the bridge was safe."),
    ("en", "Quill was forced to admit that the bridge was unsafe."),
    ("en", "Experts suggest that the elders do not plan a change."),
    ("en", "The report suggests that the mayor and the council are at fault."),
    ("en", "The study suggests that wages and prices share a cause."),
    ("en", "Quill repeated her claim that the bridge was safe."),
    ("en", "Quill noted that when the campaign began the union had 40 members."),
    ("en", "Quill said in no uncertain terms that the bridge was safe."),
    ("en", "“The bridge is not safe,” Quill said."),
    ("en", "Quill said that he did not know whether the bridge was safe."),
    ("es", "El ministro dijo que si suben los impuestos se irán las empresas."),
    ("es", "El portavoz insistió en que no hay ningún acuerdo."),
    ("es", "El portavoz se mostró convencido de que la presa resistirá."),
    ("es", "El portavoz dijo creer que la presa resistirá."),
    ("es", "El portavoz aseguró, no obstante, que la presa resistirá."),
    ("es", "La ministra advirtió, sin embargo, en un comunicado, de que la empresa tiene deudas."),
    ("es", "La obra seguirá, informó hoy fuente oficial española."),
    ("fr", "Le ministre a affirmé que le pont est sûr."),
]


@pytest.mark.parametrize(("language", "sentence"), EACH)
def test_what_is_not_stated_is_no_statement(language: str, sentence: str) -> None:
    assert statements(sentence, language=language) == []


@pytest.mark.parametrize(("language", "sentence", "verb", "wording"), DENIED)
def test_a_denial_is_a_negated_sentence_or_has_no_wording(
    language: str, sentence: str, verb: str, wording: str
) -> None:
    [found] = statements(sentence, language=language)
    assert (found.verb, found.wording) == (verb, wording)
    assert stance_of(found.verb) == Stance.DENIED


@pytest.mark.parametrize(("language", "sentence"), STATED)
def test_what_is_stated_stays_a_statement(language: str, sentence: str) -> None:
    [found] = statements(sentence, language=language)
    assert stance_of(found.verb) == Stance.STATED


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("If the law passes, “the plant will close,” Quill said.", "If the law passes, “the plant will close,”"),
        ("Unless wages rise, Quill said the plant would close.", "Unless wages rise, Quill said the plant would close"),
        ("Critics say they would not vote — if Quill is the nominee.", "they would not vote — if Quill is the nominee"),
        ("Ada Quill, who said the dam was safe, notably stopped short of promising repairs.", "the dam was safe"),
    ],
)  # fmt: skip
def test_a_condition_stays_with_what_is_stated(sentence: str, content: str) -> None:
    found = [each for each in statements(sentence) if each.complete]
    assert [each.content for each in found] == [content]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Ada Quill was told that the bridge was unsafe.", ""),
        ("Ada Quill was warned by engineers that the bridge was unsafe.", "engineers"),
    ],
)
def test_who_is_told_does_not_say_it(sentence: str, speaker: str) -> None:
    [found] = statements(sentence)
    assert (found.content, found.speaker) == ("the bridge was unsafe", speaker)


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister has denied reports in the press alleging that he had lied.",
        "Ada Quill “categorically denied” being warned the bridge was unsafe.",
        "The minister denied saying that the bridge was safe.",
        "Quill rejected claims that the bridge was unsafe.",
        "Quill called the claim that the bridge was unsafe a lie.",
    ],
)
def test_nothing_of_what_was_denied_is_stated(sentence: str) -> None:
    stated = [each for each in statements(sentence) if stance_of(each.verb) == Stance.STATED]
    assert not [
        each for each in stated + statements(sentence) if each.complete and not each.wording
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Quill rejected the claim that wages fell."),
        ("en", "Quill disputed that wages fell."),
        ("es", "Ríos descartó que la empresa tenga deudas."),
        ("es", "Ríos rechazó que la empresa tenga deudas."),
        ("fr", "Le ministre a contesté que le pont soit dangereux."),
    ],
)
def test_what_is_rejected_has_no_wording(language: str, sentence: str) -> None:
    [found] = statements(sentence, language=language)
    assert (stance_of(found.verb), found.wording) == (Stance.REJECTED, "")


@pytest.mark.parametrize(
    ("verb", "stance"),
    [
        ("denied", Stance.DENIED),
        ("a formellement démenti", Stance.DENIED),
        ("had desmentido", Stance.STATED),
        ("había desmentido", Stance.DENIED),
        ("calificó de “falsas”", Stance.DENIED),
        ("a qualifié de « fausses »", Stance.DENIED),
        ("negoció", Stance.STATED),
        ("contestó", Stance.STATED),
        ("called the claim baseless", Stance.REJECTED),
        ("", Stance.STATED),
    ],
)
def test_the_verb_tells_what_becomes_of_the_words(verb: str, stance: Stance) -> None:
    assert stance_of(verb) == stance
