"""Who can have said something, in Spanish and French; and what only hands it on."""

import re
from collections.abc import Sequence

from nlp.attribution.rules.grammar import Grammar
from nlp.attribution.somebody import Kind
from nlp.english import word_set

_SOMEBODY = {
    "es": word_set("""
        abuela abuelo administración agencia alcaldía alianza alumnos amigo amiga amigos asamblea
        asociación asociaciones autoridad autoridades ayuntamiento ayuntamientos banco bancada
        bancos banda bloque cámara candidata candidato candidatos central chica chico ciudad ciudadanos
        clínica club colectivo colectivos colegio comandancia comisaría comisión comité comunidad
        comunidades compañera compañero compañeros compañía compañías confederación congreso consejo
        consejería consejo consorcio cooperativa corporación cónsul defensa delegación delegada delegado
        departamento diario dirección directiva director directora directores doctora dueña dueño
        editorial ejecutivo ejecutiva ejército embajada embajador embajadora empresa empresas entidad
        entidades entrenador equipo equipos escuela estado facultad familia familias familiares
        federación fiscalía firma fundación gabinete generalitat gerente gobierno gobiernos grupo
        grupos guardia hermana hermano hija hijo hombre hombres hospital iglesia industria instituto
        institución instituciones interior jefa jefe jefes joven jóvenes junta juzgado
        letrada letrado líder líderes liga madre madres mando mandos mandatario mandataria mayoría
        médica médico miembro miembros ministerio mujer mujeres multinacional municipio niña niño
        números oposición ong órgano organismo organismos organización organizaciones organizadores padre
        padres país países parlamento parte partido partidos patronal periódico plataforma pleno población
        policía presidencia presidente prensa propietario pueblo rector rectora región sala sector
        seguridad senado sindicato sindicatos sociedad socio socios subdirector supremo televisión
        tribunal unidad unión universidad vecindario vicepresidenta vicepresidente víctima víctimas
        viuda consejera consejero cadena emisora medio medios ministra ministro ministros titular
        máximo máxima primera primer número subdelegada subdelegado representante representantes juez jueces
        magistrada magistrado magistrados abogada abogado abogados catedrática catedrático jurado
        exalcalde exjefe expresidente dirigente dirigentes cantante actor actriz artista cineasta
        novelista escritor escritora autor autora autores guionista futbolista piloto militar militares
        agente agentes soldados heridos afectados detenido acusado acusada acusados sospechoso
        testigo testigos mitad muchos muchas otros otras algunos algunas varios varias ellos ellas
        trabajadores técnicos expertas bomberos sanitarios enfermeras docentes alumno profesores
        obispo obispos cardenal arzobispo sacerdote monja comisario comisaria comisarios secretaria
        secretario inspector inspectora intendente teniente capitán sargento cabo canciller
        aerolínea farmacéutica petrolera banco aseguradora constructora promotora distribuidora
        eurodiputado eurodiputada parlamentario parlamentaria exministro edil ediles concejales
        diputados senadores
    """),
    "fr": word_set("""
        académie administration adjoint adjointe agence agences agriculteurs alliance ambassade
        ambassadeur ami amie amis armée artiste assemblée association associations assureur auteur
        auteurs auteure autorité autorités avocat avocate avocats banque banques cabinet camp candidat
        candidate candidats capitaine centrale centre chaîne chambre chancelier chancelière chef cheffe
        chercheuse citoyens club coalition collectif collectifs collègue collègues collège comité
        commandant commissaire commission communauté compagnie compagnies confédération congrès
        conseil conseiller conseillère constructeur coordination copain corps cour défense
        délégation délégué déléguée département directeur directrice direction dirigeant dirigeante
        dirigeants distributeur édile élu élue élus employeur enseignant enseignante enseignants
        entourage entreprise entreprises équipe étudiants état états eurodéputé exécutif famille
        familles fédération femme femmes filiale fille fils firme fondation fondateur fondatrice force
        forces frère garde géant gendarmerie gendarmes gérant gouvernement gouvernements groupe groupes
        hôpital homme hommes industriel industriels infirmière infirmiers inspection institut
        institution intéressé intéressée jeune jeunes journal juge juges juridiction jury leader
        lieutenant ligue magistrat magistrate magistrats maire mairie majorité mandataire manifestants
        mari médecin médecins média médias membre membres mère ministère ministre ministres mouvement
        municipalité négociateur négociateurs office ong opérateur opposition organisateurs
        organisation organisations organisme parents parlement parlementaire parlementaires parquet
        parti partie partis partisans patron patronne patronat pays père personnel pilote police
        policiers population porte-parole porte-paroles prefecture préfecture préfet préfète premier
        première présidence président présidente prévenu procureure producteur professeure
        professionnels propriétaire quotidien rédaction région responsable responsables
        ressortissant salariés sénat sénateurs scientifiques secrétariat société sociétés soeur sœur
        sondés spécialiste spécialistes startup syndicat syndicats toulousain tribunal union
        université usager vice-président vice-présidente victime victimes ville voisin voisins
        ex-président ex-ministre élysée cinéaste actrice acteur écrivain romancier chanteur chanteuse
        sélectionneur entraîneur joueur joueuse athlète député députés évêque cardinal prêtre
        lui eux celle celui ceux
    """),
}
_ENDINGS = {
    "es": ("ista", "istas", "dor", "dora", "dores", "doras", "ólogo", "óloga", "ólogos", "ólogas",
           "gente", "gentes", "grafo", "crata", "cratas"),
    "fr": ("iste", "istes", "ologue", "ologues", "ateur", "ateurs", "atrice", "icien", "icienne",
           "iciens"),
}  # fmt: skip
_DOCUMENTS = {
    "es": word_set("""
        análisis anuncio archivo artículo auto balance barómetro blog cálculo cálculos carta censo cifras circular comunicado
        conclusiones convenio correo dato datos decreto denuncia diagnóstico dictamen documento
        documentos encuesta encuestas escrito estadística estadísticas estimaciones estimación estudio
        estudios evaluación expediente informaciones fallo indicadores índice informe informes instrucción
        investigación investigaciones ley libro manifiesto memoria mensaje nota noticias orden
        ordenanza post previsiones proyecto prueba pruebas publicación querella registro registros
        reglamento resolución resultado resultados resumen sentencia sondeo texto tuit vídeo
    """),
    "fr": word_set("""
        analyse analyses annonce arrêt arrêté article avis baromètre bilan bulletin chiffre chiffres
        circulaire communiqué constitution courrier décision décret document documents donnée données
        dossier éléments enquête enquêtes estimation estimations étude études évaluation expertise
        indice jugement lettre livre loi message note observations ordonnance plainte prévision
        prévisions projection projections projet publication rapport rapports recensement recherche
        recherches résultat résultats sondage sondages statistique statistiques texte travaux tribune
        tweet vidéo
    """),
}
_ANYBODY = word_set("""
    nadie todos todas alguien cualquiera ninguno ninguna uno lector lectora lectores usted ustedes eso esto
    ello qué personne tous toutes quelqu'un chacun aucun aucune on cela ça ce lecteur lecteurs
    lectrices rien quiconque
""")
_THINGS_NAMED = word_set("""
    acuerdo convenio copa constitución festival ley mundial plan premio programa protocolo real-decreto
    tratado covid covid-19 accord code constitution coupe convention festival loi plan prix programme
    protocole traité
""")


