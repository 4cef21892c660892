"""The sandbox as a program: it starts, says where it listens, answers, and ends in order."""
import signal

import pytest

pytestmark = pytest.mark.sandbox_only("about the sandbox's own process")


def test_health_page_answers_when_ready(sandbox):
    assert sandbox.health()["status"] == "ok"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_in_order(start_sandbox, number):
    sandbox = start_sandbox()
    sandbox.process.send_signal(number)
    assert sandbox.process.wait(30) == 0


def test_restart_keeps_the_address_and_the_state(start_sandbox, client, account, tmp_path):
    sandbox = start_sandbox(state=tmp_path / "state.db")
    endpoint = sandbox.endpoint
    client("ecs", sandbox=sandbox).put_account_setting(name="awsvpcTrunking", value="enabled")
    sandbox.kill()
    sandbox.restart()
    assert sandbox.endpoint == endpoint
    settings = client("ecs", sandbox=sandbox).list_account_settings(name="awsvpcTrunking")["settings"]
    assert [setting["value"] for setting in settings] == ["enabled"]
