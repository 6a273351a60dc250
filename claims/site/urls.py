"""The site's addresses.

Pages of working claims have addresses of their own, below ``working/``, so that no cache of a public
page can hold them.
"""

from django.urls import path

from claims.site import (
    browse,
    claims,
    corrections,
    dossiers,
    embeds,
    entities,
    error_reports,
    following,
    language,
    maps,
    matching,
    method,
    reader_requests,
    social_cards,
    speakers,
)
from claims.site.search import feeds, saved, views

app_name = "site"

urlpatterns = [
    path("", views.search_page, name="search"),
    path("search.atom", feeds.atom, name="search-atom"),
    path("search.json", feeds.feed, name="search-feed"),
    path("search/stop/<str:token>/", saved.stop, name="search-stop"),
    path("search/counts/", views.counts, name="search-counts"),
    path("search/speakers/", views.speakers, name="search-speakers"),
    path("working/searches/", saved.kept, name="saved-searches"),
    path("working/searches/save/", saved.save, name="save-search"),
    path("working/searches/<int:pk>/", saved.change, name="saved-search"),
    path("working/", views.working_search_page, name="working-search"),
    path("working/search/counts/", views.working_counts, name="working-search-counts"),
    path("working/search/speakers/", views.working_speakers, name="working-search-speakers"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/map/", maps.of_claim, name="claim-map"),
    path("claims/<int:pk>/card.png", social_cards.card, name="card"),
    path("claims/<int:pk>/embed/", embeds.embed, name="embed"),
    path("oembed", embeds.oembed, name="oembed"),
    path("claims/<int:pk>/error/", error_reports.report, name="report-error"),
    path("speakers/<int:pk>/map/", maps.of_speaker, name="speaker-map"),
    path("topics/<slug:slug>/map/", maps.of_topic, name="topic-map"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/feed/", corrections.corrections_feed, name="corrections-feed"),
    path("updates/", corrections.updates, name="updates"),
    path("updates/feed/", corrections.updates_feed, name="updates-feed"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/<slug:slug>/", dossiers.dossier, name="dossier"),
    path("dossiers/<slug:slug>/feed/", dossiers.feed, name="dossier-feed"),
    path("match/", matching.match, name="match"),
    path("send/", reader_requests.send, name="send"),
    path("follow/search/", following.follow_search, name="follow-search"),
    path("follow/<slug:kind>/<slug:subject>/", following.follow, name="follow"),
    path("letters/<slug:what>/<str:token>/", following.letters, name="letters"),
    path("method/", method.method, name="method"),
    path("speakers/", browse.speakers, name="speakers"),
    path("topics/", browse.topics, name="topics"),
    path("publishers/", browse.publishers, name="publishers"),
    path("sources/", browse.sources, name="sources"),
    path("speakers/<int:pk>/", speakers.speaker, name="speaker"),
    path("sources/<int:pk>/", entities.source, name="source"),
    path("publishers/<int:pk>/", entities.publisher, name="publisher"),
    path("topics/<slug:slug>/", entities.topic, name="topic"),
    path("working/claims/<int:pk>/", claims.working, name="working-claim"),
    path("working/speakers/<int:pk>/", speakers.working, name="working-speaker"),
    path("working/sources/<int:pk>/", entities.working_source, name="working-source"),
    path("working/publishers/<int:pk>/", entities.working_publisher, name="working-publisher"),
    path("working/topics/<slug:slug>/", entities.working_topic, name="working-topic"),
    path("working/claims/<int:pk>/map/", maps.working_claim, name="working-claim-map"),
    path("working/speakers/<int:pk>/map/", maps.working_speaker, name="working-speaker-map"),
    path("working/topics/<slug:slug>/map/", maps.working_topic, name="working-topic-map"),
    path("language/", language.choose, name="language"),
]
