"""The words by which French reports what somebody said."""

import re

from nlp.attribution.rules.grammar import Grammar
from nlp.english import spellings, word_set

_REGULAR = word_set("""
    affirmer assurer déclarer expliquer ajouter indiquer préciser souligner annoncer estimer juger
    considérer confier témoigner raconter rappeler noter observer constater commenter insister
    regretter dénoncer critiquer accuser réclamer exiger demander proposer suggérer évoquer mentionner
    citer signaler relever révéler confirmer nier contester rétorquer répliquer lancer marteler
    plaider argumenter avancer alléguer clamer proclamer exprimer murmurer crier hurler ironiser
    plaisanter avouer concéder reconnaitre penser imaginer supposer espérer redouter craindre
    pronostiquer prophétiser tempêter tonner fustiger saluer féliciter remercier louer vanter
    qualifier traiter parler appeler désigner nommer présenter résumer conclure détailler analyser
    commenter titrer tweeter publier alerter avertir prévenir menacer jurer garantir certifier
    attester justifier défendre démentir répéter renchérir enchaîner compléter interroger questionner
    s'interroger glisser lâcher décrire écrire dire répondre prétendre admettre promettre maintenir
    soutenir reconnaître poursuivre croire inviter exhorter appeler évoquer reprocher déplorer
    condamner rejeter refuser douter marquer souhaiter encourager recommander conseiller
    raisonner reprendre conter
""")
_IRREGULAR = spellings("""
    dire: dit disent disait disaient dira diront; écrire: écrit écrivent écrivait écrivaient écrivit;
    décrire: décrit décrivent décrivait décrivit; répondre: répond répondent répondait répondit
    répondirent; prétendre: prétend prétendent prétendait; défendre: défend défendent défendait;
    prévenir: prévient préviennent prévenait prévint; maintenir: maintient maintiennent maintenait
    maintint; soutenir: soutient soutiennent soutenait soutint; admettre: admet admettent admettait
    admit; promettre: promet promettent promettait promit; reconnaître: reconnaît reconnait
    reconnaissent reconnaissait reconnut; poursuivre: poursuit poursuivent poursuivait poursuivit;
    croire: croit croient croyait; conclure: conclut concluent concluait; avertir: avertit avertissent
    avertissait; garantir: garantit garantissent; démentir: dément démentent démentait démentit;
    reprendre: reprend reprennent reprit; craindre: craint craignent craignait; rappeler: rappelle
    rappellent; appeler: appelle appellent; rejeter: rejette rejettent; répéter: répète répètent;
    compléter: complète complètent; révéler: révèle révèlent; relever: relève relèvent;
    suggérer: suggère suggèrent; considérer: considère considèrent; espérer: espère espèrent;
    concéder: concède concèdent; renchérir: renchérit renchérissent
""")
_PARTICIPLES = spellings("""
    dire: dit; écrire: écrit; décrire: décrit; répondre: répondu; prétendre: prétendu;
    défendre: défendu; prévenir: prévenu; maintenir: maintenu; soutenir: soutenu; admettre: admis;
    promettre: promis; reconnaître: reconnu; poursuivre: poursuivi; croire: cru; conclure: conclu;
    avertir: averti; garantir: garanti; démentir: démenti; reprendre: repris; renchérir: renchéri
""")
_GERUNDS = spellings("""
    dire: disant; écrire: écrivant; prétendre: prétendant; soutenir: soutenant; conclure: concluant;
    promettre: promettant; reconnaître: reconnaissant; avertir: avertissant; défendre: défendant
""")
# Forms that are more often a noun or another word.
_AMBIGUOUS = word_set("""
    note notes observe demande demandes marque marques titre titres doute doutes juge juges présente
    annonce annonces critique critiques insiste reproche reproches menace menaces lance cite parle
    certifie appelle croit pense traite nomme publie
""") - word_set("annonce demande note insiste parle lance critique juge reproche croit pense dénonce")  # fmt: skip
_ENDS = "e ent a èrent ait aient era eront"


def _forms() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    finite: dict[str, str] = {}
    participles: dict[str, str] = {}
    gerunds: dict[str, str] = {}
    for verb in _REGULAR:
        if not verb.endswith("er"):
            continue
        stem = verb[:-2]
        soft = stem[:-1] + "ç" if stem[-1] == "c" else stem + "e" if stem[-1] == "g" else stem
        for end in _ENDS.split():
            finite[(soft if end[0] == "a" else stem) + end] = verb
        participles[stem + "é"] = verb
        gerunds[soft + "ant"] = verb
    return (
        {form: verb for form, verb in (finite | _IRREGULAR).items() if form not in _AMBIGUOUS},
        participles | _PARTICIPLES,
        gerunds | _GERUNDS,
    )


_FINITE, _AFTER_AVOIR, _OTHERS = _forms()
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

