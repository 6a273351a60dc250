"""/livez, /readyz and /metrics: what they say, to whom, and what they ask the database."""

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from factcheck import figures, metrics, readiness
from factcheck.environment import networks
from newsroom.jobs import enqueue

pytestmark = pytest.mark.django_db

TOKEN = "0123456789abcdef0123456789"
ALERTS = settings.BASE_DIR / "ops" / "prometheus" / "alerts.yml"
DASHBOARD = settings.BASE_DIR / "ops" / "grafana" / "dashboard.json"


@pytest.fixture
def monitor(settings: Any) -> Client:
    settings.MONITORING_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def see_worker(seconds: int = 0) -> None:
    """A worker whose last heartbeat was then."""
    at = timezone.now() - timedelta(seconds=seconds)
    _sql(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES ('{at.isoformat()}')")


def values(client: Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
        if not sample.labels
    }


@pytest.mark.usefixtures("away")
def test_it_lives_without_a_database(client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/livez").status_code == 405


def test_any_name_of_the_host_is_answered(client: Client) -> None:
    assert client.get("/livez", headers={"Host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400


def test_ready(client: Client, monitor: Client) -> None:
    see_worker()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    assert monitor.get("/readyz").json() == {"ready": True, "reasons": {}, "warnings": {}}


@pytest.mark.usefixtures("away")
def test_not_ready_without_a_database(client: Client, monitor: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    reasons = monitor.get("/readyz").json()["reasons"]
    assert reasons == {"database": "The database does not answer."}


def test_the_reasons_are_for_who_may_monitor(
    client: Client, monitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    see_worker(3600)
    known = readiness.known_migrations()
    monkeypatch.setattr(readiness, "known_migrations", lambda: known | {"claims.9999_next"})
    monkeypatch.setattr(figures, "media_disk", lambda: (5_000_000, 10**12))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    answer = monitor.get("/readyz")
    assert answer.status_code == 503
    found = answer.json()
    assert found["reasons"] == {"migrations": "Migrations are not applied: claims.9999_next."}
    assert found["warnings"].keys() == {"worker", "disk"}
    assert found["warnings"]["disk"] == "The disk with captured files has 5 MB left."


def test_pages_can_be_read_without_a_worker(
    client: Client, monitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    see_worker(3600)
    monkeypatch.setattr(figures, "media_disk", lambda: (5_000_000, 10**12))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert monitor.get("/readyz").json()["warnings"].keys() == {"worker", "disk"}


def test_a_database_that_takes_no_changes_is_not_ready(monitor: Client) -> None:
    see_worker()
    _sql("SET LOCAL transaction_read_only = on")
    assert monitor.get("/readyz").json()["reasons"].keys() == {"role"}


def test_nor_is_a_standby(monkeypatch: pytest.MonkeyPatch) -> None:
    state = readiness._STATE.replace("pg_is_in_recovery()", "true")
    monkeypatch.setattr(readiness, "_STATE", state)
    assert readiness.look()[0].keys() == {"role"}


def test_metrics_are_off_unless_somebody_may_read_them(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


def test_metrics_are_for_who_may_monitor(client: Client, monitor: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 403
    for wrong in ("", "x", TOKEN[:-1], f"{TOKEN}x", "ñ" * 26):
        header = {"Authorization": f"Bearer {wrong}".encode().decode("latin-1")}
        assert client.get("/metrics", headers=header).status_code == 403
    assert monitor.get("/metrics").status_code == 200
    settings.MONITORING_TOKEN = ""
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
    settings.MONITORING_ADDRESSES = networks("10.1.0.0/16,::1")
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.2.2.3").status_code == 403
    # Without a proxy of ours nobody says for whom they ask.
    forged = {"X-Forwarded-For": "10.1.2.3"}
    assert client.get("/metrics", REMOTE_ADDR="10.2.2.3", headers=forged).status_code == 403


def test_requests_are_counted_by_route(monitor: Client) -> None:
    monitor.get("/claims/987654/")
    monitor.get("/no-such/page/")
    monitor.generic("BREW", "/no-such/page/")
    text = monitor.get("/metrics").content.decode()
    for labels in (
        'route="site:claim",status="404"',
        'method="GET",route="none",status="404"',
        'method="OTHER",route="none"',
    ):
        assert labels in text
    assert 'factcheck_sql_statements_total{route="site:claim"}' in text
    assert 'factcheck_request_seconds_bucket{le="0.3",route="site:claim"}' in text
    assert "987654" not in text


def test_jobs_and_workers(monitor: Client) -> None:
    assert "factcheck_worker_seen_seconds" not in values(monitor)
    with transaction.atomic():
        for number in range(3):
            enqueue("claims.read_quantities", importrun_id=number)
        later = timezone.now() + timedelta(days=1)
        enqueue("claims.read_quantities", not_before=later, importrun_id=9)
    _sql("UPDATE procrastinate_events SET at = at - interval '1 hour'")
    see_worker(100)
    found = values(monitor)
    assert found["factcheck_jobs_waiting"] == 4
    assert found["factcheck_jobs_failed"] == 0
    assert 3600 <= found["factcheck_oldest_job_seconds"] < 4000
    assert 100 <= found["factcheck_worker_seen_seconds"] < 500
    assert found["factcheck_database_up"] == 1


def test_a_job_that_is_tried_again_hides_none_that_has_waited_longer() -> None:
    with transaction.atomic():
        for number in range(3):
            enqueue("claims.read_quantities", importrun_id=number)
    _sql("UPDATE procrastinate_events SET at = at - interval '1 hour'")
    _sql(
        "UPDATE procrastinate_jobs SET scheduled_at = now(), attempts = 1"
        " WHERE id = (SELECT min(id) FROM procrastinate_jobs)"
    )
    assert 3600 <= (figures.read().oldest_job or 0) < 4000


@pytest.mark.usefixtures("away")
def test_metrics_say_that_the_database_is_away(monitor: Client) -> None:
    found = values(monitor)
    assert found["factcheck_database_up"] == 0
    assert found["factcheck_media_free_bytes"] > 0
    assert "factcheck_jobs_waiting" not in found


def test_nothing_large_is_counted() -> None:
    """Where an index can answer, none of the figures reads a table that grows."""
    small = {"procrastinate_workers", "procrastinate_periodic_defers"}
    _sql("SET LOCAL enable_seqscan = off")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {figures.FIGURES}")
        plans = ["\n".join(line for (line,) in cursor.fetchall())]
    plans += [figures.overdue_embargoes().explain(), figures.overdue_replies().explain()]
    read = {name for plan in plans for name in re.findall(r"Seq Scan on (\w+)", plan)}
    assert read <= small
    assert all("Scan" in plan for plan in plans)


# What is named in rules and on the dashboard


def known_names() -> set[str]:
    counted = {"factcheck_requests_total", "factcheck_sql_seconds_total"}
    counted |= {"factcheck_sql_statements_total", "factcheck_kept_answers_total"}
    counted |= {f"factcheck_request_seconds_{part}" for part in ("bucket", "sum", "count")}
    disk = {"factcheck_media_free_bytes", "factcheck_media_size_bytes"}
    counted |= {"factcheck_signer_seen_seconds", "factcheck_signer_refuses"}
    counted.add("factcheck_log_unreadable")
    gauges = {name for name, _words in metrics.GAUGES.values()}
    return counted | disk | gauges | {"factcheck_database_up"}


def test_the_gauges_are_figures() -> None:
    assert set(metrics.GAUGES) == set(figures.Figures._fields)


def test_every_metric_of_the_rules_and_the_dashboard_exists(monitor: Client) -> None:
    monitor.get("/")
    served = set(
        re.findall(r"^(factcheck_\w+)", monitor.get("/metrics").content.decode(), re.MULTILINE)
    )
    assert served <= known_names()
    rules = re.findall(r"\bfactcheck_\w+", ALERTS.read_text())
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions = [target["expr"] for panel in panels for target in panel["targets"]]
    shown = re.findall(r"\bfactcheck_\w+", " ".join(expressions))
    assert set(rules) <= known_names()
    # The dashboard leaves none out.
    assert set(shown) | {"factcheck_request_seconds_sum"} == known_names()


PROMTOOL = pytest.mark.skipif(
    not shutil.which("promtool"), reason="Debian's package promtool has it"
)
# Each minute sixty polls of a load balancer, quick and refused; of ten readers' requests STATUS and time.
POLLED = """
rule_files: [{rules}]
tests:
  - interval: 1m
    input_series:
      - {{series: 'factcheck_requests_total{{route="/readyz",status="503"}}', values: '0+60x30'}}
      - {{series: 'factcheck_requests_total{{route="site:claim",status="{status}"}}', values: '0+10x30'}}
      - {{series: 'factcheck_request_seconds_bucket{{route="/livez",le="1.0"}}', values: '0+600x30'}}
      - {{series: 'factcheck_request_seconds_bucket{{route="/livez",le="+Inf"}}', values: '0+600x30'}}
      - {{series: 'factcheck_request_seconds_bucket{{route="site:claim",le="1.0"}}', values: '0+{quick}x30'}}
      - {{series: 'factcheck_request_seconds_bucket{{route="site:claim",le="3.0"}}', values: '0+10x30'}}
      - {{series: 'factcheck_request_seconds_bucket{{route="site:claim",le="+Inf"}}', values: '0+10x30'}}
    promql_expr_test:
      - {{expr: 'count(ALERTS{{alertname="FactcheckErrors",alertstate="firing"}})', eval_time: 25m,
          exp_samples: [{errors}]}}
      - {{expr: 'count(ALERTS{{alertname="FactcheckSlow",alertstate="firing"}})', eval_time: 25m,
          exp_samples: [{slow}]}}
"""


@PROMTOOL
@pytest.mark.parametrize(("status", "quick"), [(200, 10), (500, 10), (200, 5)])
def test_what_a_load_balancer_asks_is_not_counted_as_readers(
    tmp_path: Path, status: int, quick: int
) -> None:
    one = "{labels: '{}', value: 1}"
    rules = tmp_path / "test.yml"
    rules.write_text(
        POLLED.format(
            rules=ALERTS,
            status=status,
            quick=quick,
            errors=one if status == 500 else "",
            slow=one if quick < 10 else "",
        )
    )
    subprocess.run([shutil.which("promtool") or "", "test", "rules", str(rules)], check=True)


@PROMTOOL
def test_promtool_takes_rules_and_metrics(monitor: Client) -> None:
    promtool = shutil.which("promtool") or ""
    subprocess.run([promtool, "check", "rules", str(ALERTS)], check=True)
    answer = monitor.get("/metrics").content
    subprocess.run([promtool, "check", "metrics"], input=answer, check=True)


def test_the_signer_of_the_log_is_watched(monitor: Client, settings: Any, tmp_path: Path) -> None:
    assert "factcheck_signer_seen_seconds" not in values(monitor)
    settings.SIGNED_LOG = tmp_path
    assert "factcheck_signer_seen_seconds" not in values(monitor)
    looked_at = timezone.now() - timedelta(minutes=7)
    status = {"looked_at": looked_at.isoformat(), "size": 3, "number": 3, "refused": ""}
    for refused in ("", "Publication 2 is not the one that was signed."):
        (tmp_path / "status").write_text(json.dumps({**status, "refused": refused}))
        found = values(monitor)
        assert 420 <= found["factcheck_signer_seen_seconds"] < 4200
        assert found["factcheck_signer_refuses"] == bool(refused)
        assert found["factcheck_log_unreadable"] == 0


def test_a_log_that_cannot_be_read_takes_away_no_other_figure(
    monitor: Client, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SIGNED_LOG = tmp_path
    (tmp_path / "status").mkdir()  # which root can't read either
    for _scrape in range(2):
        found = values(monitor)
        assert found["factcheck_database_up"] == 1
        assert found["factcheck_media_free_bytes"] > 0
        assert found["factcheck_log_unreadable"] == 1
        assert "factcheck_signer_seen_seconds" not in found
    (tmp_path / "status").rmdir()
    assert values(monitor)["factcheck_log_unreadable"] == 0
    (tmp_path / "status").mkdir()
    values(monitor)
    logged = [each for each in caplog.records if "can't be read" in each.message]
    assert len(logged) == 2  # not at each scrape, but again once it could be read


def test_nor_does_a_disk_of_which_nobody_can_tell(monitor: Client, settings: Any) -> None:
    settings.MEDIA_ROOT = "/" + "x" * 300
    found = values(monitor)
    assert found["factcheck_database_up"] == 1
    assert "factcheck_media_free_bytes" not in found
