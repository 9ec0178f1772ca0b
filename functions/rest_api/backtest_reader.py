"""What the backtest routes answer."""

from dataclasses import dataclass
from typing import Any

from functions.rest_api.schemas.backtests import BacktestIn
from functions.rest_api.views.backtests import backtest_request, options_view
from nexus.backtest.jobs.desk import BacktestDesk
from nexus.backtest.jobs.models import JobStatus
from nexus.backtest.jobs.view import comparison_view, job_view, result_view

Json = dict[str, Any]


@dataclass(frozen=True)
class BacktestReader:
    """Backtests of one caller; what belongs to somebody else is not there."""

    desk: BacktestDesk

    def options(self) -> Json:
        """Show what a backtest can be made of."""
        return options_view()

    def create(self, user_id: str, body: BacktestIn, idempotency_key: str) -> Json:
        """Queue a backtest."""
        return job_view(self.desk.create(backtest_request(user_id, body), idempotency_key))

    def page(self, user_id: str, limit: int, cursor: str | None) -> Json:
        """Show a page of backtests, newest first."""
        jobs, after = self.desk.page(user_id, limit, cursor)
        return {"items": [job_view(job) for job in jobs], "next_cursor": after}

    def detail(self, user_id: str, backtest_id: str) -> Json:
        """Show one backtest, with its result once it is done."""
        job = self.desk.job(user_id, backtest_id)
        is_done = job.status is JobStatus.DONE
        result = result_view(self.desk.result(job)) if is_done else None
        return {**job_view(job), "result": result}

    def export(self, user_id: str, backtest_id: str, name: str) -> bytes:
        """Read one CSV of a finished backtest."""
        return self.desk.export(user_id, backtest_id, name)

    def remove(self, user_id: str, backtest_id: str) -> Json | None:
        """Cancel one under way, or delete one that ended and return None."""
        job = self.desk.remove(user_id, backtest_id)
        return None if job is None else job_view(job)

    def comparison(self, user_id: str, ids: str) -> Json:
        """Put finished backtests side by side; `ids` are separated by commas."""
        wanted = [each for each in ids.split(",") if each]
        return comparison_view(*self.desk.compare(user_id, wanted))