# Of what is thought or happens, which says nothing.
_ABSTRACT = {
    "es": re.compile(
        r"\w+(?:ción|sión|dad|dades|miento|mientos|eza|ciones|siones|ismo|ura|tud|ncias?|aje)"
    ),
    "fr": re.compile(r"\w+(?:tion|tions|sion|té|ment|ments|isme|ure|ance|ence|age|esse)"),
}
_PREFIXES = word_set(
    "ex vice primer propio propia mismo misma actual nuevo nueva ancien ancienne ex-"
)


def is_document(grammar: Grammar, word: str) -> bool:
    return word in _DOCUMENTS[grammar.code]


def kind_of(grammar: Grammar, words: Sequence[str], verb: str = "", *, named: bool) -> Kind:
    """What a speaker is by its words without an article, first of all the first noun; ``verb``: what it
    does."""
    head = next((word.lower() for word in words if word.lower() not in _PREFIXES), words[0].lower())
    if head in _ANYBODY:
        return Kind.THING
    if head in _DOCUMENTS[grammar.code]:
        return Kind.DOCUMENT
    if head in _THINGS_NAMED:
        return Kind.THING
    known = (
        named
        or head in grammar.titles
        or head in grammar.unnamed
        or head in grammar.pronouns
        or head in _SOMEBODY[grammar.code]
        or head.endswith(_ENDINGS[grammar.code])
        or (len(words[0]) > 1 and words[0].isupper())  # CNE
        or (verb in grammar.people_only and not _ABSTRACT[grammar.code].fullmatch(head))
    )
    return Kind.SOMEBODY if known else Kind.THING
