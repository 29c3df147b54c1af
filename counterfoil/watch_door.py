"""The port of a sync that runs by itself: its health for people and machines, and webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, jsonify, render_template_string, request

from sync.receive import Receiver
from sync.watch import Watch

MOST_BYTES: Final = 4 * 1024 * 1024
UNWELL: Final = 503

PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="10">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sync: {{ told.status }}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left }
</style>
<h1>Sync: {{ told.status }}</h1>
<table>
<tr><th>now<td>{{ told.now }}
<tr><th>cycles<td>{{ told.cycles }}{{ ", one is running" if told.is_running }}
{% for name, value in told.last_cycle.items() %}
<tr><th>last cycle, {{ name.replace("_", " ") }}<td>{{ value or "–" }}
{% endfor %}
<tr><th>next cycle<td>{{ told.next_cycle or "–" }}
</table>
<h2>{{ told.open_problems }} open problems</h2>
<table>
<tr><th scope=col>record<th scope=col>name<th scope=col>reason<th scope=col>attempts
{% for row in told.problems %}
<tr><td>{{ row.record }}<td>{{ row.name }}<td>{{ row.reason }}<td>{{ row.attempts }}
{% endfor %}
</table>
<h2>Cursors</h2>
<table>
<tr><th scope=col>list<th scope=col>newest change that was read
{% for name, age in told.cursors.items() %}
<tr><td>{{ name }}<td>{{ "change %s" % age if name.endswith(" feed") else "%s s old" % age }}
{% endfor %}
</table>
<h2>Webhooks</h2>
<p>{{ told.webhooks.deliveries }} deliveries, {{ told.webhooks.forged }} of them forged;
{{ told.webhooks.hints }} hints, {{ told.webhooks.repeated }} repeated.
</html>
"""


def create_watch_door(watch: Watch, receiver: Receiver) -> Flask:
    """
    The WSGI application of a watching sync.

    `GET /` is the health page, `GET /health` the same in JSON (503 when no cycle has been complete
    for too long), `POST /webhooks/xero` and `POST /webhooks/released` take deliveries.
    """
    app = Flask("watch", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    def told() -> dict[str, object]:
        tally = receiver.tally
        seen = {name: getattr(tally, name) for name in type(tally).__slots__}
        return {**watch.report(), "webhooks": seen}

    @app.get("/health")
    def health() -> tuple[Response, int]:
        said = told()
        return jsonify(said), UNWELL if said["status"] == "late" else 200

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, told=told())

    add_webhooks(app, "/webhooks/<system>", lambda: receiver)
    return app


def add_webhooks(app: Flask, path: str, receiver_of: Callable[..., Receiver | None]) -> None:
    """The door for deliveries: an empty answer, as soon as the signature was looked at."""

    @app.post(path)
    def take(system: str, **place: str) -> Response:
        receiver = receiver_of(**place)
        if receiver is None:
            return Response(status=404)
        return Response(status=receiver.receive(system, request.headers.get, request.get_data()))
