"""`eni-trunking exec`, `shell`, `logs`, `capture`, as far as a sandbox without containers answers them. What they reach is tested where
tasks run."""
import pytest

import command_runs

pytestmark = pytest.mark.sandbox_only("tasks that these reach into are a sandbox's")

REFUSED = 3


@pytest.mark.parametrize("arguments", [
    ["exec", "1a2b", "--", "ls"],
    ["shell", "host", "i-0123"],
    ["logs", "1a2b"],
    ["capture", "i-0123"],
], ids=lambda words: words[0])
def test_a_sandbox_without_containers_has_nothing_to_reach(sandbox, credentials, tmp_path, arguments):
    done = command_runs.run(sandbox, credentials, tmp_path, *arguments, expect=REFUSED)
    assert (done.stdout, done.stderr) == (
        "", "eni-trunking: this sandbox runs no containers, so there is nothing to reach\n"
            "  start it with: eni-trunking sandbox --run auto\n")
