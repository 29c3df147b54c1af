"""`verify --dask`: a campaign's tasks carried out on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Any, Final

from counterfoil.outcomes import BadInput
from scenarios.bench import Bench
from scenarios.workers import Failed, OpenBench, Task, done

try:
    from distributed import Client, Future, Worker, WorkerPlugin, as_completed, get_worker
except ImportError as missing:
    raise BadInput("--dask needs Dask: pip install 'counterfoil[dask]'") from missing

AHEAD: Final = 2
"""Tasks that wait at the cluster for each one that is worked on."""

ANSWERS_WITHIN_S: Final = 10


class Benches(WorkerPlugin):  # type: ignore[misc]
    """The benches of one worker: opened when all are in use, kept for the next task."""

    def __init__(self, open_bench: OpenBench) -> None:
        self._open_bench = open_bench

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 - Dask calls it
        """The worker joins the campaign."""
        self._idle: SimpleQueue[Bench] = SimpleQueue()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - Dask calls it
        """The campaign is over."""
        while (bench := self._taken()) is not None:
            bench.close()

    def carry_out(self, task: Task) -> Any:
        """What the task gives on a bench that nobody else uses meanwhile."""
        bench = self._taken() or self._open_bench()
        try:
            return done(task, bench)
        finally:
            self._idle.put(bench)

    def _taken(self) -> Bench | None:
        try:
            return self._idle.get_nowait()
        except Empty:
            return None


def _carried_out(plugin: str, task: Task) -> Any:
    return get_worker().plugins[plugin].carry_out(task)


class Cluster:
    """
    The workers of a Dask cluster; a lost one's tasks are given to another.

    Args:
        open_bench: opens a bench on a worker, where Counterfoil and the sync must be installed.
        address: of the scheduler, such as tcp://10.0.0.7:8786.

    Raises:
        BadInput: no scheduler answers there, or it has no workers.
    """

    def __init__(self, open_bench: OpenBench, address: str) -> None:
        try:
            self._client = Client(address, timeout=ANSWERS_WITHIN_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise BadInput(f"no Dask scheduler answers at {address}: {error}") from error
        self.jobs = sum(self._client.nthreads().values())
        if not self.jobs:
            self._client.close()
            raise BadInput(f"the Dask cluster at {address} has no workers: start some first")
        self._plugin = f"counterfoil-{self._client.id}"
        self._client.register_plugin(Benches(open_bench), name=self._plugin)

    def close(self) -> None:
        """Leave the cluster as it was."""
        self._client.unregister_worker_plugin(self._plugin)
        self._client.close()

    def carry_out(self, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Keeps every worker busy; tasks are drawn only as answers come in."""
        source = enumerate(tasks)
        numbers: dict[str, int] = {}
        running = as_completed(loop=self._client.loop)
        for _ in range(AHEAD * self.jobs):
            self._deal(source, running, numbers)
        try:
            for future in running:
                yield numbers.pop(future.key), _answer(future)
                self._deal(source, running, numbers)
        finally:
            self._client.cancel(list(running.futures), asynchronous=False)

    def _deal(
        self, source: Iterator[tuple[int, Task]], running: Any, numbers: dict[str, int]
    ) -> None:
        given = next(source, None)
        if given is not None:
            number, task = given
            future = self._client.submit(_carried_out, self._plugin, task, pure=False)
            numbers[future.key] = number
            running.add(future)


def _answer(future: Future) -> Any:
    """What a task gave; a task that broke several workers is given up."""
    error = future.exception()
    return future.result() if error is None else Failed(f"The cluster gave up: {error}")
