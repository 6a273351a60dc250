"""Answers while the database is away or too busy, or the public log can't be read: 503."""

import sys
from http import HTTPStatus

import psycopg
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from claims.transparency.log import LogUnreadable
from factcheck.logs import OF_THE_DATABASE
from newsroom import current_request, problems

RETRY_AFTER = 10  # seconds
# Statements that took too long, and rows that somebody else keeps locked.
BUSY = (
    *(psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable),
    psycopg.errors.DeadlockDetected,
)
SAFE = ("GET", "HEAD", "OPTIONS")  # methods that change nothing


def error(request: HttpRequest) -> HttpResponse:
    """Django's handler of uncaught exceptions: 503 where the database or the public log is the cause, else 500."""
    cause = sys.exc_info()[1]
    is_api = request.path_info.startswith(problems.API)
    if not isinstance(cause, (*OF_THE_DATABASE, LogUnreadable)):
        if not is_api:
            return server_error(request)
        sentence = _("This failed because of an error in the software.")
        return problems.answer(request.path_info, HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
    if isinstance(cause, LogUnreadable):
        sentence = _("The public log can't be read just now. Try again in a minute.")
    elif isinstance(cause.__cause__, BUSY) or isinstance(cause, BUSY):
        sentence = _too_long(request)
    else:
        sentence = _("The database does not answer just now. Try again in a minute.")
    response: HttpResponse
    if is_api:
        response = problems.answer(request.path_info, HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    else:
        page = {"sentence": sentence}
        response = render(request, "503.html", page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _too_long(request: HttpRequest) -> str:
    """Also of a page to which a change that was saved has redirected, or which follows it in one request."""
    if request.method in SAFE:
        return _("Reading this takes longer than it may. Try again in a moment.")
    work = current_request.current()
    if work is not None and work.has_changed:
        return _(
            "This takes longer than it may. What you sent may be saved: look before you send it again."
        )
    return _("This takes longer than it may. Nothing was changed. Try again in a moment.")