FRENCH = Grammar(
    code="fr",
    finite=_FINITE,
    participles=_AFTER_AVOIR,
    gerunds=_OTHERS,
    auxiliaries=word_set("a ont avait avaient aurait auraient aura auront ayant eut"),
    clitics=word_set("se s' me m' te t' lui leur le la les l' nous vous y en ne n' pas"),
    adverbs=word_set("""
        aussi également déjà toujours encore ensuite puis enfin alors ainsi pourtant cependant
        toutefois hier aujourd'hui demain notamment même bien récemment longuement
    """),
    naming=word_set("""
        qualifier traiter parler appeler désigner nommer présenter décrire dénoncer critiquer accuser
        réclamer exiger demander défendre rejeter condamner regretter déplorer saluer fustiger
        reprocher citer évoquer promettre proposer annoncer exprimer nier confirmer considérer juger
        estimer souligner justifier inviter exhorter avertir menacer remercier rappeler
    """),
    weak=word_set("penser imaginer supposer écrire publier marquer lancer croire présenter nommer"),
    impersonal=word_set("dire appeler parler nommer écrire publier"),
    negations=word_set("ne n' jamais"),
    nobody=word_set("personne aucun aucune nul nulle ni"),
    truths=word_set("vrai exact correct certain sûr prouvé"),
    falsehoods=word_set("faux mensonge mensonger inexact incorrect"),
    denials=word_set("nier démentir contester"),
    doubts=word_set("""
        demander interroger questionner s'interroger douter espérer craindre redouter souhaiter refuser
        supposer imaginer exhorter inviter encourager recommander conseiller réclamer exiger proposer
    """),
    uncertain=word_set("""
        crainte craintes peur espoir espoirs doute doutes souhait souhaits soupçon soupçons inquiétude
        inquiétudes scepticisme confiance possibilité inquiet inquiète inquiets sceptique sceptiques
        confiant confiante confiants optimiste optimistes favorable difficile impossible improbable
        possible probable
    """),
    alleged=word_set("prétendument soi-disant présumément"),
    believing=word_set("croire penser considérer estimer"),
    people_only=word_set("""
        dire affirmer assurer déclarer expliquer ajouter annoncer préciser raconter confier répondre
        insister juger regretter déplorer promettre admettre reconnaître nier démentir avertir alerter
        plaider marteler lancer commenter souligner rétorquer répliquer
    """),
    aside=word_set("avec sur contre de d' du des"),
    past=re.compile(r"(?!)"),
    calls=word_set("appeler"),
    having=word_set("avoir être"),
    conditions=word_set("si"),
    modals=word_set("pourrait pourraient peut peuvent devrait devraient sans"),
    likewise=word_set("comme"),
    clause=word_set("que qu' si"),
    according=(
        ("selon",), ("d'", "après"), ("suivant",), ("aux", "yeux", "de"), ("de", "l'", "avis", "de"),
        ("pour",),
    ),
    at_beginning=frozenset({("pour",)}),
    articles=word_set("""
        le la les l' un une des du son sa ses leur leurs ce cet cette ces mon notre nos aucun chaque
        plusieurs certains certaines quelques autres deux trois quatre cinq
    """),
    linking=word_set("de d' du des"),
    prepositions=word_set("""
        à au aux avec chez contre dans depuis devant durant en entre envers hors malgré par parmi
        pendant pour sans selon sous sur vers lors après avant
    """),
    relatives=word_set("qui que qu' lequel laquelle"),
    conjunctions=word_set("""
        et ou ni mais que qu' quand lorsque lorsqu' car si comme où qui dont puisque puisqu' donc or
    """),
    joining=word_set("et mais"),
    pronouns={"il": "m", "elle": "f", "ils": "", "elles": "", "on": "", "celui-ci": "m",
              "celle-ci": "f", "ceux-ci": "", "celles-ci": ""},
    titles=word_set("""
        monsieur madame m mme mlle dr me pr maître docteur président présidente ministre sénateur
        sénatrice député députée maire mairesse général colonel pape roi reine porte-parole juge
        procureur professeur gouverneur secrétaire préfet sous-préfet directeur directrice chef
        conseiller conseillère
    """),
    his=word_set("monsieur m dr président sénateur député pape roi directeur conseiller préfet"),
    hers=word_set("madame mme mlle présidente sénatrice députée mairesse reine directrice conseillère"),
    unnamed=word_set("""
        source sources expert experts experte critiques observateur observateurs témoin témoins
        habitant habitants habitante riverain riverains fonctionnaire fonctionnaires internaute
        internautes utilisateurs message messages texte textes publication publications journaliste
        journalistes chercheur chercheurs opposant opposants militant militants gens personnes
        certains plusieurs autres ceux
    """),
    days=frozenset(
        {*_WEEKDAYS, *_MONTHS, "hier", "aujourd'hui", "demain", "avant-hier", "semaine", "mois",
         "année", "soir", "matin", "après-midi", "veille", "jour", "fois", "moment"}
    ),
    breaks=word_set("tandis alors avant tout"),
    made_public=frozenset(),
    therefore=(("si", "bien", "que"), ("ce", "qui"), ("d'", "où")),
    date=re.compile(
        r"(?<!prochain\s)"
        rf"\b(?:(?P<day>3[01]|[12]\d|0?[1-9])(?:er)?\s(?P<month>{'|'.join(_MONTHS)})"
        r"(?:\s(?P<year>(?:19|20)\d\d))?"
        rf"|(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!\s\d)(?P<past>\sdernier)?"
        r"|(?P<relative>avant-hier|hier|aujourd['’]hui))\b(?!\sprochain|\squi\svient|\ssuivant)",
        re.IGNORECASE,
    ),
    months={name: number for number, name in enumerate(_MONTHS, 1)},
    weekdays=_WEEKDAYS,
    relative_days={"aujourd'hui": 0, "aujourd’hui": 0, "hier": 1, "avant-hier": 2},
    inner=word_set("de du des d' la le les l' von van al el bin"),
    abbreviations=word_set("m mm mme mlle dr st ste etc p cf av"),
)  # fmt: skip
